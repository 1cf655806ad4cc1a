// One connection of the HTTP client: connects, carries one request at a time, and knows how far it came. Loop thread.
// It decides nothing about other connections: the client does, through ConnectionEvents.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/http/answer_parser.hpp"
#include "common/http/connect/opening.hpp"
#include "common/http_result.hpp"

namespace iw {

class HttpConnection;

/// A request as bytes, with its bounds.
struct HttpRequest {
  std::uint64_t id = 0;
  std::string bytes;
  TimePoint not_after = TimePoint::max();  ///< permission to send the first byte
  TimePoint connect_by{};
  TimePoint deadline{};
};

/// What a connection tells its client. Never from inside send() or connect().
class ConnectionEvents {
 public:
  virtual ~ConnectionEvents() = default;
  /// The request ended. `reusable`: the connection can carry the next one; otherwise it is closed.
  virtual void on_request_end(HttpConnection& connection, const HttpResult& result, bool reusable) = 0;
  /// A kept connection was closed before it took a byte of its request: the request can go out on another one.
  virtual void on_unsent(HttpConnection& connection) = 0;
  /// The peer closed a connection that carried nothing.
  virtual void on_idle_closed(HttpConnection& connection) = 0;
};

/// What all connections of a client share.
struct ConnectionSetting {
  ConnectSetting connect;
  std::size_t max_body_bytes;
};

/// The connection. Held by shared_ptr: its pending operations keep it alive until they end.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(ConnectionSetting& setting, ConnectionEvents& events) : setting_(setting), events_(&events), buffer_(2048) {}

  /// Connects, then sends. For a new connection.
  void connect(HttpRequest request);
  /// Sends on a connection that is open and carries nothing.
  void send(HttpRequest request);
  /// Ends the request that is under way if one of its times has passed.
  void check_times(TimePoint now);
  /// Its request is not to be sent any more, if no byte of it has gone out.
  void withdraw() { request_.not_after = TimePoint::min(); }
  /// Closes without telling anybody.
  void abandon();
  /// The request of on_unsent(), to be sent elsewhere.
  [[nodiscard]] HttpRequest take_request() { return std::move(request_); }
  /// A write that reads the request's bytes is still pending: they must stay where they are.
  [[nodiscard]] bool writing() const { return writing_; }
  [[nodiscard]] std::uint64_t request_id() const { return request_.id; }

  TimePoint idle_since{};                                      ///< the client's
  std::list<std::shared_ptr<HttpConnection>>::iterator place;  ///< the client's: where it stands in one of its lists

 private:
  enum class State : std::uint8_t { connecting, sending, receiving, ending, idle, closed };
  /// Whether the peer has ended the stream, and how.
  enum class End : std::uint8_t { none, clean, cut };

  void on_opened(std::shared_ptr<Wire> wire, const Opening::Failure& failure);
  void transmit();
  void write_rest(std::size_t from);
  void on_written(const boost::system::error_code& error);
  void read();
  void watch_idle();
  void on_read(const boost::system::error_code& error, std::size_t size);
  void parse(End end);
  void answer_complete();
  [[nodiscard]] bool make_room();
  [[nodiscard]] bool holds_unread_bytes();
  [[nodiscard]] bool peer_has_closed();
  [[nodiscard]] std::string time_out_text() const;
  void fail(HttpPhase phase, std::string text);
  void end(const HttpResult& result, bool reusable);
  void post_end(HttpResult result, bool reusable);
  void post_unsent();
  void close();
  template <class F>
  [[nodiscard]] auto bound(F handler);

  ConnectionSetting& setting_;
  ConnectionEvents* events_;          ///< nullptr once abandoned
  std::shared_ptr<Opening> opening_;  ///< while connecting
  std::shared_ptr<Wire> wire_;        ///< once open
  State state_ = State::connecting;
  bool reading_ = false;
  bool watching_ = false;
  bool writing_ = false;
  bool broken_ = false;  ///< a write failed: what ends the stream now is no clean end
  bool reused_ = false;
  bool received_ = false;  ///< the peer has sent a byte that TLS let through
  HttpRequest request_;
  std::vector<char> buffer_;  ///< what was read and not parsed yet
  std::size_t used_ = 0;
  std::optional<AnswerParser> parser_;
  std::string body_;
  std::string retry_after_;
};

}  // namespace iw
