#include "worker/ledger/ledger_codec.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <boost/crc.hpp>
#include <optional>

#include "worker/ledger/bit_stream.hpp"

namespace iw {

namespace {

constexpr std::uint64_t kVersion = 1;
constexpr int kMaxRiceParameter = 40;
/// A ledger that names more offsets than this was not written by this program: has_room() stops far below.
constexpr std::uint64_t kMaxOpen = 1'000'000;
/// Version, stamp, end, number of runs, Rice parameter and CRC at their largest, and the last byte's filling: 8 + 32 + 127 + 125 + 61 + 6 + 32 + 7
/// bits.
constexpr std::size_t kHeaderBits = 400;

/// The Rice parameter that is best for the worst way in which `runs` gaps can share `span` offsets: n·(k+1) + (span >> k) bits.
int best_rice_parameter(std::uint64_t runs, std::uint64_t span) {
  int best = 0;
  for (int k = 1; k <= kMaxRiceParameter; ++k)
    if (runs * static_cast<std::uint64_t>(k) + (span >> k) < runs * static_cast<std::uint64_t>(best) + (span >> best)) best = k;
  return best;
}

void put_state(BitWriter& bits, OffsetState state) {
  if (state.kind == OffsetKind::pending) return bits.put_bit(false);
  bits.put_bit(true);
  bits.put_bit(state.kind == OffsetKind::started);
  bits.put_gamma(static_cast<std::uint64_t>(state.attempts) + 1);
}

OffsetState get_state(BitReader& bits) {
  if (!bits.get_bit()) return {OffsetKind::pending, 0};
  const auto kind = bits.get_bit() ? OffsetKind::started : OffsetKind::waiting;
  const auto attempts = bits.get_gamma();
  return {kind, attempts == 0 ? 0 : static_cast<int>(std::min<std::uint64_t>(attempts - 1, 1'000'000))};
}

/// Over the bits and the offset that they were committed with: metadata that landed beside another offset is damaged, too.
std::uint32_t checksum(std::string_view bytes, std::int64_t offset) {
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), bytes.size());
  for (int shift = 56; shift >= 0; shift -= 8) crc.process_byte(static_cast<unsigned char>(static_cast<std::uint64_t>(offset) >> shift));
  return crc.checksum();
}

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string to_base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  unsigned held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = (held << 8) | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) text += kAlphabet[(held >> (bits - 6)) & 63];
  }
  if (bits > 0) text += kAlphabet[(held << (6 - bits)) & 63];
  return text;
}

/// Nothing for a character outside the alphabet, or for a text that no encoder writes.
std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes;
  unsigned held = 0;
  int bits = 0;
  for (const char c : text) {
    const auto value = kAlphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    held = (held << 6) | static_cast<unsigned>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>((held >> bits) & 255);
  }
  if (bits >= 6 || (held & ((1U << bits) - 1)) != 0) return std::nullopt;
  return bytes;
}

Error damaged(std::int64_t offset, const char* what) {
  return Error{"the ledger in the commit's metadata at offset " + std::to_string(offset) + " is damaged (" + what +
               "): the group's committed offset was written by another program or by hand. Nothing of this partition is read, so that no request is "
               "called twice; to go on from that offset as if nothing were open, commit it for this group with empty metadata"};
}

/// The runs of a body that has passed its checksum; nothing when they do not make a ledger.
std::optional<std::vector<LedgerRun>> get_runs(BitReader& bits, std::int64_t offset, std::int64_t end, std::uint64_t count, int k) {
  std::vector<LedgerRun> runs;
  std::uint64_t open = 0;
  std::int64_t at = offset;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto gap = bits.get_rice(k);
    const auto length = bits.get_gamma();
    const auto state = get_state(bits);
    open += length;
    if (bits.failed() || open > kMaxOpen || gap + length > static_cast<std::uint64_t>(end - at)) return std::nullopt;
    runs.push_back({at + static_cast<std::int64_t>(gap), static_cast<std::int64_t>(length), state});
    at = runs.back().first + runs.back().length;
  }
  return runs;
}

}  // namespace

