#include "worker/kafka/kafka_record.hpp"

#include "common/rfc3339.hpp"

namespace iw {

namespace {

std::optional<std::string> copy_bytes(const void* data, std::size_t size) {
  return data == nullptr ? std::nullopt : std::optional<std::string>{std::in_place, static_cast<const char*>(data), size};
}

}  // namespace

Record copy_record(const rd_kafka_message_t& message) {
  Record record;
  record.partition = message.partition;
  record.offset = message.offset;
  record.key = copy_bytes(message.key, message.key_len);
  record.value = copy_bytes(message.payload, message.len);
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const auto timestamp = rd_kafka_message_timestamp(&message, &type);
  if (type != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE && is_calendar_time(std::chrono::milliseconds{timestamp}))
    record.timestamp = WallTime{std::chrono::milliseconds{timestamp}};
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return record;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i)
    record.headers.push_back({name, copy_bytes(value, size)});
  return record;
}

}  // namespace iw
