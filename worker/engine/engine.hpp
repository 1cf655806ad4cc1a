// The engine: everything between a record and its committed result, without Kafka, HTTP or Asio. Loop thread only.
// Each event from the worker's sides (ports.hpp) enters here, is handed to the part that it concerns, and then everything that may go on does.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "worker/engine/answer_flow.hpp"
#include "worker/engine/assignments.hpp"
#include "worker/engine/commit_flow.hpp"
#include "worker/engine/dispatcher.hpp"
#include "worker/engine/engine_state.hpp"
#include "worker/engine/intake.hpp"
#include "worker/engine/job_flow.hpp"
#include "worker/ports/import_api.hpp"
#include "worker/ports/request_source.hpp"
#include "worker/ports/tokens.hpp"
#include "worker/ports/transactions.hpp"
#include "worker/status/status.hpp"

namespace iw {

/// Turns the events of the worker's sides into calls of the worker's sides. Deterministic: the same events, times and seed give the same calls.
class Engine final : public SourceEvents, public ApiEvents, public CommitEvents, public TokenEvents {
 public:
  /// `seed` feeds the jitter and the writer id; two workers must not share it.
  Engine(const Settings& settings, ErrorTable errors, Ports ports, const Clock& clock, std::uint64_t seed);

  /// To be called at the time that the last call named, and at least every 100 ms: sees what is due, notices a freeze. Returns when to call again.
  TimePoint tick();
  /// Stops intake and starts, drains all partitions. Done when drained().
  void shut_down();
  /// After shut_down(): nothing is under way any more.
  [[nodiscard]] bool drained() const;

  /// The index under which an account stands or will stand: TokenStore and engine count alike.
  [[nodiscard]] std::size_t account_index(std::string_view name) const { return state_.lanes.index_for(name); }
  [[nodiscard]] bool has_account(std::string_view name) const { return state_.lanes.find(name).has_value(); }
  /// An account came, came back or has other settings; its token, if it has one, is in place.
  void put_account(std::size_t account, const AccountSettings& settings);
  /// It is gone: requests that name it are refused, and its open jobs end when they come to call.
  void remove_account(std::size_t account);

  /// No job is open and nothing waits for a cycle.
  [[nodiscard]] bool idle() const { return state_.jobs.size() == 0 && state_.outbox.empty() && !commit_flow_.busy(); }

  /// What there is to see, except what only the shells know (version, readiness).
  [[nodiscard]] Status status();

  void on_assigned(const std::vector<CommittedOffset>& partitions) override;
  void on_revoked(const std::vector<std::int32_t>& partitions) override;
  void on_lost(const std::vector<std::int32_t>& partitions) override;
  void on_records(std::int32_t partition) override;
  void on_partition_failed(std::int32_t partition, std::string message) override;
  void on_call_end(CallId id, const HttpResult& result) override;
  void on_fenced() override;
  void on_cycle_end(CycleResult result) override;
  void on_read_back(const std::vector<CommittedOffset>& partitions) override;
  void on_token_renewed(std::size_t account) override;
  void on_token_trouble(std::size_t account, std::optional<std::int64_t> errcode, std::string message) override;

 private:
  void enter();
  void settle();

  const Clock& clock_;
  EngineState state_;
  Dispatcher dispatcher_;
  JobFlow job_flow_;
  AnswerFlow answer_flow_;
  CommitFlow commit_flow_;
  Assignments assignments_;
  Intake intake_;
};

}  // namespace iw
