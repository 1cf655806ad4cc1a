#include "worker/commit/kafka_transactions.hpp"

#include <utility>

#include "common/log/log.hpp"

namespace iw {

namespace {

constexpr std::chrono::seconds kBeyondAllTimeouts{30};
/// So many cycles aborted one after the other are no accident: a topic is gone, or a permission.
constexpr int kTroublesome = 3;

}  // namespace

KafkaTransactions::KafkaTransactions(boost::asio::io_context& loop, const KafkaSettings& settings, KafkaMembership& membership,
                                     std::shared_ptr<kafka::Client> consumer)
    : loop_(loop), settings_(settings), membership_(membership), consumer_(std::move(consumer)) {
  start_thread();
}

KafkaTransactions::~KafkaTransactions() { thread_->abandon(); }

void KafkaTransactions::start_thread() {
  thread_ = std::make_shared<KafkaCommitThread>(
      loop_, settings_, consumer_,
      CommitThreadEvents{[this] { on_ready(); }, [this](std::string why) { on_trouble(std::move(why)); }, [this] { events_->on_fenced(); },
                         [this](CycleResult result) { on_end(std::move(result)); },
                         [this](const std::vector<CommittedOffset>& read) {
                           reading_back_.clear();
                           events_->on_read_back(read);
                         }});
  thread_->start();
}

void KafkaTransactions::run(Cycle cycle) {
  cycle_ = std::make_shared<Cycle>(std::move(cycle));
  // The membership that the engine decided under, not the one of a moment later.
  thread_->run(cycle_, membership_.get());
}

void KafkaTransactions::read_back(std::vector<PartitionId> partitions) {
  reading_back_ = partitions;
  thread_->read_back(std::move(partitions));
}

void KafkaTransactions::watch() {
  // A transaction is at most three calls, each with its own timeout: what takes longer than all of them does not end by itself.
  if (thread_->blocked_for(BootClock::now()) < 3 * settings_.transaction_timeout + kBeyondAllTimeouts) return;
  log_error("a transactional call hangs past its timeouts, its producer is given up and a new one is made", {});
  thread_->abandon();
  hung_ = true;
  on_trouble("a transactional call hangs, a new producer is being made");
  start_thread();
}

void KafkaTransactions::on_ready() {
  ready_ = true;
  trouble_.clear();
  log_info("transactions initialised", {{"transactional_id", settings_.transactional_id()}});
  if (!std::exchange(hung_, false)) return;
  // The new producer has fenced the one that hangs: what it left is decided now, and can be read.
  // The engine then asks for what was committed by itself.
  if (cycle_) return on_end({{}, CycleEnd::unknown, "the transactional call hung", {}, {}});
  if (!reading_back_.empty()) thread_->read_back(reading_back_);
}

void KafkaTransactions::on_trouble(std::string why) {
  ready_ = false;
  if (const auto unsaid = troubles_.met(why, BootClock::now()))
    log_warn("transactions cannot be made at the moment, trying on",
             {{"why", why}, {"group", settings_.group}, {"transactional_id", settings_.transactional_id()}, {"times_unsaid", *unsaid}});
  trouble_ = std::move(why);
}

void KafkaTransactions::on_end(CycleResult result) {
  aborts_in_a_row_ = result.end == CycleEnd::aborted ? aborts_in_a_row_ + 1 : 0;
  if (aborts_in_a_row_ >= kTroublesome) on_trouble(result.why);
  if (result.end == CycleEnd::committed && !ready_) on_ready();
  if (result.end == CycleEnd::committed) (void)troubles_.over();
  // A copy only when an abandoned thread may still read it.
  const auto cycle = std::exchange(cycle_, nullptr);
  result.cycle = cycle.use_count() == 1 ? std::move(*cycle) : *cycle;
  events_->on_cycle_end(std::move(result));
}

bool KafkaTransactions::stop(std::chrono::milliseconds patience) {
  thread_->abandon();
  return thread_->wait_for_end(patience);
}

}  // namespace iw
