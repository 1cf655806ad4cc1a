#include "worker/sandbox/call_list.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "common/json/json.hpp"
#include "common/json/utf8.hpp"
#include "common/rfc3339.hpp"

namespace iw {

namespace {

constexpr std::size_t kMostKept = 200'000;
constexpr std::size_t kMostKeptBytes = 128u * 1024 * 1024;
constexpr std::size_t kLongestText = 1024;  // code points; the contract allows no longer file_path

void append_key(std::string& out, std::string_view name) {
  out += out.size() > 1 ? ",\"" : "\"";
  out += name;
  out += "\":";
}

void append_text(std::string& out, std::string_view name, const std::optional<std::string>& value) {
  append_key(out, name);
  if (value) append_json_string(out, repair_utf8(*value, kLongestText));
  else out += "null";
}

template <class Number>
void append_number(std::string& out, std::string_view name, const std::optional<Number>& value) {
  append_key(out, name);
  out += value ? std::to_string(*value) : "null";
}

void append_flag(std::string& out, std::string_view name, bool value) {
  append_key(out, name);
  out += value ? "true" : "false";
}

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
  std::string by_errcode = "{";
  for (const auto& [kind, count] : by_errcode_) append_number(by_errcode, kind, std::optional{count});
  std::string out = "{";
  append_number(out, "calls", std::optional{calls_});
  append_number(out, "accepted", std::optional{accepted_});
  append_number(out, "executed", std::optional{executed_});
  append_number(out, "lost", std::optional{lost_});
  append_key(out, "by_errcode");
  out += by_errcode + "}";
  append_number(out, "kept_from", std::optional{calls_ - kept_.size() + 1});
  append_number(out, "unwritten", std::optional{unwritten_});
  return out + "}\n";
}

std::string call_line(std::uint64_t n, const CallRecord& call) {
  std::string out = "{";
  append_number(out, "n", std::optional{n});
  append_text(out, "time", format_rfc3339(call.time));
  out += R"(,"path":"/tcb/databasemigrateimport")";
  append_text(out, "env", call.env);
  append_text(out, "collection_name", call.collection_name);
  append_text(out, "file_path", call.file_path);
  append_number(out, "conflict_mode", call.conflict_mode);
  append_flag(out, "body_ok", call.body_ok);
  append_number(out, "errcode", call.errcode);
  append_number(out, "job_id", call.job_id);
  append_number(out, "http", call.http);
  append_flag(out, "answered", call.answered);
  append_flag(out, "executed", call.executed);
  return out + "}\n";
}

}  // namespace iw
