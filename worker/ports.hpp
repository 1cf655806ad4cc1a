// The worker's three sides: the request topic, the API, the commit. The engine knows only these interfaces; Kafka and HTTP stand behind them,
// and the simulation puts its own there. All calls and all callbacks happen on the loop thread, and a callback never comes from inside the call that
// asked for it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"
#include "common/error.hpp"
#include "common/http/http_result.hpp"
#include "common/record.hpp"
#include "worker/commit/cycle.hpp"

namespace iw {

/// What the source has for a reader right now.
struct Taken {
  std::optional<Record> record;  ///< the next record of the partition
  std::optional<std::int64_t>
      end_offset;  ///< no record: the end of the log was reached, and this is where the next record will stand (markers passed)
};

/// Where requests come from. Demand flows up: nothing is handed over that was not asked for.
class RequestSource {
 public:
  virtual ~RequestSource() = default;
  /// Starts to fetch a partition that was assigned, from this offset. Called once after on_assigned for each partition that the engine takes.
  virtual void start(std::int32_t partition, std::int64_t offset) = 0;
  /// The next record or end mark of a started partition, if one is there. When it gives neither, on_records follows as soon as there is something.
  [[nodiscard]] virtual Taken take(std::int32_t partition) = 0;
  /// The drain is over: gives these partitions up, so that the rebalance goes on. Nothing of them may be committed any more.
  virtual void release(const std::vector<std::int32_t>& partitions) = 0;
  /// One past the last offset of the partition's log, as last seen; -1 when unknown. For lag.
  [[nodiscard]] virtual std::int64_t high_watermark(std::int32_t partition) const = 0;
};

/// What the source tells the engine.
class SourceEvents {
 public:
  virtual ~SourceEvents() = default;
  /// The group gave us these partitions, with what is committed for them. The commit side already holds the group's generation.
  virtual void on_assigned(const std::vector<CommittedOffset>& partitions) = 0;
  /// The group wants them back: drain, then RequestSource::release.
  virtual void on_revoked(const std::vector<std::int32_t>& partitions) = 0;
  /// They are gone already: drop everything, commit nothing. No release follows.
  virtual void on_lost(const std::vector<std::int32_t>& partitions) = 0;
  /// take() may give something again.
  virtual void on_records(std::int32_t partition) = 0;
  /// The partition cannot be read any more (offset out of range, …): it stops, with this message.
  virtual void on_partition_failed(std::int32_t partition, std::string message) = 0;
};

/// Names one call for as long as it is under way.
using CallId = std::uint64_t;

/// The import API.
class ImportApi {
 public:
  virtual ~ImportApi() = default;
  /// Sends one import call with the account's token of this version. `not_after`: right before the first byte of the request the boot clock is read,
  /// and later than this the call ends as `stale` instead. Ends with exactly one ApiEvents::on_call_end.
  virtual void start_call(CallId id, std::size_t account, std::string_view body, TimePoint not_after) = 0;
  /// The permission of every call that was started so far has run out: those that have not sent their first byte end as `stale` without it.
  virtual void withdraw_unsent() = 0;
};

/// What the API tells the engine.
class ApiEvents {
 public:
  virtual ~ApiEvents() = default;
  virtual void on_call_end(CallId id, const HttpResult& result) = 0;
};

/// The accounts' tokens. A token is known by its version: 0 means that there is none now, and each new token has a higher one.
class Tokens {
 public:
  virtual ~Tokens() = default;
  /// The newest version of the account's token; 0: none. Accounts of kind `none` always have 1.
  [[nodiscard]] virtual std::uint64_t version(std::size_t account) const = 0;
  /// Can this kind be renewed at all?
  [[nodiscard]] virtual bool renewable(std::size_t account) const = 0;
  /// Asks for a new token; TokenEvents::on_token_renewed or on_token_trouble follows. One renewal serves all who ask while it runs.
  virtual void renew(std::size_t account) = 0;
  /// Raw tokens and secrets of the account, the refused one of a moment ago included: what must not be shown.
  [[nodiscard]] virtual std::span<const std::string> secrets(std::size_t account) const = 0;
};

/// What the tokens tell the engine. An account starts as if on_token_trouble had been called when its version is 0.
class TokenEvents {
 public:
  virtual ~TokenEvents() = default;
  /// A renewal ended, or a new token was found (a file changed). version() may or may not have risen: the same token can come back.
  virtual void on_token_renewed(std::size_t account) = 0;
  /// No token can be had now. `message` says why and what to do; `errcode` is the token call's, where one was answered.
  virtual void on_token_trouble(std::size_t account, std::optional<std::int64_t> errcode, std::string message) = 0;
};

/// The commit side: one transactional producer, one transaction at a time.
class Transactions {
 public:
  virtual ~Transactions() = default;
  /// Runs a cycle; exactly one CommitEvents::on_cycle_end follows. Not while another one runs.
  virtual void run(Cycle cycle) = 0;
  /// Reads what the group has committed, stable (read_committed), for these partitions; one on_read_back follows, after retries if need be.
  virtual void read_back(std::vector<std::int32_t> partitions) = 0;
};

/// What the commit side tells the engine.
class CommitEvents {
 public:
  virtual ~CommitEvents() = default;
  /// Our producer was fenced: another one has our name, or the broker gave our transaction up. on_cycle_end follows once a new one is there.
  virtual void on_fenced() = 0;
  virtual void on_cycle_end(CycleResult result) = 0;
  virtual void on_read_back(const std::vector<CommittedOffset>& partitions) = 0;
};

}  // namespace iw
