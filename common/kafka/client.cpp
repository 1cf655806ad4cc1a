#include "common/kafka/client.hpp"

#include <array>
#include <utility>

namespace iw::kafka {

namespace {

/// Runs a callback's body. What it throws must not unwind through librdkafka's C frames, and there is nobody to tell.
template <class F>
void guarded(F&& body) noexcept {
  try {
    body();
  } catch (...) {  // NOLINT(bugprone-empty-catch)
  }
}

}  // namespace

Client::~Client() {
  // NO_CONSUMER_CLOSE: the close that waits for a coordinator can hang (2.0.2), and a rebalance at this point would find no one to answer it.
  if (handle_ != nullptr) rd_kafka_destroy_flags(handle_, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

void Client::install(rd_kafka_conf_t* conf, rd_kafka_type_t type) {
  rd_kafka_conf_set_opaque(conf, this);
  rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t* handle, int level, const char* facility, const char* message) {
    const auto& log = of(handle).callbacks_.log;
    if (log) guarded([&] { log(level, facility, message); });
  });
  if (type != RD_KAFKA_PRODUCER) return;
  rd_kafka_conf_set_dr_msg_cb(conf, [](rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
    const auto& deliver = static_cast<Client*>(opaque)->callbacks_.on_delivery;
    if (deliver) guarded([&] { deliver(*message); });
  });
}

Result<std::unique_ptr<Client>> make_client(rd_kafka_type_t type, const Options& options, ClientCallbacks callbacks, int events) {
  auto conf = make_conf(options);
  if (!conf) return conf.error();
  std::unique_ptr<Client> client{new Client{std::move(callbacks)}};
  client->install(conf->get(), type);
  rd_kafka_conf_set_events(conf->get(), events);
  std::array<char, 512> why{};
  client->handle_ = rd_kafka_new(type, conf->get(), why.data(), why.size());
  if (client->handle_ == nullptr) return Error{"kafka: no client can be made: " + hide_secrets(why.data(), options)};
  (void)conf->release();  // librdkafka owns it from here on
  return client;
}

}  // namespace iw::kafka
