#include "common/kafka/kafka_error.hpp"

namespace iw::kafka {

KafkaError take_error(rd_kafka_error_t* error) {
  if (error == nullptr) return {};
  KafkaError taken{rd_kafka_error_code(error), rd_kafka_error_is_retriable(error) != 0, rd_kafka_error_txn_requires_abort(error) != 0,
                   rd_kafka_error_is_fatal(error) != 0, rd_kafka_error_string(error)};
  rd_kafka_error_destroy(error);
  return taken;
}

KafkaError from_code(rd_kafka_resp_err_t code) {
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  return {code, false, false, code == RD_KAFKA_RESP_ERR__FATAL, rd_kafka_err2str(code)};
}

bool is_group_fence(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION || code == RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID || code == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID;
}

bool is_producer_fence(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR__FENCED || code == RD_KAFKA_RESP_ERR_PRODUCER_FENCED || code == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH;
}

bool is_too_large(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE || code == RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE ||
         code == RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE;
}

bool refuses_record(rd_kafka_resp_err_t code) {
  return is_too_large(code) || code == RD_KAFKA_RESP_ERR_INVALID_RECORD || code == RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP ||
         code == RD_KAFKA_RESP_ERR_POLICY_VIOLATION || code == RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT;
}

bool stops_partition(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR__BAD_MSG:
    case RD_KAFKA_RESP_ERR__BAD_COMPRESSION:
    case RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED:
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_MSG:
      return true;
    default:
      return static_cast<int>(code) == -139;  // __LOG_TRUNCATION, since 2.1.0: the log was cut below what had been read
  }
}

std::string way_on(rd_kafka_resp_err_t code) {
  const std::string behind =
      "stop all workers of the group, set its offset behind it (kafka-consumer-groups.sh --reset-offsets) and start them again";
  switch (code) {
    case RD_KAFKA_RESP_ERR__BAD_COMPRESSION:
      return "a compressed batch is unpacked as a whole, up to kafka.client.receive.message.max.bytes (100 MB unless set): if the batch is good, set that higher and "
             "restart; if it is not, " + behind;
    case RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED:
      return "this librdkafka was built without that compression: run the worker with one that has it";
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
      return "a batch is larger than may be fetched: set kafka.client.fetch.message.max.bytes and receive.message.max.bytes higher and restart";
    case RD_KAFKA_RESP_ERR__BAD_MSG:
    case RD_KAFKA_RESP_ERR_INVALID_MSG:
      return "a batch is damaged where the broker keeps it: once you know what was lost, " + behind;
    default:
      return "once you know what was lost, " + behind;
  }
}

bool is_trouble(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR__SSL:
    case RD_KAFKA_RESP_ERR__RESOLVE:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
    case RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL:
    case RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT:
      return true;
    default:
      return false;
  }
}

}  // namespace iw::kafka
