// The records of jobs that ended and wait for a commit cycle, with what is to happen once they are visible. Loop thread; it knows no Kafka.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "worker/answer/job_outcome.hpp"
#include "worker/ports/outgoing_record.hpp"

namespace iw {

/// A job that ended: its records stand in the outbox, `records` of them in a row.
struct Ending {
  std::int32_t partition = 0;
  std::uint64_t epoch = 0;  ///< of the partition's assignment: an ending of an older one is dropped
  std::size_t records = 0;
  std::size_t bytes = 0;  ///< of its records
  Outcome outcome = Outcome::failed;
  std::string order_key;  ///< with ordering: the key that goes on once this is committed
};

/// What one cycle records, or what waits for the next one.
struct Outbox {
  std::vector<OutgoingRecord> records;
  std::vector<Ending> endings;         ///< in the order of `records`
  std::vector<std::uint64_t> intents;  ///< call ids of jobs whose `started` is to be recorded

  [[nodiscard]] bool empty() const { return records.empty() && intents.empty(); }
  /// Puts what `earlier` holds in front of what is here: a cycle that did not commit is made again, in order.
  void put_back(Outbox earlier);
  /// Drops every ending (and its records) for which `gone(ending)` holds.
  template <class F>
  void drop_if(F gone) {
    std::size_t read = 0, write = 0, kept = 0;
    for (auto& ending : endings) {
      const bool drop = gone(ending);
      for (std::size_t i = 0; i < ending.records; ++i, ++read)
        if (!drop && write++ != read) records[write - 1] = std::move(records[read]);
      if (!drop && &endings[kept++] != &ending) endings[kept - 1] = std::move(ending);
    }
    records.resize(write);
    endings.resize(kept);
  }
};

}  // namespace iw
