// Queues of jobs that a job can leave from the middle. Loop thread. It knows of a job only that it stands somewhere: what a job is, worker/job says.
#pragma once

#include <boost/intrusive/list.hpp>
#include <cstddef>
#include <cstdint>

namespace iw {

/// Names a job inside the process: its place in the job table.
using JobRef = std::uint32_t;

/// Names one job for good: a later one in the same place has another generation.
struct JobName {
  JobRef ref = 0;
  std::uint32_t generation = 0;
  friend bool operator==(const JobName&, const JobName&) = default;
};

class JobQueue;

/// What stands in a queue: the base of a job.
class Queued : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::normal_link>> {
 public:
  JobRef ref = 0;
  /// The queue that it stands in, if any.
  [[nodiscard]] const JobQueue* queue() const { return queue_; }

 private:
  friend class JobQueue;
  JobQueue* queue_ = nullptr;
};

/// Jobs in the order in which they go on. A job stands in one queue at most and knows it, so that leaving costs O(1) wherever it stands.
class JobQueue {
 public:
  JobQueue() = default;
  JobQueue(const JobQueue&) = delete;
  JobQueue& operator=(const JobQueue&) = delete;

  void push_back(Queued& job) {
    list_.push_back(job);
    entered(job);
  }
  void push_front(Queued& job) {
    list_.push_front(job);
    entered(job);
  }
  /// Takes a job out of the queue that it stands in; nothing when it stands in none.
  static void leave(Queued& job) {
    if (job.queue_ == nullptr) return;
    job.queue_->list_.erase(List::s_iterator_to(job));
    --job.queue_->size_;
    job.queue_ = nullptr;
  }
  [[nodiscard]] JobRef front() const { return list_.front().ref; }
  [[nodiscard]] bool empty() const { return list_.empty(); }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Calls f(JobRef) for each, in order. f must not change the queue.
  template <class F>
  void for_each(F f) const {
    for (const Queued& job : list_) f(job.ref);
  }

 private:
  using List = boost::intrusive::list<Queued, boost::intrusive::constant_time_size<false>>;
  void entered(Queued& job) {
    job.queue_ = this;
    ++size_;
  }
  List list_;
  std::size_t size_ = 0;
};

}  // namespace iw
