// A call of the sandbox's list as a fact for the checker: was it certainly not executed, and does it count as an attempt? (contract, section 4)
// Pure; one thread.
#pragma once

#include <optional>

#include "tests/support/check/facts.hpp"
#include "tests/support/history.hpp"
#include "worker/answer/error_class.hpp"

namespace iw::testing {

/// Reads calls by the class table, with the overrides of the settings.
class CallReader {
 public:
  explicit CallReader(const RetrySettings& settings);
  /// The call of the request at this place.
  [[nodiscard]] Called read(const Call& call, const Place& place) const;

 private:
  [[nodiscard]] std::optional<ErrorClass> class_of(const Call& call) const;
  [[nodiscard]] std::optional<ErrorClass> class_of_status(int http) const;
  [[nodiscard]] AnswerKind kind_of(std::optional<ErrorClass> error_class) const;

  ErrorTable errors_;
  bool hold_operator_;
};

}  // namespace iw::testing
