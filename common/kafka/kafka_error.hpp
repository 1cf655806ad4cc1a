// librdkafka's errors, classified once, where they enter. Plain data, any thread.
#pragma once

#include <librdkafka/rdkafka.h>

#include <string>

namespace iw::kafka {

/// How a call of librdkafka ended.
struct KafkaError {
  rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
  bool retriable = false;  ///< the same call may be made again
  bool abortable = false;  ///< the transaction can only be aborted; the producer goes on
  bool fatal = false;      ///< the client is of no more use
  std::string text;

  /// Did it go wrong?
  [[nodiscard]] explicit operator bool() const { return code != RD_KAFKA_RESP_ERR_NO_ERROR; }
};

/// Takes an error object over; none is no error.
[[nodiscard]] KafkaError take_error(rd_kafka_error_t* error);
/// A bare code as an error without flags.
[[nodiscard]] KafkaError from_code(rd_kafka_resp_err_t code);

/// The group has moved on: the commit named a generation, member or instance that is not the current one.
[[nodiscard]] bool is_group_fence(rd_kafka_resp_err_t code);
/// A newer producer with the same transactional.id has taken over, or the broker gave our transaction up (both bump the producer's epoch).
[[nodiscard]] bool is_producer_fence(rd_kafka_resp_err_t code);
/// The record or its batch is larger than the topic or the client allows.
[[nodiscard]] bool is_too_large(rd_kafka_resp_err_t code);
/// The topic takes this record never, or not in this form: too large, no key for a compacted topic, a rule of the broker's.
[[nodiscard]] bool refuses_record(rd_kafka_resp_err_t code);
/// An error of a fetch after which going on could jump over records: out-of-range offsets, damaged or unreadable batches.
[[nodiscard]] bool stops_partition(rd_kafka_resp_err_t code);
/// What a person does about an error that stops a partition, as the end of a sentence.
[[nodiscard]] std::string way_on(rd_kafka_resp_err_t code);
/// A state that mends itself or that a person mends (no broker, no topic, no permission): not ready until then, and worth saying.
[[nodiscard]] bool is_trouble(rd_kafka_resp_err_t code);

}  // namespace iw::kafka
