#include "worker/schedule/timer_queue.hpp"

namespace iw {

void TimerQueue::arm(std::uint32_t id, TimePoint at) {
  cancel(id);
  if (id >= where_.size()) where_.resize(id + 1, 0);
  heap_.push_back({at, id});
  rise(heap_.size() - 1, {at, id});
}

void TimerQueue::cancel(std::uint32_t id) {
  if (id < where_.size() && where_[id] != 0) take_out(where_[id] - 1);
}

std::optional<std::uint32_t> TimerQueue::pop_due(TimePoint now) {
  if (heap_.empty() || heap_.front().at > now) return std::nullopt;
  const auto id = heap_.front().id;
  take_out(0);
  return id;
}

void TimerQueue::take_out(std::size_t at) {
  where_[heap_[at].id] = 0;
  const Entry last = heap_.back();
  heap_.pop_back();
  if (at == heap_.size()) return;
  at > 0 && last.at < heap_[(at - 1) / 2].at ? rise(at, last) : sink(at, last);
}

void TimerQueue::place(std::size_t at, Entry entry) {
  heap_[at] = entry;
  where_[entry.id] = at + 1;
}

void TimerQueue::rise(std::size_t at, Entry entry) {
  while (at > 0 && entry.at < heap_[(at - 1) / 2].at) {
    place(at, heap_[(at - 1) / 2]);
    at = (at - 1) / 2;
  }
  place(at, entry);
}

void TimerQueue::sink(std::size_t at, Entry entry) {
  for (;;) {
    std::size_t child = 2 * at + 1;
    if (child >= heap_.size()) break;
    if (child + 1 < heap_.size() && heap_[child + 1].at < heap_[child].at) ++child;
    if (heap_[child].at >= entry.at) break;
    place(at, heap_[child]);
    at = child;
  }
  place(at, entry);
}

}  // namespace iw
