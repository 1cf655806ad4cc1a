// The import tasks that the sandbox has created, and how far each is. Any thread (one mutex). Nothing is imported: a task is a clock and a counter.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string_view>

#include "common/clock.hpp"

namespace iw {

/// What a query says of a task.
struct TaskState {
  std::string_view status;  ///< waiting, reading, writing, migrating, success or fail
  std::int64_t record_success = 0;
  std::int64_t record_fail = 0;
  std::string_view message;
};

/// Gives out job_ids and answers for them. A task takes a step (waiting → reading → writing → migrating → end) at every query, and every half second
/// without one. It ends in success; with a file_path under `failing/` in fail, under `partial/` in success with failed records, under `stuck/` never.
class TaskBook {
 public:
  /// A new job_id: 100000001 and up.
  [[nodiscard]] std::int64_t create(std::string_view file_path, TimePoint now);
  /// The state; the query itself is a step. Nothing for a job_id that was never given out. Of all but the last 200,000 only "success" is known.
  [[nodiscard]] std::optional<TaskState> query(std::int64_t job_id, TimePoint now);

 private:
  /// How a task ends, decided by its folder.
  enum class End : std::uint8_t { success, partial, fail, never };
  /// What is remembered of a task.
  struct Task {
    TimePoint created;
    std::uint32_t queries = 0;
    End end = End::success;
  };
  static End end_for(std::string_view file_path);
  static TaskState state_of(Task& task, std::int64_t job_id, TimePoint now);

  std::mutex mutex_;        ///< guards everything below
  std::deque<Task> tasks_;  ///< those of the highest job_ids, in their order
  std::int64_t next_ = 100'000'001;
};

}  // namespace iw
