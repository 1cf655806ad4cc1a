#include "worker/demo/embedded_kafka.hpp"

#include <librdkafka/rdkafka_mock.h>

#include <utility>

namespace iw {

Result<std::unique_ptr<EmbeddedKafka>> EmbeddedKafka::start(const KafkaSettings& settings, int partitions) {
  auto host = kafka::make_client(RD_KAFKA_PRODUCER, {{"client.id", "embedded-kafka"}, {"log_level", "0"}}, {});
  if (!host) return host.error();
  std::unique_ptr<EmbeddedKafka> kafka{new EmbeddedKafka};
  kafka->host_ = std::move(*host);
  kafka->cluster_ = rd_kafka_mock_cluster_new(kafka->host_->get(), 1);
  if (kafka->cluster_ == nullptr) return Error{"the embedded broker cannot be started: no free port on the loopback interface?"};
  for (const auto& topic : {settings.topics.requests, settings.topics.results, settings.topics.dead_letters}) {
    const auto error = rd_kafka_mock_topic_create(kafka->cluster_, topic.c_str(), partitions, 1);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return Error{"topic " + topic + " cannot be made on the embedded broker: " + rd_kafka_err2str(error)};
  }
  return kafka;
}

EmbeddedKafka::~EmbeddedKafka() {
  if (cluster_ != nullptr) rd_kafka_mock_cluster_destroy(cluster_);
}

std::string EmbeddedKafka::brokers() const { return rd_kafka_mock_cluster_bootstraps(cluster_); }

}  // namespace iw
