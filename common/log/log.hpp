// Structured logs on standard error: one line a message, JSON or text, with named fields. Any thread.
// Writing happens on a thread of its own behind a bounded queue: when standard error is slow or blocked, the oldest lines are dropped and counted,
// and nobody waits. A field never takes a Secret: there is no conversion.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace iw {

/// How grave a line is.
enum class LogLevel : std::uint8_t { debug, info, warn, error };

/// A named value of a log line. The views live until the log call returns.
struct LogField {
  std::string_view name;
  std::variant<std::int64_t, double, bool, std::string_view> value;

  template <std::integral T>
  requires(!std::same_as<T, bool>) LogField(std::string_view field_name, T number) : name(field_name), value(static_cast<std::int64_t>(number)) {}
  LogField(std::string_view field_name, bool flag) : name(field_name), value(flag) {}
  LogField(std::string_view field_name, double number) : name(field_name), value(number) {}
  LogField(std::string_view field_name, std::string_view text) : name(field_name), value(text) {}
  LogField(std::string_view field_name, const std::string& text) : name(field_name), value(std::string_view{text}) {}
  LogField(std::string_view field_name, const char* text) : name(field_name), value(std::string_view{text}) {}
};

/// Fields of one line.
using LogFields = std::initializer_list<LogField>;

/// Starts the writing thread. Before it, and after stop_log(), lines go nowhere (unit tests are quiet).
void start_log(LogLevel level, bool json);
/// Writes what is queued (not for longer than about a second) and stops.
void stop_log();
/// "debug", "info", "warn" or "error"; anything else is info.
[[nodiscard]] LogLevel log_level_of(std::string_view name);

void log_line(LogLevel level, std::string_view message, LogFields fields);
inline void log_debug(std::string_view message, LogFields fields = {}) { log_line(LogLevel::debug, message, fields); }
inline void log_info(std::string_view message, LogFields fields = {}) { log_line(LogLevel::info, message, fields); }
inline void log_warn(std::string_view message, LogFields fields = {}) { log_line(LogLevel::warn, message, fields); }
inline void log_error(std::string_view message, LogFields fields = {}) { log_line(LogLevel::error, message, fields); }

/// Lines that were dropped since the start because standard error took none.
[[nodiscard]] std::uint64_t dropped_log_lines();

}  // namespace iw
