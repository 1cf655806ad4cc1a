#include "worker/kafka/kafka_membership.hpp"

#include <cstring>
#include <string_view>
#include <utility>

namespace iw {

void KafkaMembership::set(kafka::GroupMetadataHandle metadata) {
  Shared shared;
  if (metadata && generation_of(*metadata) >= 0)
    shared = Shared{metadata.release(), [](const rd_kafka_consumer_group_metadata_t* gone) {
                      rd_kafka_consumer_group_metadata_destroy(const_cast<rd_kafka_consumer_group_metadata_t*>(gone));
                    }};
  const std::lock_guard lock{mutex_};
  metadata_ = std::move(shared);
}

KafkaMembership::Shared KafkaMembership::get() const {
  const std::lock_guard lock{mutex_};
  return metadata_;
}

std::int32_t generation_of(const rd_kafka_consumer_group_metadata_t& metadata) {
  // librdkafka has no accessor; its serialised form is "CGMDv2:" and the generation as four bytes of this machine's order (2.0 to 2.12).
  constexpr std::string_view kMagic = "CGMDv2:";
  void* bytes = nullptr;
  std::size_t size = 0;
  rd_kafka_error_t* error = rd_kafka_consumer_group_metadata_write(&metadata, &bytes, &size);
  if (error != nullptr) {
    rd_kafka_error_destroy(error);
    return -1;
  }
  std::int32_t generation = -1;
  if (size >= kMagic.size() + sizeof generation && std::memcmp(bytes, kMagic.data(), kMagic.size()) == 0)
    std::memcpy(&generation, static_cast<const char*>(bytes) + kMagic.size(), sizeof generation);
  rd_kafka_mem_free(nullptr, bytes);
  return generation;
}

}  // namespace iw