std::string encode_ledger(const LedgerSnapshot& snapshot, LedgerStamp stamp) {
  const auto span = static_cast<std::uint64_t>(snapshot.end - snapshot.offset);
  // The parameter follows the gaps alone: long runs of open offsets are in none.
  std::uint64_t gaps = 0;
  std::int64_t reached = snapshot.offset;
  for (const LedgerRun& run : snapshot.runs) {
    gaps += static_cast<std::uint64_t>(run.first - reached);
    reached = run.first + run.length;
  }
  const int k = best_rice_parameter(snapshot.runs.size(), gaps);
  BitWriter bits;
  bits.put_bits(kVersion, 8);
  bits.put_bits(stamp.writer, 32);
  bits.put_gamma(stamp.sequence + 1);
  bits.put_gamma(span + 1);
  bits.put_gamma(snapshot.runs.size() + 1);
  bits.put_bits(static_cast<std::uint64_t>(k), 6);
  std::int64_t at = snapshot.offset;
  for (const LedgerRun& run : snapshot.runs) {
    bits.put_rice(static_cast<std::uint64_t>(run.first - at), k);
    bits.put_gamma(static_cast<std::uint64_t>(run.length));
    put_state(bits, run.state);
    at = run.first + run.length;
  }
  std::string bytes = bits.bytes();
  const auto crc = checksum(bytes, snapshot.offset);
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>((crc >> shift) & 255);
  return to_base64(bytes);
}

Result<DecodedLedger> decode_ledger(std::string_view metadata, std::int64_t offset) {
  if (metadata.empty()) return DecodedLedger{{}, {offset, offset, {}}};
  const auto bytes = from_base64(metadata);
  if (!bytes) return damaged(offset, "not base64");
  if (bytes->size() < 5) return damaged(offset, "too short");
  const std::string_view body{bytes->data(), bytes->size() - 4};
  std::uint32_t crc = 0;
  for (const char c : std::string_view{*bytes}.substr(body.size())) crc = (crc << 8) | static_cast<unsigned char>(c);
  if (crc != checksum(body, offset)) return damaged(offset, "checksum");

  BitReader bits{body};
  const auto version = bits.get_bits(8);
  if (version > kVersion)
    return Error{"the ledger in the commit's metadata at offset " + std::to_string(offset) + " has version " + std::to_string(version) +
                 ", this program reads up to " + std::to_string(kVersion) + ": a newer import-worker wrote it; run that version or a newer one"};
  if (version == 0) return damaged(offset, "version 0");
  DecodedLedger ledger;
  ledger.stamp.writer = static_cast<std::uint32_t>(bits.get_bits(32));
  ledger.stamp.sequence = bits.get_gamma() - 1;
  const auto span = bits.get_gamma() - 1;
  const auto count = bits.get_gamma() - 1;
  const auto k = static_cast<int>(bits.get_bits(6));
  if (bits.failed() || span > (std::uint64_t{1} << 62) - static_cast<std::uint64_t>(std::max<std::int64_t>(offset, 0)) || count > kMaxOpen ||
      k > kMaxRiceParameter)
    return damaged(offset, "header");
  ledger.snapshot = {offset, offset + static_cast<std::int64_t>(span), {}};
  auto runs = get_runs(bits, offset, ledger.snapshot.end, count, k);
  if (!runs || !bits.at_end()) return damaged(offset, "runs");
  ledger.snapshot.runs = std::move(*runs);
  return ledger;
}

std::size_t worst_ledger_size(const LedgerShape& shape) {
  // Touched offsets cost most when each is a run of its own: a longer run saves a whole gap and a state for a few bits of length. What is not untouched
  // may be done, and a gap.
  const auto gaps = static_cast<std::uint64_t>(std::max<std::int64_t>(shape.span - shape.untouched, 0));
  const auto runs = static_cast<std::uint64_t>(shape.untouched_runs + shape.touched);
  const auto k = static_cast<std::uint64_t>(best_rice_parameter(runs, gaps));
  const auto state = 2 + static_cast<std::uint64_t>(gamma_size(static_cast<std::uint64_t>(shape.max_attempts) + 1));
  const auto bits = kHeaderBits + runs * (k + 1) + (gaps >> k) + static_cast<std::uint64_t>(shape.length_bits + shape.untouched_runs) +
                    static_cast<std::uint64_t>(shape.touched) * (1 + state);
  return static_cast<std::size_t>((bits + 7) / 8 * 4 + 2) / 3 + 1;
}

}  // namespace iw
