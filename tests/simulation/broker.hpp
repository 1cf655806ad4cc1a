// The simulated broker: the request topic, the results that are visible, committed offsets, and transactions as Kafka keeps them. One thread.
// It writes the history of what became visible. It knows no group: who may commit is asked before (group.hpp).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/history.hpp"
#include "tests/simulation/timeline.hpp"
#include "worker/ports/cycle.hpp"

namespace iw::simulation {

/// Who runs a transaction.
struct ProducerName {
  std::string instance;     ///< its transactional.id
  std::uint64_t epoch = 0;  ///< from initialise()
};

/// One broker, never down.
class Broker {
 public:
  Broker(Timeline& time, History& history, Duration transaction_timeout)
      : time_(time), history_(history), transaction_timeout_(transaction_timeout) {}

  /// Appends a request; `asked.place.offset` is set here. The value may name its own offset: it is made by the caller from end().
  void append(Asked asked, std::string value);
  /// A transaction marker: an offset without a record.
  void append_marker(std::int32_t partition) { ++logs_[partition].end; }
  [[nodiscard]] std::int64_t end(std::int32_t partition) const;
  /// The first record at or behind `offset` and before `fetched`.
  [[nodiscard]] std::optional<Record> read(std::int32_t partition, std::int64_t offset, std::int64_t fetched) const;

  /// A new producer under this name: fences the one before, and aborts what it left open.
  [[nodiscard]] std::uint64_t initialise(const std::string& instance);
  /// The transaction's records and offsets are there, undecided. False: the producer is fenced.
  [[nodiscard]] bool fill(const ProducerName& producer, const Cycle& cycle, int worker, TimePoint begun);
  /// Ends the transaction. False: the producer is fenced, or the transaction was over its time; then it is not visible.
  [[nodiscard]] bool end(const ProducerName& producer, bool commit);

  /// No transaction with offsets for this partition is open.
  [[nodiscard]] bool stable(std::int32_t partition) const;
  [[nodiscard]] CommittedOffset committed(std::int32_t partition) const;
  /// Has everything been handled, markers included?
  [[nodiscard]] bool no_lag() const;

 private:
  struct Log {
    std::map<std::int64_t, Record> records;
    std::int64_t end = 0;
  };
  struct Transaction {
    std::vector<Share> shares;
    int worker = 0;
    TimePoint begun{};
    TimePoint opened{};  ///< when it reached the broker
  };
  struct Producer {
    std::uint64_t epoch = 0;
    std::uint64_t serial = 0;  ///< of its transactions, for their timeouts
    std::optional<Transaction> open;
  };
  void land(const Transaction& transaction);
  void time_out(const std::string& instance, std::uint64_t serial);

  Timeline& time_;
  History& history_;
  Duration transaction_timeout_;
  std::map<std::int32_t, Log> logs_;
  std::map<std::string, Producer> producers_;
  std::map<std::int32_t, Share> committed_;  ///< without records
};

}  // namespace iw::simulation
