#include "worker/commit/kafka_commit_thread.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <thread>
#include <utility>

#include "common/backoff.hpp"
#include "common/log/log.hpp"
#include "worker/kafka/kafka_committed.hpp"

namespace iw {

namespace {

using std::chrono::milliseconds;

constexpr BackoffRules kBetweenStarts{milliseconds{500}, milliseconds{15'000}, 2};
constexpr milliseconds kBetweenReads{500};
constexpr std::chrono::seconds kLongLife{60};
/// The broker ends transactions that are over their time only every 10 s.
constexpr milliseconds kBrokerSweep{15'000};

}  // namespace

KafkaCommitThread::KafkaCommitThread(boost::asio::io_context& loop, const KafkaSettings& settings, std::shared_ptr<kafka::Client> consumer,
                                     CommitThreadEvents events)
    : loop_(loop), settings_(settings), consumer_(std::move(consumer)), events_(std::move(events)) {}

void KafkaCommitThread::start() {
  std::thread{[self = shared_from_this()] { self->body(); }}.detach();
}

/// Posts an event to the loop, unless we are abandoned by then.
template <class F>
void KafkaCommitThread::tell(F event) {
  const std::lock_guard lock{mutex_};
  if (stopped()) return;  // the loop may be gone
  boost::asio::post(loop_, [self = shared_from_this(), event = std::move(event)]() mutable {
    if (!self->stopped()) event(self->events_);
  });
}

void KafkaCommitThread::run(std::shared_ptr<const Cycle> cycle, KafkaMembership::Shared membership) {
  const std::lock_guard lock{mutex_};
  cycle_ = std::move(cycle);
  membership_ = std::move(membership);
  changed_.notify_all();
}

void KafkaCommitThread::read_back(std::vector<PartitionId> partitions) {
  const std::lock_guard lock{mutex_};
  wanted_partitions_ = std::move(partitions);
  changed_.notify_all();
}

Duration KafkaCommitThread::blocked_for(TimePoint now) const {
  const auto began = call_began_.load(std::memory_order_relaxed);
  return began == 0 ? Duration{} : now.time_since_epoch() - Duration{began};
}

void KafkaCommitThread::abandon() {
  const std::lock_guard lock{mutex_};
  stopped_ = true;
  changed_.notify_all();
}

bool KafkaCommitThread::wait_for_end(milliseconds time) {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, time, [this] { return ended_; });
}

void KafkaCommitThread::body() {
  make_producer();
  while (!stopped()) {
    std::shared_ptr<const Cycle> cycle;
    std::optional<std::vector<PartitionId>> partitions;
    KafkaMembership::Shared membership;
    {
      std::unique_lock lock{mutex_};
      changed_.wait(lock, [this] { return stopped() || cycle_ || wanted_partitions_; });
      cycle = std::exchange(cycle_, nullptr);
      membership = membership_;
      partitions = std::exchange(wanted_partitions_, std::nullopt);
    }
    if (stopped()) break;
    if (cycle) run_cycle(std::move(cycle), membership);
    if (partitions) read_committed_back(*partitions);
  }
  producer_.reset();
  consumer_.reset();
  const std::lock_guard lock{mutex_};
  ended_ = true;
  changed_.notify_all();
}

bool KafkaCommitThread::pause(milliseconds time) {
  call_began_ = 0;
  std::unique_lock lock{mutex_};
  return !changed_.wait_for(lock, time, [this] { return stopped(); });
}

void KafkaCommitThread::make_producer(bool is_news) {
  call_began_ = BootClock::now().time_since_epoch().count();  // joining librdkafka's threads can hang, too
  producer_.reset();
  call_began_ = 0;
  if (BootClock::now() - made_at_ > kLongLife) failed_starts_ = 0;
  while (!stopped()) {
    // A producer that is fenced again and again means that two workers share a name: going slowly leaves one of them in peace.
    if (failed_starts_ > 0 && !pause(std::chrono::duration_cast<milliseconds>(backoff(failed_starts_, kBetweenStarts, 0.5)))) return;
    failed_starts_ = std::min(failed_starts_ + 1, 16);
    call_began_ = BootClock::now().time_since_epoch().count();
    auto made = KafkaProducer::create(settings_, one_by_one_);
    call_began_ = 0;
    if (made) {
      producer_ = std::move(*made);
      made_at_ = BootClock::now();
      // One that takes the place of a spent one changes nothing that anybody sees, unless it had trouble.
      if (is_news) tell([](CommitThreadEvents& events) { events.on_ready(); });
      return;
    }
    is_news = true;
    tell([why = made.error().message](CommitThreadEvents& events) { events.on_trouble(why); });
  }
}

void KafkaCommitThread::run_cycle(std::shared_ptr<const Cycle> cycle, const KafkaMembership::Shared& membership) {
  const auto began = BootClock::now();
  call_began_ = began.time_since_epoch().count();
  CycleResult result = producer_->run(*cycle, membership);
  cycle.reset();  // the loop takes its records over
  call_began_ = 0;
  result.took = BootClock::now() - began;
  if (result.end == CycleEnd::unknown) {
    if (producer_->is_fenced()) tell([](CommitThreadEvents& events) { events.on_fenced(); });
    tell([why = result.why](CommitThreadEvents& events) { events.on_trouble("the producer is made anew: " + why); });
    make_producer();
  }
  choose_batches(result);
  replace_if_spent();
  tell([result = std::move(result)](CommitThreadEvents& events) mutable { events.on_cycle_end(std::move(result)); });
}

void KafkaCommitThread::choose_batches(CycleResult& result) {
  // The broker refuses a batch, and librdkafka hands that to each record in it: only of a record that went alone it is really true.
  const bool refused = !result.refused.empty();
  if (refused && !one_by_one_) {
    log_info("a batch of records was refused, sending one by one to find which", {{"why", result.refused.front().why}});
    result.refused.clear();
  }
  const bool alone = refused || (one_by_one_ && result.end != CycleEnd::committed);
  if (alone == one_by_one_) return;
  one_by_one_ = alone;
  failed_starts_ = 0;  // nothing is wrong with its name
  make_producer();
}

void KafkaCommitThread::replace_if_spent() {
  if (producer_ == nullptr || !producer_->is_spent()) return;
  failed_starts_ = 0;
  make_producer(false);
}

void KafkaCommitThread::read_committed_back(const std::vector<PartitionId>& partitions) {
  while (!stopped()) {
    call_began_ = BootClock::now().time_since_epoch().count();
    auto read = read_committed(*consumer_, settings_, partitions, settings_.transaction_timeout + kBrokerSweep, LogBounds::left_out);
    call_began_ = 0;
    if (read) (void)read_troubles_.over();
    if (read) return tell([read = std::move(*read)](CommitThreadEvents& events) mutable { events.on_read_back(std::move(read)); });
    if (const auto unsaid = read_troubles_.met(read.error().message, BootClock::now()))
      log_warn("the committed ledgers cannot be read back yet, trying on", {{"why", read.error().message}, {"times_unsaid", *unsaid}});
    if (!pause(kBetweenReads)) return;
  }
}

}  // namespace iw
