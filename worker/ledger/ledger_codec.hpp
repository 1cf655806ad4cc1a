// A ledger as text: the metadata of a commit (guarantee.md). Pure, any thread.
//
// Base64 without padding of: version, writer, sequence, end - offset, number of runs, Rice parameter, then bits for each run (gap of done offsets
// before it by a Rice code, length by Elias gamma, state by a prefix and Elias gamma), and a CRC-32 over all of it and the committed offset. A Rice
// code has a worst case that depends only on how many runs there are and how far they span, so that what will fit can be known beforehand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/error.hpp"
#include "worker/ledger/ledger_snapshot.hpp"

namespace iw {

/// The broker's default limit of a commit's metadata (offset.metadata.max.bytes).
inline constexpr std::size_t kMaxMetadataSize = 4096;

/// Who wrote a ledger, and the how-manyeth commit of its partition it is: tells whether a doubtful transaction landed.
struct LedgerStamp {
  std::uint32_t writer = 0;
  std::uint64_t sequence = 0;
  friend bool operator==(const LedgerStamp&, const LedgerStamp&) = default;
};

/// What a commit's metadata says.
struct DecodedLedger {
  LedgerStamp stamp;
  LedgerSnapshot snapshot;
};

[[nodiscard]] std::string encode_ledger(const LedgerSnapshot& snapshot, LedgerStamp stamp);

/// Reads the metadata that was committed with `offset`. Empty metadata is a plain offset: nothing open, no stamp.
/// The error says whether it is damaged or of a newer version, and what to do; it is never guessed at.
[[nodiscard]] Result<DecodedLedger> decode_ledger(std::string_view metadata, std::int64_t offset);

/// What the code of a ledger may come to.
struct LedgerLimits {
  int max_attempts = 0;  ///< retry.attempts: a state's code follows it
  std::size_t bytes = kMaxMetadataSize;
};

/// What the size of a ledger's code depends on.
struct LedgerShape {
  std::int64_t untouched_runs = 0;  ///< runs of pending offsets
  std::int64_t untouched = 0;       ///< offsets in them
  std::int64_t length_bits = 0;     ///< of these runs' lengths
  std::int64_t touched = 0;         ///< open offsets that may be in any state, each a run of its own at worst
  std::int64_t span = 0;            ///< how far the last open offset lies behind the first
  int max_attempts = 0;
};

/// An upper bound of the encoded size, in characters, of every ledger of this shape, whatever becomes of its touched offsets.
[[nodiscard]] std::size_t worst_ledger_size(const LedgerShape& shape);

}  // namespace iw
