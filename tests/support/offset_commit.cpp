#include "tests/support/offset_commit.hpp"

#include <utility>

namespace iw::testing {

namespace {

constexpr std::int64_t kFirstWithCompactStrings = 4;
constexpr std::int64_t kFirstWithLeaderEpoch = 3;
constexpr std::int64_t kLastVersion = 4;

/// Big-endian fields one after the other; once one is missing, all that follow are empty.
class FieldReader {
 public:
  explicit FieldReader(std::string_view bytes) : rest_(bytes) {}

  std::int64_t integer(std::size_t size) {
    std::uint64_t value = 0;
    const auto bytes = take(size);
    for (const char c : bytes) value = (value << 8) | static_cast<unsigned char>(c);
    const auto unused = 64 - 8 * size;
    return static_cast<std::int64_t>(value << unused) >> unused;
  }
  std::string text() {
    const auto size = integer(2);
    return std::string{take(size < 0 ? 0 : static_cast<std::size_t>(size))};
  }
  /// With its length plus one in front, seven bits a byte.
  std::string compact_text() {
    std::size_t size = 0;
    for (int shift = 0; shift < 28; shift += 7) {
      const auto byte = static_cast<std::size_t>(integer(1)) & 255;
      size |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    return std::string{take(size == 0 ? 0 : size - 1)};
  }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  std::string_view take(std::size_t size) {
    failed_ = failed_ || size > rest_.size();
    if (failed_) return {};
    const auto taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
  bool failed_ = false;
};

/// The partition that a key names, if it is one of an offset (versions 0 and 1), of this group and topic.
std::optional<std::int32_t> partition_of(std::string_view key, std::string_view group, std::string_view topic) {
  FieldReader fields{key};
  const auto version = fields.integer(2);
  if (version != 0 && version != 1) return std::nullopt;
  const bool concerned = fields.text() == group && fields.text() == topic;
  const auto partition = static_cast<std::int32_t>(fields.integer(4));
  return concerned && !fields.failed() ? std::optional{partition} : std::nullopt;
}

}  // namespace

std::optional<OffsetCommit> parse_offset_commit(const Record& record, std::string_view group, std::string_view topic) {
  if (!record.key || !record.value) return std::nullopt;
  const auto partition = partition_of(*record.key, group, topic);
  if (!partition) return std::nullopt;
  FieldReader fields{*record.value};
  const auto version = fields.integer(2);
  OffsetCommit commit{*partition, fields.integer(8), {}, {}};
  if (version >= kFirstWithLeaderEpoch) (void)fields.integer(4);
  commit.metadata = version >= kFirstWithCompactStrings ? fields.compact_text() : fields.text();
  commit.time = WallTime{std::chrono::milliseconds{fields.integer(8)}};
  return fields.failed() || version < 0 || version > kLastVersion ? std::nullopt : std::optional{std::move(commit)};
}

}  // namespace iw::testing
