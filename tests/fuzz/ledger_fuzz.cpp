// Fuzz target: the ledger and its text form in a commit's metadata (guarantee.md, "The ledger rides in the commit").
// Input: `m<offset>` and a line end, then metadata as it might stand in the broker; `s<offset>` and a line end, then a body that is given its
// checksum here, so that what stands behind the checksum is reached; or `o` and then one byte for each step of a ledger's life.
#include <boost/crc.hpp>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "tests/fuzz/fuzz_input.hpp"
#include "tests/fuzz/property.hpp"
#include "worker/ledger/ledger.hpp"
#include "worker/ledger/ledger_codec.hpp"

namespace iw::testing {
namespace {

constexpr int kAttempts = 8;
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::int64_t offset_in(std::string_view line) {
  std::int64_t offset = 0;
  std::from_chars(line.data(), line.data() + line.size(), offset);
  // Kafka's offsets end far below: the sum of an offset and a span must not be what overflows.
  return std::max<std::int64_t>(0, offset) & ((std::int64_t{1} << 61) - 1);
}

/// Base64 of body and checksum, as an encoder would have written it.
std::string sealed(std::string_view body, std::int64_t offset) {
  boost::crc_32_type crc;
  crc.process_bytes(body.data(), body.size());
  for (int shift = 56; shift >= 0; shift -= 8) crc.process_byte(static_cast<unsigned char>(offset >> shift));
  std::string bytes{body};
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(crc.checksum() >> shift);
  std::string text;
  for (std::size_t bit = 0; bit < bytes.size() * 8; bit += 6) {
    unsigned value = 0;
    for (std::size_t i = bit; i < bit + 6; ++i)
      value = value * 2 + (i < bytes.size() * 8 ? (static_cast<unsigned char>(bytes[i / 8]) >> (7 - i % 8)) & 1U : 0U);
    text += kAlphabet[value];
  }
  return text;
}

void check_shape(const LedgerSnapshot& snapshot) {
  require(snapshot.offset <= snapshot.end, "a ledger does not end before it begins");
  std::int64_t at = snapshot.offset;
  for (const LedgerRun& run : snapshot.runs) {
    require(run.first >= at && run.length > 0 && run.length <= snapshot.end - run.first, "runs are in order, within the ledger");
    require(run.state.kind != OffsetKind::done && run.state.attempts >= 0, "a run is open");
    at = run.first + run.length;
  }
}

/// Whatever is read can be written again and says the same.
void check_reading(std::string_view metadata, std::int64_t offset) {
  const auto read = decode_ledger(metadata, offset);
  if (!read) return require_plain(read.error().message, 2000, "the error");
  check_shape(read->snapshot);
  require(read->snapshot.offset == offset, "a ledger begins at its committed offset");
  if (metadata.empty()) return;
  const auto again = decode_ledger(encode_ledger(read->snapshot, read->stamp), offset);
  require(again && again->snapshot == read->snapshot && again->stamp == read->stamp, "what was read is written the same");
}

/// One character changed, one left out, or another offset: never taken for a ledger. A CRC-32 sees all of these but the second, and that nearly
/// always.
void check_damage(const std::string& metadata, std::int64_t offset, std::uint8_t where) {
  const std::size_t at = where * (metadata.size() - 1) / 255;
  auto changed = metadata;
  changed[at] = changed[at] == 'A' ? 'B' : 'A';
  require(!decode_ledger(changed, offset), "a changed character is noticed");
  changed[at] = '\n';
  require(!decode_ledger(changed, offset), "a character outside the alphabet is noticed");
  require(!decode_ledger(metadata, offset + 1), "another offset is noticed");
  require(!decode_ledger(metadata.substr(0, at), offset) || at == 0, "a cut is noticed");
}

/// A ledger as the engine leads it: what has no room is not taken.
class Life {
 public:
  void step(std::uint8_t what) {
    const int number = what >> 3;
    const auto offset = pick(number);
    switch (what & 7) {
      case 0:
      case 1:
        return take(number);
      case 2:
        return take(number * number * number);  // wide gaps: compacted topics
      case 3:
        return change(offset, [&] { ledger_.set_waiting(offset, number % (kAttempts + 1)); });
      case 4:
        return change(offset, [&] { ledger_.set_started(offset, number % (kAttempts + 1)); });
      case 5:
        return change(offset, [&] { ledger_.set_done(offset); });
      case 6:
        return ledger_.skip_to(ledger_.position() + number);
      default:
        return ledger_.set_pending(offset);
    }
  }
  void check(std::uint8_t where) const {
    const LedgerStamp stamp{0x12345678U + where, where * 1000U};
    const auto snapshot = ledger_.snapshot();
    check_shape(snapshot);
    require(snapshot.offset == ledger_.committed_offset(), "the snapshot begins at the committed offset");
    const auto metadata = encode_ledger(snapshot, stamp);
    require(metadata.size() <= kMaxMetadataSize, "what was let in fits into a commit's metadata");
    const auto read = decode_ledger(metadata, snapshot.offset);
    require(read && read->snapshot == snapshot && read->stamp == stamp, "a ledger is read back as it was written");
    require(Ledger::from(read->snapshot).snapshot() == snapshot, "a recovered ledger says the same");
    check_damage(metadata, snapshot.offset, where);
  }

 private:
  template <class F>
  void change(std::int64_t offset, F how) {
    if (ledger_.take_room(offset, LedgerLimits{kAttempts})) how();
  }
  void take(int gap) {
    const auto offset = ledger_.position() + gap;
    if (ledger_.has_room(LedgerLimits{kAttempts}, offset)) (void)ledger_.take(offset);
  }
  /// One of the offsets that are or were open.
  [[nodiscard]] std::int64_t pick(int number) const {
    const auto from = ledger_.committed_offset();
    return from + (ledger_.position() - from) * number / 32;
  }
  Ledger ledger_{1'000};
};

void check_life(FuzzInput& input) {
  Life life;
  std::uint8_t last = 0;
  while (!input.empty()) life.step(last = input.byte());
  life.check(last);
}

}  // namespace
}  // namespace iw::testing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iw::testing;
  FuzzInput input{data, size};
  const auto form = input.byte();
  if (form == 'o') {
    check_life(input);
    return 0;
  }
  const auto offset = offset_in(input.line());
  check_reading(form == 's' ? sealed(input.rest(), offset) : std::string{input.rest()}, offset);
  return 0;
}
