// The other side of the worker in the demo: sends requests, reads result events. Main thread, blocking with bounds.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "common/error.hpp"
#include "common/kafka/client.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// Makes the three topics on a real cluster; topics that are there already stay as they are.
[[nodiscard]] Result<void> create_topics(const KafkaSettings& settings, int partitions);

/// Sends `count` demo requests, keys included, and waits until the broker has them all.
[[nodiscard]] Result<void> send_demo_requests(const KafkaSettings& settings, std::uint32_t count);

/// Reads a topic from its beginning, read_committed.
class TopicReader {
 public:
  [[nodiscard]] static Result<std::unique_ptr<TopicReader>> open(const KafkaSettings& settings, const std::string& topic);
  /// The next record's value; nothing when none comes within `patience`.
  [[nodiscard]] std::optional<std::string> next(std::chrono::milliseconds patience);

 private:
  explicit TopicReader(std::unique_ptr<kafka::Client> client) : client_(std::move(client)) {}
  std::unique_ptr<kafka::Client> client_;
};

}  // namespace iw
