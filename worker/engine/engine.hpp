// The engine: everything between a record and its committed result, without Kafka, HTTP or Asio. Loop thread only.
// Each event from the worker's sides (ports.hpp) enters here, is handed to the part that it concerns, and then everything that may go on does.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "worker/engine/answers.hpp"
#include "worker/engine/assignments.hpp"
#include "worker/commit/cycles.hpp"
#include "worker/engine/dispatcher.hpp"
#include "worker/intake/intake.hpp"
#include "worker/intake/intake_watch.hpp"
#include "worker/owners/owners.hpp"
#include "worker/owners/seating.hpp"
#include "worker/status/status.hpp"

namespace iw {

/// Turns the events of the worker's sides into calls of the worker's sides. Deterministic: the same events, times and seed give the same calls.
class Engine final : public SourceEvents, public ApiEvents, public CommitEvents, public TokenEvents {
 public:
  /// `seed` feeds the jitter and the writer id; two workers must not share it.
  Engine(const Settings& settings, const ErrorTable& errors, Ports ports, const Clock& clock, std::uint64_t seed);

  /// To be called at the time that the last call named, and at least every 100 ms: sees what is due, notices a freeze. Returns when to call again.
  TimePoint tick();
  /// Stops intake and starts, drains all partitions. Done when drained().
  void shut_down();
  /// After shut_down(): nothing is under way any more.
  [[nodiscard]] bool drained() const;

  /// The index under which an account stands or will stand: TokenStore and engine count alike.
  [[nodiscard]] std::size_t account_index(std::string_view name) const { return owners_.accounts.index_for(name); }
  [[nodiscard]] bool has_account(std::string_view name) const { return owners_.accounts.find(name).has_value(); }
  /// An account came, came back or has other settings; its token, if it has one, is in place.
  void put_account(std::size_t account, const AccountSettings& settings);
  /// It is gone: requests that name it are refused, and its open jobs end when they come to call.
  void remove_account(std::size_t account);

  /// No job is open and nothing waits for a cycle.
  [[nodiscard]] bool idle() const { return owners_.jobs.size() == 0 && owners_.partitions.backlog().waiting() == 0 && !cycles_.busy(); }

  /// From now on every sum is counted anew after each event, and a difference is a breach: for tests and the simulation, since it walks over all jobs.
  void audit_each_event() { audited_ = true; }
  /// Every move of a job made so far.
  [[nodiscard]] const Walked& walked() const { return owners_.life.walked(); }

  /// What there is to see, except what only the shells know (version, readiness).
  [[nodiscard]] Status status();

  void on_assigned(const std::vector<CommittedOffset>& partitions) override;
  void on_revoked(const std::vector<PartitionId>& partitions) override;
  void on_lost(const std::vector<PartitionId>& partitions) override;
  void on_records(PartitionId partition) override;
  void on_partition_failed(PartitionId partition, std::string message) override;
  void on_log_replaced() override;
  void on_call_end(CallId id, const HttpResult& result) override;
  void on_fenced() override;
  void on_cycle_end(CycleResult result) override;
  void on_read_back(const std::vector<CommittedOffset>& partitions) override;
  void on_token_renewed(std::size_t account) override;
  void on_token_trouble(std::size_t account, std::optional<std::int64_t> errcode, std::string message) override;

 private:
  void enter() { owners_.now = clock_.now(); }
  void settle();
  void on_recorded(Partition& partition, const Recorded& recorded, TimePoint begun);
  void start_over();

  const Clock& clock_;
  Owners owners_;
  JobSteps steps_{owners_};
  Admission admission_{owners_, steps_};
  Seating seating_{owners_, steps_};
  Dispatcher dispatcher_{owners_, steps_};
  Answers answers_{owners_, steps_};
  Cycles cycles_{owners_,
                 {[this](Partition& partition, const Recorded& recorded, TimePoint begun) { on_recorded(partition, recorded, begun); }, [this] { start_over(); }}};
  Assignments assignments_{owners_, steps_};
  Intake intake_{owners_, admission_};
  IntakeWatch intake_watch_{owners_};
  bool stopping_ = false;  ///< no more intake, no more starts
  bool audited_ = false;
};

}  // namespace iw
