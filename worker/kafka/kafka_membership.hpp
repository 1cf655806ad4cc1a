// The consumer's place in its group, as of the last assignment: what a commit has to show to the broker. Any thread.
#pragma once

#include <memory>
#include <mutex>

#include "common/kafka/handles.hpp"

namespace iw {

/// Holds the group metadata (member and generation) of the last assignment. Written on the loop thread at each assignment, read by the commit thread.
/// It is taken at the assignment and not at the commit: a commit must be refused when the group has moved on meanwhile.
class KafkaMembership {
 public:
  using Shared = std::shared_ptr<const rd_kafka_consumer_group_metadata_t>;

  /// Takes the metadata over. One without a generation is dropped: the broker checks nothing for such a commit, so it must never be shown.
  void set(kafka::GroupMetadataHandle metadata);
  /// None before the first assignment.
  [[nodiscard]] Shared get() const;

 private:
  mutable std::mutex mutex_;
  Shared metadata_;
};

/// The generation inside group metadata; -1 when it has none or cannot be read.
[[nodiscard]] std::int32_t generation_of(const rd_kafka_consumer_group_metadata_t& metadata);

}  // namespace iw
