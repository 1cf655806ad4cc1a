#include "common/log/log.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <spdlog/async.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <memory>

#include "common/clock.hpp"
#include "common/json/json.hpp"
#include "common/json/utf8.hpp"
#include "common/rfc3339.hpp"

namespace iw {

namespace {

constexpr std::size_t kQueuedLines = 8192;
constexpr std::size_t kMaxTextLength = 4096;
/// A pipe that says it is writable takes this many bytes without blocking (POSIX: PIPE_BUF).
constexpr std::size_t kChunk = 4096;
constexpr int kPatienceMs = 500;

/// Writes to standard error and never blocks for long, whatever stands at its other end.
class StderrSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  [[nodiscard]] std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

 protected:
  void sink_it_(const spdlog::details::log_msg& line) override {
    std::string_view rest{line.payload.data(), line.payload.size()};
    while (!rest.empty()) {
      pollfd fd{STDERR_FILENO, POLLOUT, 0};
      // After one wait in vain the next lines do not wait again, until somebody reads.
      if (::poll(&fd, 1, blocked_ ? 0 : kPatienceMs) != 1 || (fd.revents & (POLLERR | POLLNVAL)) != 0) return give_up();
      const auto written = ::write(STDERR_FILENO, rest.data(), std::min(rest.size(), kChunk));
      if (written < 0) return give_up();
      blocked_ = false;
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void flush_() override {}

 private:
  void give_up() {
    blocked_ = true;
    dropped_.fetch_add(1, std::memory_order_relaxed);
  }
  bool blocked_ = false;
  std::atomic<std::uint64_t> dropped_{0};
};

/// The process's log; made by start_log.
struct Log {
  Log(LogLevel lowest, bool as_json) : level(lowest), json(as_json) {
    logger->set_level(spdlog::level::trace);
    logger->set_pattern("%v");
  }
  LogLevel level;
  bool json;
  std::shared_ptr<StderrSink> sink = std::make_shared<StderrSink>();
  std::shared_ptr<spdlog::details::thread_pool> threads = std::make_shared<spdlog::details::thread_pool>(kQueuedLines, 1);
  std::shared_ptr<spdlog::async_logger> logger =
      std::make_shared<spdlog::async_logger>("import-worker", sink, threads, spdlog::async_overflow_policy::overrun_oldest);
};

// Lines come from librdkafka's threads too, so who logs holds the log for the time of its line.
std::atomic<std::shared_ptr<Log>> the_log;

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warn:
      return "warn";
    case LogLevel::error:
      break;
  }
  return "error";
}

void append_json_value(std::string& line, const LogField& field) {
  if (const auto* number = std::get_if<std::int64_t>(&field.value))
    line += std::to_string(*number);
  else if (const auto* fraction = std::get_if<double>(&field.value))
    line += std::isfinite(*fraction) ? fmt::format("{:.6g}", *fraction) : "null";
  else if (const auto* flag = std::get_if<bool>(&field.value))
    line += *flag ? "true" : "false";
  else
    append_json_string(line, repair_utf8(std::get<std::string_view>(field.value), kMaxTextLength));
}

std::string json_line(LogLevel level, std::string_view message, LogFields fields) {
  std::string line = R"({"time":")" + format_rfc3339(system_now().wall) + R"(","level":")";
  line += name_of(level);
  line += R"(","msg":)";
  append_json_string(line, message);
  for (const auto& field : fields) {
    line += ',';
    append_json_string(line, field.name);
    line += ':';
    append_json_value(line, field);
  }
  return line + "}\n";
}

std::string text_line(LogLevel level, std::string_view message, LogFields fields) {
  std::string line = fmt::format("{} {:5} {}", format_rfc3339(system_now().wall), name_of(level), message);
  for (const auto& field : fields) {
    line += fmt::format(" {}=", field.name);
    append_json_value(line, field);  // text is quoted and escaped: no line breaks, no terminal control
  }
  return line + "\n";
}

}  // namespace

void start_log(LogLevel level, bool json) { the_log = std::make_shared<Log>(level, json); }

void stop_log() { the_log = std::shared_ptr<Log>{}; }

LogLevel log_level_of(std::string_view name) {
  for (const auto level : {LogLevel::debug, LogLevel::warn, LogLevel::error})
    if (name == name_of(level)) return level;
  return LogLevel::info;
}

void log_line(LogLevel level, std::string_view message, LogFields fields) {
  const auto log = the_log.load();
  if (!log || level < log->level) return;
  log->logger->log(spdlog::level::info, log->json ? json_line(level, message, fields) : text_line(level, message, fields));
}

std::uint64_t dropped_log_lines() {
  const auto log = the_log.load();
  return log ? log->sink->dropped() + log->threads->overrun_counter() : 0;
}

}  // namespace iw
