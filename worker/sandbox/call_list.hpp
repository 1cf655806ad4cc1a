// The list of import calls that the sandbox has received: the other half of every claim about lost and doubled imports.
// Any thread (one mutex). It never sees a token.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "common/clock.hpp"
#include "common/error.hpp"

namespace iw {

/// One import call. Fields that could not be read are absent.
struct CallRecord {
  WallTime time;  ///< when the whole call was there
  std::optional<std::string> env;
  std::optional<std::string> collection_name;
  std::optional<std::string> file_path;
  std::optional<std::int64_t> conflict_mode;
  bool body_ok = false;  ///< exactly the six fields, each once and of the right type
  std::optional<std::int64_t>
      errcode;  ///< of the answer, also when the answer was lost after the task was created; absent when there was none to give
  std::optional<std::int64_t> job_id;  ///< present exactly when executed
  std::optional<int> http;             ///< the answer's status; absent when lost
  bool answered = true;                ///< false: closed without an answer. True says that an answer was sent off, not that it arrived
  bool executed = false;               ///< a task was created
};

/// Keeps the last 200,000 calls (and at most 128 MiB) in memory, writes all of them to a file if it has one, counts all of them.
class CallList {
 public:
  CallList() = default;
  ~CallList();
  CallList(const CallList&) = delete;
  CallList& operator=(const CallList&) = delete;

  /// From now on each call goes to the end of this file too.
  [[nodiscard]] Result<void> append_to(const std::string& path);
  /// Adds a call. On return its line is with the operating system: a SIGKILL of this process loses none.
  void add(const CallRecord& call);
  /// JSON lines of kept calls with n > `from`, at most `limit`. A reader goes on with the last n.
  [[nodiscard]] std::string lines(std::uint64_t from, std::size_t limit) const;
  /// Counts a token call of this kind: stable, component, authorizer, service. It is in no list.
  void add_token_call(const std::string& kind);
  /// {"calls", "accepted" (answered with errcode 0), "executed", "lost", "by_errcode" (answered; "http_503" and "body" where there was none),
  /// "tokens" (token calls by kind), "kept_from", "unwritten"}
  [[nodiscard]] std::string stats() const;

 private:
  void count(const CallRecord& call);
  void keep(std::string line);
  void write(const std::string& line);

  mutable std::mutex mutex_;  ///< guards everything below; held while the file is written, so that its order is that of n
  int file_ = -1;
  std::deque<std::string> kept_;
  std::size_t kept_bytes_ = 0;
  std::uint64_t calls_ = 0;
  std::uint64_t accepted_ = 0;
  std::uint64_t executed_ = 0;
  std::uint64_t lost_ = 0;
  std::uint64_t unwritten_ = 0;  ///< lines that the file did not take, for a full disk as an example
  std::map<std::string, std::uint64_t> by_errcode_;
  std::map<std::string, std::uint64_t> token_calls_;
};

/// One line of the list, with its newline. All keys are always there; what is absent is null. Long texts are cut.
[[nodiscard]] std::string call_line(std::uint64_t n, const CallRecord& call);

}  // namespace iw
