// Host name → addresses. An answer is fresh for half a minute, so that a burst of new connections asks once and a changed address is found soon.
// After that the last good answer goes on being used while a new look-up runs, and for a bounded time while look-ups fail: a name server that is away
// for minutes stops nobody. Loop thread; the look-up itself runs elsewhere.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/http/connect/address_order.hpp"

namespace iw {

/// Looks one host and port up and calls `done` once, on the loop's thread, never from inside.
using LookUp = std::function<void(const std::string& host, const std::string& port,
                                  std::function<void(const boost::system::error_code&, const Endpoints&)> done)>;

/// The system's resolver (getaddrinfo on a thread of Asio's). It reads /etc/hosts and resolv.conf as other programs do.
[[nodiscard]] LookUp system_look_up(boost::asio::io_context& loop);

/// For how long an answer is good. A getaddrinfo answer bears no time to live.
struct ResolverTimes {
  std::chrono::milliseconds fresh{30'000};    ///< used without a further look-up
  std::chrono::milliseconds usable{300'000};  ///< used when nothing newer is known
  std::chrono::milliseconds pause{1'000};     ///< between two look-ups while an answer is usable
};

/// Resolves one host and port.
class HostResolver {
 public:
  /// Gets the addresses, or an error and none. Never called from inside resolve().
  using Callback = std::function<void(const boost::system::error_code& error, const Endpoints& endpoints)>;

  /// An address in place of a name is never looked up. The clock must outlive the resolver.
  HostResolver(boost::asio::io_context& loop, std::string host, std::string port, LookUp look_up, const ResolverTimes& times, const Clock& clock);
  /// One look-up serves all who ask while it runs. A failed one is an error only when no earlier answer is usable, and is not kept.
  void resolve(Callback callback);
  /// The addresses led nowhere: the next resolve() waits for a new look-up instead of using the last answer at once.
  void doubt() { doubted_ = true; }
  /// Drops callbacks that have not been called.
  void cancel() { waiting_.clear(); }

 private:
  void begin();
  void finished(const boost::system::error_code& error, const Endpoints& endpoints);
  [[nodiscard]] bool is_usable(TimePoint now) const { return !known_.empty() && now < usable_until_; }

  boost::asio::io_context& loop_;
  std::string host_;
  std::string port_;
  LookUp look_up_;
  ResolverTimes times_;
  const Clock& clock_;
  Endpoints known_;  ///< the last good answer
  TimePoint fresh_until_{};
  TimePoint usable_until_{};
  TimePoint pause_until_{};
  bool doubted_ = false;
  bool looking_up_ = false;
  std::vector<Callback> waiting_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();  ///< a look-up that has begun is not cancelled: its end must see that we are gone
};

}  // namespace iw
