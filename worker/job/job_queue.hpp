// A queue of jobs that a job can leave from the middle. Loop thread.
#pragma once

#include <boost/intrusive/list.hpp>
#include <cstddef>

#include "worker/job/job.hpp"

namespace iw {

/// Jobs in the order in which they go on. A job stands in one queue at most and knows it, so that leaving costs O(1) wherever it stands.
class JobQueue {
 public:
  JobQueue() = default;
  JobQueue(JobQueue&&) = default;
  JobQueue& operator=(JobQueue&&) = default;

  void push_back(Job& job) {
    list_.push_back(job);
    job.queue = this;
    ++size_;
  }
  void push_front(Job& job) {
    list_.push_front(job);
    job.queue = this;
    ++size_;
  }
  /// Takes a job out of the queue that it stands in; nothing when it stands in none.
  static void leave(Job& job) {
    if (job.queue == nullptr) return;
    job.queue->list_.erase(List::s_iterator_to(job));
    --job.queue->size_;
    job.queue = nullptr;
  }
  [[nodiscard]] Job& front() { return list_.front(); }
  [[nodiscard]] bool empty() const { return list_.empty(); }
  [[nodiscard]] std::size_t size() const { return size_; }
  template <class F>
  void for_each(F f) {
    for (Job& job : list_) f(job);
  }

 private:
  using List = boost::intrusive::list<Job, boost::intrusive::base_hook<Job::QueueHook>, boost::intrusive::constant_time_size<false>>;
  List list_;
  std::size_t size_ = 0;
};

}  // namespace iw
