// A librdkafka client that owns its handle and what its callbacks need. Made and destroyed on any thread that may block (destroying joins
// librdkafka's threads), used from any thread. It neither polls nor closes: who made it does.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "common/error.hpp"
#include "common/kafka/conf.hpp"
#include "common/kafka/handles.hpp"

namespace iw::kafka {

/// Takes a log line: syslog level (3 error … 7 debug), librdkafka's facility, text. Called from any thread; must not throw for long lines.
using LogSink = std::function<void(int level, std::string_view facility, std::string_view message)>;

/// What a client tells its owner. Exceptions end here: none crosses a callback of librdkafka.
struct ClientCallbacks {
  LogSink log;                                                         ///< any thread
  std::function<void(const rd_kafka_message_t& message)> on_delivery;  ///< producer: where flush or poll is called
};

/// A consumer or producer.
class Client {
 public:
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  /// Joins librdkafka's threads; sends nothing: a consumer that is to leave its group is closed before.
  ~Client();

  [[nodiscard]] rd_kafka_t* get() const { return handle_; }

 private:
  friend Result<std::unique_ptr<Client>> make_client(rd_kafka_type_t, const Options&, ClientCallbacks, int);
  explicit Client(ClientCallbacks callbacks) : callbacks_(std::move(callbacks)) {}
  static Client& of(const rd_kafka_t* handle) { return *static_cast<Client*>(rd_kafka_opaque(handle)); }
  void install(rd_kafka_conf_t* conf, rd_kafka_type_t type);

  ClientCallbacks callbacks_;
  rd_kafka_t* handle_ = nullptr;
};

/// Makes a client. `events` are the RD_KAFKA_EVENT_* that it reports on its queues. It connects in the background: no broker is no error here.
[[nodiscard]] Result<std::unique_ptr<Client>> make_client(rd_kafka_type_t type, const Options& options, ClientCallbacks callbacks, int events = 0);

}  // namespace iw::kafka
