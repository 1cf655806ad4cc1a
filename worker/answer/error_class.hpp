// The classes of the API's answers, and the table errcode → class (contract, section 4; the data is config/errcodes.tsv). Pure, any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/error.hpp"

namespace iw {

/// What an answer means for the job and its account.
enum class ErrorClass : std::uint8_t { accepted, transient, throttled, quota, token, permanent, operator_, in_doubt };

/// "accepted", "transient", … "operator", "in_doubt"
[[nodiscard]] std::string_view name_of(ErrorClass error_class);
/// The reverse of name_of.
[[nodiscard]] std::optional<ErrorClass> error_class_of(std::string_view name);

/// One row of the table.
struct ErrorCode {
  ErrorClass error_class = ErrorClass::permanent;
  std::string meaning;
  std::string advice;  ///< what to do; may be empty
};

/// The class table: the shipped rows, with the overrides of `retry.classes` on top.
class ErrorTable {
 public:
  /// The table that ships with the program (compiled in from config/errcodes.tsv).
  [[nodiscard]] static const ErrorTable& shipped();
  /// Reads the tab-separated form: errcode, class, meaning, advice; lines that start with # and empty ones are skipped.
  [[nodiscard]] static Result<ErrorTable> parse(std::string_view tsv);

  /// Sets one entry of `retry.classes`: an errcode ("-502001") or a bare HTTP status ("http_503"). The error says what is wrong with key or class.
  [[nodiscard]] Result<void> override_class(std::string_view key, std::string_view class_name);

  /// The row of an errcode; nothing when it stands in no table.
  [[nodiscard]] const ErrorCode* find(std::int64_t errcode) const;
  /// The override for an HTTP status without an errcode body; nothing when there is none.
  [[nodiscard]] std::optional<ErrorClass> status_override(int status) const;
  /// All rows by errcode.
  [[nodiscard]] const std::map<std::int64_t, ErrorCode>& rows() const { return rows_; }

 private:
  std::map<std::int64_t, ErrorCode> rows_;
  std::map<int, ErrorClass> statuses_;
};

}  // namespace iw
