#include "worker/kafka/kafka_names.hpp"

namespace iw {

const std::string& topic_name(const KafkaSettings& settings, InputTopic topic) {
  switch (topic) {
    case InputTopic::requests:
      break;
  }
  return settings.topics.requests;
}

PartitionId partition_id(const KafkaSettings&, std::string_view, std::int32_t number) { return {number, InputTopic::requests}; }

}  // namespace iw
