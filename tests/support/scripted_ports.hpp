// The worker's sides, played by a test: a log of requests, an API that answers when told to, transactions that end as told. One thread, no I/O.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "worker/ports/api.hpp"
#include "worker/ports/request_source.hpp"
#include "worker/ports/tokens.hpp"
#include "worker/ports/transactions.hpp"

namespace iw::testing {

/// The request topic: partitions whose records the test appends.
class ScriptedSource final : public RequestSource {
 public:
  struct Log {
    std::vector<Record> records;  ///< in offset order
    std::int64_t end = 0;         ///< one past the last offset, markers included
    std::int64_t read = 0;        ///< next offset to hand over
    bool started = false;
    bool end_told = false;
  };
  /// Appends a request at the partition's end and returns its offset.
  std::int64_t append(std::int32_t partition, std::string value, std::optional<std::string> key = std::nullopt);
  /// Appends a transaction marker: an offset without a record.
  void append_marker(std::int32_t partition) {
    ++logs[partition].end;
    logs[partition].end_told = false;
  }

  void start(PartitionId partition, std::int64_t offset) override;
  [[nodiscard]] Taken take(PartitionId partition) override;
  void release(const std::vector<PartitionId>& partitions) override;
  void take_up_again() override { ++taken_up_again; }
  [[nodiscard]] std::int64_t high_watermark(PartitionId partition) const override;

  std::map<std::int32_t, Log> logs;
  std::vector<std::int32_t> released;
  int taken_up_again = 0;
};

/// The API: calls wait until the test answers them.
class ScriptedApi final : public Api {
 public:
  struct Call {
    CallId id;
    std::size_t account;
    std::string body;
    TimePoint not_after;
  };
  void start_call(CallId id, const ApiCall& call, TimePoint not_after) override {
    open.push_back({id, call.account, std::string{call.body}, not_after});
    ++started;
  }
  void withdraw_unsent() override { ++withdrawals; }
  std::deque<Call> open;
  std::size_t withdrawals = 0;
  std::size_t started = 0;
};

/// The commit side: one cycle at a time, ended by the test; what committed is kept as the group's truth.
class ScriptedTransactions final : public Transactions {
 public:
  void run(Cycle cycle) override { running = std::move(cycle); }
  void read_back(std::vector<PartitionId> partitions) override { read_back_asked = std::move(partitions); }
  /// Makes the running cycle the truth, as a commit does, and returns it.
  Cycle land();
  [[nodiscard]] std::vector<CommittedOffset> committed_for(const std::vector<PartitionId>& partitions, const ScriptedSource& source) const;

  std::optional<Cycle> running;
  std::optional<std::vector<PartitionId>> read_back_asked;
  std::map<std::int32_t, Share> committed;  ///< without records
  std::vector<OutgoingRecord> visible;  ///< records of committed cycles
};

/// Tokens: versions that the test sets.
class ScriptedTokens final : public Tokens {
 public:
  [[nodiscard]] std::uint64_t version(std::size_t account) const override {
    const auto it = versions.find(account);
    return it == versions.end() ? 1 : it->second;
  }
  [[nodiscard]] bool renewable(std::size_t) const override { return can_renew; }
  void renew(std::size_t account) override { renewals.push_back(account); }
  [[nodiscard]] std::span<const std::string> secrets(std::size_t) const override { return secret_list; }

  std::map<std::size_t, std::uint64_t> versions;
  bool can_renew = false;
  std::vector<std::size_t> renewals;
  std::vector<std::string> secret_list{"TOKEN-SECRET"};
};

}  // namespace iw::testing
