// The composition root: makes the stages, joins them, and runs the loop until it is told to stop.
// create() and run() on one thread; stop(), alive() and status() from any.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>

#include "common/error.hpp"
#include "worker/admin/admin_server.hpp"
#include "worker/call/http_api.hpp"
#include "worker/call/token/http_token_caller.hpp"
#include "worker/call/token/token_store.hpp"
#include "worker/commit/kafka_transactions.hpp"
#include "worker/engine/engine.hpp"
#include "worker/settings/account_directory.hpp"
#include "worker/settings/settings.hpp"
#include "worker/kafka/kafka_membership.hpp"
#include "worker/source/kafka_source.hpp"

namespace iw {

/// One worker process's inside.
class Worker final : public WorkerView {
 public:
  /// Makes everything; connects to nothing yet. The error names a setting that cannot be used (base_url, ca_file, a librdkafka option).
  [[nodiscard]] static Result<std::unique_ptr<Worker>> create(const Settings& settings, const ErrorTable& errors);
  ~Worker() override;

  /// Opens the admin port. The worker runs without it, too.
  [[nodiscard]] Result<void> open_admin_port(AdminBounds bounds = {});
  /// Looks now whether token files and accounts have changed, as it does every few moments anyway. Loop thread.
  void reload();
  /// Runs until stop() and the drain after it are over. True: clean. False: the grace was over first.
  [[nodiscard]] bool run();
  /// Asks for the drain.
  void stop();
  /// After run(): ends the threads. False: one hangs in librdkafka, and the process can end only by force.
  [[nodiscard]] bool end_threads();

  [[nodiscard]] bool alive() const override;
  [[nodiscard]] Status status() const override;
  /// 0 before open_admin_port().
  [[nodiscard]] std::uint16_t admin_port() const { return admin_ ? admin_->port() : 0; }
  [[nodiscard]] boost::asio::io_context& loop() { return loop_; }

 private:
  Worker(const Settings& settings, const ErrorTable& errors);
  [[nodiscard]] Result<void> assemble(const ErrorTable& errors);
  void tick();
  void arm(TimePoint next);
  void look_after_shells(TimePoint now);
  void look_at_accounts();
  void take_account(const AccountChange& change);
  void drain_on(TimePoint now);
  [[nodiscard]] std::string not_ready_because() const;
  [[nodiscard]] Status look() const;

  const Settings settings_;
  const SystemClock clock_;
  mutable boost::asio::io_context loop_{1};
  KafkaMembership membership_;
  HttpTokenCaller token_caller_;
  TokenStore tokens_;
  AccountDirectory account_directory_;
  std::string accounts_trouble_;  ///< why the directory could not be read last time
  std::unique_ptr<KafkaSource> source_;
  std::unique_ptr<KafkaTransactions> transactions_;
  std::unique_ptr<HttpApi> api_;
  std::unique_ptr<Engine> engine_;
  boost::asio::steady_timer timer_{loop_};
  WallTime started_at_ = system_now().wall;
  TimePoint looked_after_{};  ///< when the shells were last looked after
  TimePoint accounts_looked_at_{};
  TimePoint stop_asked_{};   ///< epoch: not yet
  TimePoint close_asked_{};  ///< the drain was over, the group is being left
  bool clean_ = false;
  std::atomic<TimePoint::rep> last_tick_{BootClock::now().time_since_epoch().count()};
  mutable std::mutex snapshot_mutex_;  ///< over the next four, which the loop writes and the admin port's thread reads
  mutable std::condition_variable snapshot_changed_;
  mutable Status snapshot_;  ///< the last known state
  mutable TimePoint snapshot_taken_{};
  mutable bool snapshot_asked_ = false;
  std::unique_ptr<AdminServer> admin_;  ///< last: its thread asks for all of the above
};

}  // namespace iw
