#include "worker/sandbox/call_list.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "common/json/utf8.hpp"
#include "common/rfc3339.hpp"
#include "worker/sandbox/json_object.hpp"

namespace iw {

namespace {

constexpr std::size_t kMostKept = 200'000;
constexpr std::size_t kMostKeptBytes = 128u * 1024 * 1024;
constexpr std::size_t kLongestText = 1024;  // code points; the contract allows no longer file_path

void add_text(JsonObject& object, std::string_view name, const std::optional<std::string>& value) {
  if (value)
    object.text(name, repair_utf8(*value, kLongestText));
  else
    object.raw(name, "null");
}

std::int64_t signed_of(std::uint64_t count) { return static_cast<std::int64_t>(count); }

/// The key under which an answer is counted.
std::string answer_kind(const CallRecord& call) {
  if (call.errcode) return std::to_string(*call.errcode);
  return call.http.value_or(200) == 200 ? "body" : "http_" + std::to_string(*call.http);
}

}  // namespace

CallList::~CallList() {
  if (file_ >= 0) ::close(file_);
}

Result<void> CallList::append_to(const std::string& path) {
  const std::lock_guard lock{mutex_};
  file_ = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (file_ < 0) return Error{"cannot write the list of calls to " + path + ": " + std::strerror(errno)};
  return {};
}

void CallList::add(const CallRecord& call) {
  const std::lock_guard lock{mutex_};
  count(call);
  std::string line = call_line(calls_, call);
  write(line);
  keep(std::move(line));
}

void CallList::add_token_call(const std::string& kind) {
  const std::lock_guard lock{mutex_};
  ++token_calls_[kind];
}

void CallList::count(const CallRecord& call) {
  ++calls_;
  if (call.executed) ++executed_;
  if (!call.answered) {
    ++lost_;
    return;
  }
  if (call.errcode == 0) ++accepted_;
  ++by_errcode_[answer_kind(call)];
}

void CallList::write(const std::string& line) {
  if (file_ < 0) return;
  std::size_t done = 0;
  while (done < line.size()) {
    const auto wrote = ::write(file_, line.data() + done, line.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) {
      ++unwritten_;
      return;
    }
    done += static_cast<std::size_t>(wrote);
  }
}

void CallList::keep(std::string line) {
  kept_bytes_ += line.size();
  kept_.push_back(std::move(line));
  while (kept_.size() > kMostKept || kept_bytes_ > kMostKeptBytes) {
    kept_bytes_ -= kept_.front().size();
    kept_.pop_front();
  }
}

std::string CallList::lines(std::uint64_t from, std::size_t limit) const {
  const std::lock_guard lock{mutex_};
  const auto forgotten = calls_ - kept_.size();
  std::string out;
  for (auto i = from > forgotten ? from - forgotten : 0; i < kept_.size() && limit > 0; ++i, --limit) out += kept_[i];
  return out;
}

std::string CallList::stats() const {
  const std::lock_guard lock{mutex_};
  JsonObject by_errcode;
  for (const auto& [kind, count] : by_errcode_) by_errcode.number(kind, signed_of(count));
  JsonObject tokens;
  for (const auto& [kind, count] : token_calls_) tokens.number(kind, signed_of(count));
  JsonObject stats;
  stats.number("calls", signed_of(calls_))
      .number("accepted", signed_of(accepted_))
      .number("executed", signed_of(executed_))
      .number("lost", signed_of(lost_));
  stats.raw("by_errcode", by_errcode.end())
      .raw("tokens", tokens.end())
      .number("kept_from", signed_of(calls_ - kept_.size() + 1))
      .number("unwritten", signed_of(unwritten_));
  return stats.end() + "\n";
}

std::string call_line(std::uint64_t n, const CallRecord& call) {
  JsonObject line;
  line.number("n", signed_of(n)).text("time", format_rfc3339(call.time)).text("path", "/tcb/databasemigrateimport");
  add_text(line, "env", call.env);
  add_text(line, "collection_name", call.collection_name);
  add_text(line, "file_path", call.file_path);
  line.number("conflict_mode", call.conflict_mode).flag("body_ok", call.body_ok).number("errcode", call.errcode).number("job_id", call.job_id);
  line.number("http", call.http).flag("answered", call.answered).flag("executed", call.executed);
  return line.end() + "\n";
}

}  // namespace iw
