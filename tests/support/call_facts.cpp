#include "tests/support/call_facts.hpp"

#include "tests/support/request_facts.hpp"

namespace iw::testing {

CallReader::CallReader(const RetrySettings& settings) : errors_(ErrorTable::shipped()), hold_operator_(settings.hold_operator) {
  for (const auto& [code, error_class] : settings.classes) errors_.override_class(code, error_class).value();
}

Called CallReader::read(const Call& call, const Place& place) const {
  const auto error_class = class_of(call);
  const bool says_no = error_class && *error_class != ErrorClass::in_doubt && *error_class != ErrorClass::accepted;
  return {.place = place,
          .when = when(WallTime{std::chrono::milliseconds{call.time_ms}}),
          .refused = says_no && !call.executed,
          .job_id = call.executed ? call.job_id : 0,
          .answer = kind_of(error_class)};
}

/// Nothing for an answer that has no class: lost, or a good status without a good body.
std::optional<ErrorClass> CallReader::class_of(const Call& call) const {
  if (!call.answered) return std::nullopt;
  if (!call.has_errcode) return class_of_status(call.http);
  const auto* row = errors_.find(call.errcode);
  return row == nullptr ? ErrorClass::permanent : row->error_class;
}

std::optional<ErrorClass> CallReader::class_of_status(int http) const {
  if (const auto override = errors_.status_override(http)) return override;
  if (http == 429) return ErrorClass::throttled;
  if (http >= 300 && http < 400) return ErrorClass::operator_;
  const bool says_no = http >= 400 && http < 500 && http != 408;
  return says_no ? std::optional{ErrorClass::permanent} : std::nullopt;
}

AnswerKind CallReader::kind_of(std::optional<ErrorClass> error_class) const {
  if (!error_class) return AnswerKind::counts;
  switch (*error_class) {
    case ErrorClass::throttled:
    case ErrorClass::quota:
      return AnswerKind::account_waits;
    case ErrorClass::token:
      return AnswerKind::account_is_ill;
    case ErrorClass::operator_:
      return hold_operator_ ? AnswerKind::account_is_ill : AnswerKind::counts;
    default:
      return AnswerKind::counts;
  }
}

}  // namespace iw::testing
