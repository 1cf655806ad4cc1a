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

/// An upper bound of the encoded size, in characters, of any ledger with up to `open` open offsets, the last of them within `span` offsets of the
/// first, and up to `max_attempts` attempts each.
[[nodiscard]] std::size_t worst_ledger_size(std::size_t open, std::int64_t span, int max_attempts);

}  // namespace iw
