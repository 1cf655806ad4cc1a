#include "tests/support/request_stream.hpp"

#include <chrono>
#include <utility>

#include "common/kafka/client.hpp"

namespace iw::testing {

namespace {

constexpr int kFlushMs = 60'000;

}  // namespace

RequestStream::RequestStream(std::string brokers, std::string topic, int per_second, std::function<Sent(std::int64_t)> make)
    : make_(std::move(make)), thread_{[this, brokers = std::move(brokers), topic = std::move(topic), per_second] {
        body(brokers, topic, per_second);
      }} {}

RequestStream::~RequestStream() { (void)stop(); }

bool RequestStream::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
  return delivered_ == sent_;
}

void RequestStream::body(const std::string& brokers, const std::string& topic, int per_second) {
  const auto client =
      kafka::make_client(
          RD_KAFKA_PRODUCER,
          {{"bootstrap.servers", brokers},
           {"log_level", "0"},
           {"enable.idempotence", "true"},
           {"queue.buffering.max.messages", "2000000"},
           {"linger.ms", "5"}},
          {.log = {}, .on_delivery = [this](const rd_kafka_message_t& message) { delivered_ += message.err == RD_KAFKA_RESP_ERR_NO_ERROR ? 1 : 0; }})
          .value();
  const auto began = std::chrono::steady_clock::now();
  while (!stopping_) {
    const auto due = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count() * per_second;
    while (static_cast<double>(sent_) < due) {
      if (produce(client->get(), topic, make_(sent_)) != RD_KAFKA_RESP_ERR_NO_ERROR) break;
      ++sent_;
    }
    rd_kafka_poll(client->get(), 20);  // also the pace
  }
  rd_kafka_flush(client->get(), kFlushMs);
}

}  // namespace iw::testing
