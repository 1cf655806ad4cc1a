#include "worker/worker.hpp"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <random>
#include <utility>

#include "common/log/log.hpp"

namespace iw {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// The engine wants to be asked at least every 100 ms; while jobs are open a little more often, so that a cycle is not late.
constexpr milliseconds kIdleTick{100};
constexpr milliseconds kBusyTick{20};
constexpr milliseconds kShellsEvery{250};
/// Leaving the group must not hold the end up when its coordinator is away.
constexpr seconds kLeaveGroup{3};
constexpr seconds kStuck{10};
constexpr milliseconds kStatusPatience{1000};

std::uint64_t make_seed() {
  std::random_device device;
  return (std::uint64_t{device()} << 32) | device();
}

}  // namespace

Worker::Worker(const Settings& settings) : settings_(settings), tokens_(settings_) {}

Worker::~Worker() {
  admin_.reset();
  // The engine's sides hold references to it, and it to them; none of them speaks any more once the loop stands still.
  (void)end_threads();
}

Result<std::unique_ptr<Worker>> Worker::create(const Settings& settings, const ErrorTable& errors) {
  std::unique_ptr<Worker> worker{new Worker{settings}};
  if (auto made = worker->assemble(errors); !made) return made.error();
  return worker;
}

Result<void> Worker::assemble(const ErrorTable& errors) {
  auto source = KafkaSource::create(loop_, settings_.kafka, membership_);
  if (!source) return source.error();
  source_ = std::move(*source);
  auto api = HttpImportApi::create(loop_, settings_, tokens_);
  if (!api) return api.error();
  api_ = std::move(*api);
  transactions_ = std::make_unique<KafkaTransactions>(loop_, settings_.kafka, membership_, source_->client());
  engine_ = std::make_unique<Engine>(settings_, errors, Ports{*source_, *api_, *transactions_, tokens_}, clock_, make_seed());
  source_->report_to(*engine_);
  api_->report_to(*engine_);
  transactions_->report_to(*engine_);
  tokens_.report_to(*engine_);
  return {};
}

Result<void> Worker::open_admin_port() {
  auto admin = AdminServer::start(settings_.admin, *this);
  if (!admin) return admin.error();
  admin_ = std::move(*admin);
  return {};
}

bool Worker::run() {
  const auto work = boost::asio::make_work_guard(loop_);
  boost::asio::post(loop_, [this] { tick(); });
  loop_.run();
  return clean_;
}

void Worker::stop() {
  boost::asio::post(loop_, [this] {
    if (stop_asked_ != TimePoint{}) return;
    log_info("draining: no new calls, calls under way may end", {{"grace_ms", settings_.shutdown_grace.count()}});
    stop_asked_ = BootClock::now();
    engine_->shut_down();
    tick();
  });
}

void Worker::tick() {
  const auto now = BootClock::now();
  last_tick_ = now.time_since_epoch().count();
  source_->poll();
  if (!source_->fatal().empty()) {
    log_error(
        "the consumer was thrown out of its group for good, ending so that a fresh start can join it; do two replicas share a name (kafka.instance)?",
        {{"why", source_->fatal()}});
    return loop_.stop();
  }
  if (now - looked_after_ >= kShellsEvery) look_after_shells(now);
  const auto next = engine_->tick();
  if (stop_asked_ != TimePoint{}) drain_on(now);
  if (!loop_.stopped()) arm(next);
}

void Worker::arm(TimePoint next) {
  const auto now = BootClock::now();
  const auto longest = now + (engine_->idle() ? kIdleTick : kBusyTick);
  timer_.expires_after(std::max<Duration>(std::min(next, longest) - now, milliseconds{1}));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) tick();
  });
}

void Worker::look_after_shells(TimePoint now) {
  looked_after_ = now;
  tokens_.poll();
  transactions_->watch();
  // Nothing is consumed before its results have somewhere to go.
  if (transactions_->ready()) source_->subscribe();
}

void Worker::drain_on(TimePoint now) {
  if (close_asked_ != TimePoint{}) {
    if (source_->closed() || now - close_asked_ > kLeaveGroup) {
      clean_ = true;
      loop_.stop();
    }
    return;
  }
  if (engine_->drained()) {
    close_asked_ = now;
    return source_->close();
  }
  if (now - stop_asked_ <= settings_.shutdown_grace) return;
  log_error("the grace is over before the drain; what is open stays in the ledger for the next owner", {});
  loop_.stop();
}

bool Worker::end_threads() { return transactions_ == nullptr || transactions_->stop(seconds{3}); }

bool Worker::alive() const { return BootClock::now().time_since_epoch() - Duration{last_tick_.load()} < kStuck; }

std::string Worker::not_ready_because() const {
  if (stop_asked_ != TimePoint{}) return "shutting down";
  if (!transactions_->ready()) return transactions_->trouble().empty() ? "transactions are not initialised yet" : transactions_->trouble();
  if (!source_->joined()) return source_->trouble().empty() ? "the consumer group is not joined yet" : source_->trouble();
  return {};
}

Status Worker::look() const {
  Status status = engine_->status();
  status.version = IMPORT_WORKER_VERSION;
  status.librdkafka = rd_kafka_version_str();
  status.started_at = started_at_;
  status.not_ready_because = not_ready_because();
  status.ready = status.not_ready_because.empty();
  for (std::size_t account = 0; account < status.accounts.size(); ++account)
    if (const auto since = tokens_.since(account))
      status.accounts[account].token_age_s = std::chrono::duration<double>(BootClock::now() - *since).count();
  return status;
}

Status Worker::status() const {
  auto answer = std::make_shared<std::promise<void>>();
  auto done = answer->get_future();
  boost::asio::post(loop_, [this, answer] {
    Status status = look();
    const std::lock_guard lock{snapshot_mutex_};
    snapshot_ = std::move(status);
    answer->set_value();
  });
  (void)done.wait_for(kStatusPatience);
  const std::lock_guard lock{snapshot_mutex_};
  return snapshot_;
}

}  // namespace iw
