// A partition that the group gave us, for one assignment. Plain data of the loop thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/clock.hpp"
#include "common/record.hpp"
#include "worker/ledger/ledger.hpp"
#include "worker/schedule/key_order.hpp"

namespace iw {

/// One assigned partition. It is made at assignment and gone after release or loss; `epoch` tells one assignment from the next.
struct Partition {
  Partition(std::int32_t partition_id, std::uint64_t partition_epoch, Ledger recovered)
      : id(partition_id), epoch(partition_epoch), ledger(std::move(recovered)) {}

  std::int32_t id;
  std::uint64_t epoch;
  Ledger ledger;
  KeyOrder order;
  std::uint64_t sequence = 0;    ///< of the last cycle that is known to have committed this partition
  std::int64_t committed = 0;    ///< committed offset, as last known
  TimePoint owned_from{};        ///< when its committed ledger was first read, since when nobody else has committed it
  int in_flight = 0;             ///< calls under way
  bool has_records = true;       ///< the source may have something to take
  std::optional<Record> parked;  ///< taken from the source, but so far behind the others that the ledger has no room for it yet
  bool draining = false;         ///< the group wants it back: nothing starts any more
  bool dirty = false;            ///< has something that the next cycle must record
  bool fenced = false;           ///< nothing of it may be committed: its ledger cannot be used, or the group has moved on during its drain
  std::string failed;            ///< why nothing more is read; empty while it goes on. What was taken before still comes to its end
};

}  // namespace iw
