// Where a partition begins: what is committed for it, and whether that can be gone on from. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>

#include "worker/ledger/ledger_codec.hpp"
#include "worker/ports/cycle.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// A start, or the reason why there is none.
struct Beginning {
  std::int64_t offset = 0;       ///< of the next commit at the latest
  DecodedLedger ledger;          ///< empty where none is committed
  std::int64_t unaccounted = 0;  ///< records that lie before us without a committed offset: handled or not, nobody knows
  std::string trouble;           ///< why the partition must stop, and what a person does about it; empty when it may start
};

/// The log must still hold everything from the committed offset on: jumping over requests is never right (guarantee.md, B9). Without a committed offset
/// the group is new, or was away for longer than its offsets are kept, or the topic was made anew: kafka.without_offset says what then.
[[nodiscard]] Beginning begin_from(const CommittedOffset& committed, const KafkaSettings& settings);

}  // namespace iw
