#include "worker/sandbox/task_book.hpp"

#include <algorithm>
#include <array>

namespace iw {

namespace {

constexpr std::int64_t kFirst = 100'000'001;
constexpr std::size_t kMostKept = 200'000;
constexpr std::chrono::milliseconds kStep{500};
constexpr std::array<std::string_view, 4> kUnderWay{"waiting", "reading", "writing", "migrating"};

/// Some number that looks like a file's.
std::int64_t records_of(std::int64_t job_id) { return 10 + job_id % 90; }

}  // namespace

TaskBook::End TaskBook::end_for(std::string_view file_path) {
  if (file_path.starts_with("failing/")) return End::fail;
  if (file_path.starts_with("partial/")) return End::partial;
  return file_path.starts_with("stuck/") ? End::never : End::success;
}

std::int64_t TaskBook::create(std::string_view file_path, TimePoint now) {
  const std::lock_guard lock{mutex_};
  tasks_.push_back({now, 0, end_for(file_path)});
  if (tasks_.size() > kMostKept) tasks_.pop_front();
  return next_++;
}

std::optional<TaskState> TaskBook::query(std::int64_t job_id, TimePoint now) {
  const std::lock_guard lock{mutex_};
  if (job_id < kFirst || job_id >= next_) return std::nullopt;
  const auto from_last = static_cast<std::size_t>(next_ - job_id);
  if (from_last > tasks_.size()) return TaskState{"success", records_of(job_id), 0, ""};
  return state_of(tasks_[tasks_.size() - from_last], job_id, now);
}

TaskState TaskBook::state_of(Task& task, std::int64_t job_id, TimePoint now) {
  const auto by_time = static_cast<std::uint64_t>(std::max<Duration>(now - task.created, Duration::zero()) / kStep);
  const auto step = std::max<std::uint64_t>(task.queries, by_time);
  if (task.queries < kUnderWay.size()) ++task.queries;
  if (step < kUnderWay.size()) return {kUnderWay[step], 0, 0, ""};
  switch (task.end) {
    case End::never:
      return {"migrating", 0, 0, ""};
    case End::fail:
      return {"fail", 0, records_of(job_id), "import data fail: the file holds a record that is not JSON"};
    case End::partial:
      return {"success", records_of(job_id) - 3, 3, "3 records were not imported"};
    case End::success:
      break;
  }
  return {"success", records_of(job_id), 0, ""};
}

}  // namespace iw
