#include "worker/worker.hpp"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
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
constexpr milliseconds kAccountsEvery{2000};
/// Leaving the group must not hold the end up when its coordinator is away.
constexpr seconds kLeaveGroup{3};
constexpr seconds kStuck{10};
constexpr milliseconds kStatusPatience{1000};
constexpr milliseconds kStatusAge{100};

std::uint64_t make_seed() {
  std::random_device device;
  return (std::uint64_t{device()} << 32) | device();
}

}  // namespace

Worker::Worker(const Settings& settings, const ErrorTable& errors)
    : settings_(settings),
      token_caller_(loop_, settings_.api),
      tokens_(settings_, errors, token_caller_, clock_, make_seed()),
      account_directory_(settings_.accounts_dir, config::process_environment()) {}

Worker::~Worker() {
  admin_.reset();
  // The engine's sides hold references to it, and it to them; none of them speaks any more once the loop stands still.
  (void)end_threads();
}

Result<std::unique_ptr<Worker>> Worker::create(const Settings& settings, const ErrorTable& errors) {
  std::unique_ptr<Worker> worker{new Worker{settings, errors}};
  if (auto made = worker->assemble(errors); !made) return made.error();
  return worker;
}

Result<void> Worker::assemble(const ErrorTable& errors) {
  auto source = KafkaSource::create(loop_, settings_.kafka, membership_);
  if (!source) return source.error();
  source_ = std::move(*source);
  auto api = HttpApi::create(loop_, settings_, tokens_);
  if (!api) return api.error();
  api_ = std::move(*api);
  transactions_ = std::make_unique<KafkaTransactions>(loop_, settings_.kafka, membership_, source_->client());
  engine_ = std::make_unique<Engine>(settings_, errors, Ports{*source_, *api_, *transactions_, tokens_}, clock_, make_seed());
  source_->report_to(*engine_);
  api_->report_to(*engine_);
  transactions_->report_to(*engine_);
  tokens_.report_to(*engine_);
  look_at_accounts();
  return {};
}

Result<void> Worker::open_admin_port(AdminBounds bounds) {
  auto admin = AdminServer::start(settings_.admin, *this, bounds);
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
        {{"why", source_->fatal()}, {"group", settings_.kafka.group}, {"instance", settings_.kafka.instance}});
    return loop_.stop();
  }
  if (now - looked_after_ >= kShellsEvery) look_after_shells(now);
  tokens_.renew_due();
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
  if (now - accounts_looked_at_ >= kAccountsEvery) look_at_accounts();
  tokens_.look_at_files();
  transactions_->watch();
  // Nothing is consumed before its results have somewhere to go.
  if (transactions_->ready()) source_->subscribe();
}

void Worker::reload() {
  log_info("SIGHUP: token files, accounts and certificates that have changed are read again");
  look_at_accounts();
  tokens_.look_at_files();
}

void Worker::look_at_accounts() {
  accounts_looked_at_ = BootClock::now();
  if (settings_.accounts_dir.empty()) return;
  auto changes = account_directory_.look();
  const std::string trouble = changes ? "" : changes.error().message;
  if (trouble != accounts_trouble_ && !trouble.empty()) log_error("the accounts stay as they are", {{"why", trouble}});
  accounts_trouble_ = trouble;
  if (!changes) return;
  for (auto& change : *changes) take_account(change);
}

void Worker::take_account(const AccountChange& change) {
  const auto account = engine_->account_index(change.name);
  if (account < settings_.accounts.size()) {
    if (change.now) log_error("account file is not used: the configuration has an account of this name already", {{"account", change.name}});
    return;
  }
  const bool is_known = engine_->has_account(change.name);
  if (!change.now) {
    log_info("account removed", {{"account", change.name}});
    tokens_.refuse(account, change.name, "");
    return engine_->remove_account(account);
  }
  if (*change.now) {
    log_info(is_known ? "account changed" : "account added", {{"account", change.name}});
    tokens_.put(account, **change.now);
    return engine_->put_account(account, **change.now);
  }
  const auto& why = change.now->error().message;
  log_error("account file cannot be used", {{"account", change.name}, {"why", why}});
  // An account that works goes on with what its file said before. A new one waits: its requests are no worse than its file.
  if (is_known) return;
  tokens_.refuse(account, change.name, "its file cannot be used: " + why);
  engine_->put_account(account, {.name = change.name, .token = {.kind = TokenKind::file}});
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
  if (!transactions_->ready()) {
    const auto why = transactions_->trouble().empty() ? std::string{"transactions are not initialised yet"} : transactions_->trouble();
    // The consumer is told by name what the producer's calls only time out on: a password or a certificate that is refused.
    return source_->joined() || source_->trouble().empty() ? why : why + " (" + source_->trouble() + ")";
  }
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
  const auto seconds_between = [](TimePoint from, TimePoint to) { return std::chrono::duration<double>(to - from).count(); };
  const auto now = BootClock::now();
  for (auto& account : status.accounts) {
    if (const auto since = tokens_.since(account.index)) account.token_age_s = seconds_between(*since, now);
    if (const auto ends = tokens_.ends(account.index)) account.token_expires_in_s = seconds_between(now, *ends);
  }
  return status;
}

Status Worker::status() const {
  std::unique_lock lock{snapshot_mutex_};
  // Many who ask at once share one look at the engine. While the loop stands still only the first of them waits for it.
  if (snapshot_asked_ || BootClock::now() - snapshot_taken_ < kStatusAge) return snapshot_;
  snapshot_asked_ = true;
  boost::asio::post(loop_, [this] {
    Status status = look();
    const std::lock_guard inner{snapshot_mutex_};
    snapshot_ = std::move(status);
    snapshot_taken_ = BootClock::now();
    snapshot_asked_ = false;
    snapshot_changed_.notify_all();
  });
  (void)snapshot_changed_.wait_for(lock, kStatusPatience, [this] { return !snapshot_asked_; });
  return snapshot_;
}

}  // namespace iw
