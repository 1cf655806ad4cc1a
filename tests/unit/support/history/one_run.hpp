// A history of one request, from its intent to its event, for tests to change. One thread.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "common/rfc3339.hpp"
#include "tests/support/history.hpp"

namespace iw::testing {

/// When the request was sent.
inline constexpr std::int64_t kStartMs = 1'700'000'000'000;

/// So many milliseconds after that.
[[nodiscard]] inline WallTime at_ms(std::int64_t ms) { return WallTime{std::chrono::milliseconds{kStartMs + ms}}; }
[[nodiscard]] inline Duration since_epoch(std::int64_t ms) { return at_ms(ms).time_since_epoch(); }
[[nodiscard]] inline std::string time_text(std::int64_t ms) { return format_rfc3339(at_ms(ms)); }

/// A run of one INSERT, accepted by its one call; each test changes what it is about.
struct OneRun {
  OneRun() {
    history.settings.retry.initial = std::chrono::milliseconds{100};
    history.requests.push_back(request(0, R"("file_path":"a","conflict_mode":1)"));
    commit(0, 1, {{0, 1, {OffsetKind::started, 1}}}, 100);
    call(150, R"("file_path":"a","errcode":0,"job_id":7,"http":200,"answered":true,"executed":true)");
    event(0, R"("outcome":"accepted","reason":"ok","job_id":7)", 160);
    commit(1, 1, {}, 170);
  }
  static Record request(std::int64_t offset, const std::string& members) { return {0, offset, at_ms(0), "k", "{" + members + "}", {}}; }
  void commit(std::int64_t offset, std::int64_t end, std::vector<LedgerRun> open, std::int64_t ms) {
    history.commits.push_back({0, offset, encode_ledger({offset, end, std::move(open)}, {1, ++sequence}), at_ms(ms)});
  }
  void call(std::int64_t ms, const std::string& members) { history.add_calls(R"({"time":")" + time_text(ms) + "\"," + members + "}\n"); }
  void event(std::int64_t offset, const std::string& members, std::int64_t ms) {
    const auto text =
        "{" + members + R"(,"request":{"partition":0,"offset":)" + std::to_string(offset) + R"(},"finished_at":")" + time_text(ms) + "\"}";
    history.results.push_back({0, offset, at_ms(ms + 1), {}, text, {}});
  }
  void letter(std::int64_t offset, std::optional<std::string> value, std::vector<Header> more = {}) {
    more.push_back({"dead-letter-partition", "0"});
    more.push_back({"dead-letter-offset", std::to_string(offset)});
    history.dead_letters.push_back({0, offset, at_ms(161), "k", std::move(value), std::move(more)});
  }
  /// The facts of a request of its own, as if it were the second.
  Asked asked(const std::string& members, std::vector<Header> headers = {}) {
    auto record = request(1, members);
    record.headers = std::move(headers);
    history.requests.push_back(std::move(record));
    return facts_of(history).asked.back();
  }
  /// The facts of a call of its own.
  Called called(const std::string& members) {
    call(150, R"("file_path":"a",)" + members);
    return facts_of(history).called.back();
  }
  [[nodiscard]] bool finds(const std::string& beginning) const {
    const auto wrong = check(history);
    return std::any_of(wrong.begin(), wrong.end(), [&](const auto& line) { return line.starts_with(beginning); });
  }
  History history;
  std::uint64_t sequence = 0;
};

}  // namespace iw::testing
