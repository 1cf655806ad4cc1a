#include "worker/partition/unrecorded.hpp"

#include <iterator>
#include <utility>

namespace iw {

namespace {

template <class T>
void put_before(std::vector<T>& target, std::vector<T>&& earlier) {
  if (target.empty()) {
    target = std::move(earlier);
    return;
  }
  target.insert(target.begin(), std::make_move_iterator(earlier.begin()), std::make_move_iterator(earlier.end()));
}

std::size_t bytes_of(const std::vector<OutgoingRecord>& records) {
  std::size_t bytes = 0;
  for (const auto& record : records) bytes += size_of(record);
  return bytes;
}

}  // namespace

Unrecorded::~Unrecorded() { leave(); }

void Unrecorded::leave() {
  backlog_.results_ -= results();
  backlog_.intents_ -= intents();
  backlog_.bytes_ -= bytes();
}

void Unrecorded::enter() {
  backlog_.results_ += results();
  backlog_.intents_ += intents();
  backlog_.bytes_ += bytes();
}

void Unrecorded::set_aside(bool aside) {
  leave();
  aside_ = aside;
  enter();
}

void Unrecorded::add(Ending ending, std::vector<OutgoingRecord>& records) {
  const auto bytes = bytes_of(records);
  waiting_.endings.push_back(std::move(ending));
  for (auto& record : records) records_.push_back(std::move(record));
  records.clear();
  waiting_bytes_ += bytes;
  if (aside_) return;
  ++backlog_.results_;
  backlog_.bytes_ += bytes;
}

void Unrecorded::add_intent(JobName job) {
  waiting_.intents.push_back(job);
  if (!aside_) ++backlog_.intents_;
}

std::vector<OutgoingRecord> Unrecorded::take() {
  leave();
  under_way_ = std::exchange(waiting_, {});
  under_way_bytes_ = std::exchange(waiting_bytes_, 0);
  enter();
  return std::exchange(records_, {});
}

Recorded Unrecorded::recorded() {
  leave();
  under_way_bytes_ = 0;
  enter();
  return std::exchange(under_way_, {});
}

void Unrecorded::put_back(std::vector<OutgoingRecord> records) {
  leave();
  // A record may have another form by now: what it takes now counts.
  under_way_bytes_ = 0;
  waiting_bytes_ += bytes_of(records);
  put_before(records_, std::move(records));
  put_before(waiting_.endings, std::exchange(under_way_.endings, {}));
  put_before(waiting_.intents, std::exchange(under_way_.intents, {}));
  enter();
}

}  // namespace iw
