#include "worker/answer/advice.hpp"

namespace iw {

namespace {

constexpr std::string_view kLookUpByHand =
    "the import may or may not have been made: look at the collection, then send the request again if it was not";

std::string times(int attempts) { return std::to_string(attempts) + (attempts == 1 ? " attempt" : " attempts"); }

/// What the table advises, as a clause: "; create the collection, then redrive".
std::string advice_clause(const LastAnswer& answer) {
  const auto advice = answer.errcode ? advice_for(*answer.errcode) : std::string_view{};
  return advice.empty() ? std::string{} : "; " + std::string{advice};
}

/// What each class makes the worker do, for `explain`.
std::string_view consequence(ErrorClass error_class) {
  switch (error_class) {
    case ErrorClass::accepted:
      return "The import task was created; the result event carries its job_id.";
    case ErrorClass::transient:
      return "Retried with backoff, one attempt each, up to retry.attempts and the deadline.";
    case ErrorClass::throttled:
      return "The account pauses, then goes on by itself; no attempt is used up.";
    case ErrorClass::quota:
      return "The account pauses for retry.waits.quota, again and again until the deadline; no attempt is used up.";
    case ErrorClass::token:
      return "The token is renewed where its kind allows it; otherwise the account is held until a new token is there. No attempt is used up.";
    case ErrorClass::permanent:
      return "The request fails at once with reason rejected; sending it again unchanged will not help.";
    case ErrorClass::operator_:
      return "The request fails at once with reason operator: a person must act, then it can be redriven. Listed in retry.hold, the account waits "
             "instead.";
    case ErrorClass::in_doubt:
      return "The call may have been executed: with when_in_doubt report the job ends in_doubt, with resubmit it is retried.";
  }
  return "";
}

}  // namespace

std::string_view advice_for(std::int64_t errcode) {
  const ErrorCode* row = ErrorTable::shipped().find(errcode);
  return row == nullptr ? std::string_view{} : std::string_view{row->advice};
}

std::string describe_end(Reason reason, const Reply& reply, std::string_view account, int attempts) {
  const auto what = reply.explanation + advice_clause(reply.answer);
  switch (reason) {
    case Reason::ok:
      return "the import task was created";
    case Reason::rejected:
      return "the API refused this request for good: " + what;
    case Reason::operator_:
      return "account '" + std::string{account} + "' or its environment needs a person: " + what + "; redrive the request after that";
    case Reason::unauthorized:
      return "the token of account '" + std::string{account} + "' was refused: " + what + "; put a good token in place, then redrive the request";
    case Reason::exhausted:
      return "given up after " + times(attempts) + ", the last one: " + what + "; redrive it when the API is well again";
    case Reason::answer_lost:
      return "the call's answer was lost (" + reply.explanation + "); " + std::string{kLookUpByHand};
    case Reason::expired:
    case Reason::invalid_request:
      break;
  }
  return what;
}

std::string describe_expired(const LastAnswer& last, int attempts, std::string_view why, DeadlineOf deadline) {
  std::string text = "the next allowed call would be after the deadline; " + times(attempts) + " used";
  if (!why.empty())
    text += "; " + std::string{why};
  else if (last.errcode)
    text += "; the last answer was errcode " + std::to_string(*last.errcode);
  return text + (deadline == DeadlineOf::request ? "; redrive it with a later deadline"
                                                 : "; the limit was the worker's retry.deadline: raise it, or give the request a deadline of its own, then "
                                                   "redrive it");
}

std::string describe_doubt_after_restart() {
  return "a worker ended while this request's call may have been under way, so its answer is lost; " + std::string{kLookUpByHand};
}

JobOutcome exhausted_before_restart(int attempts) {
  return {Outcome::failed,
          Reason::exhausted,
          "given up after " + times(attempts) + "; the last answer is not known, a worker ended after it; redrive it when the API is well again",
          {},
          {}};
}

std::string describe_trouble(const Reply& reply, std::string_view account) {
  const auto name = "account '" + std::string{account} + "'";
  switch (reply.error_class) {
    case ErrorClass::throttled:
      return name + " pauses: the API asks for fewer calls, " + reply.explanation;
    case ErrorClass::quota:
      return name + " pauses: a quota is used up, " + reply.explanation + advice_clause(reply.answer);
    case ErrorClass::token:
      return name + " is held: its token was refused, " + reply.explanation + "; put a new token in place" + advice_clause(reply.answer);
    default:
      return name + " is held: " + reply.explanation + advice_clause(reply.answer);
  }
}

std::string describe_break(const Reply& reply, std::string_view account, int failures, std::chrono::milliseconds probe) {
  return "account '" + std::string{account} + "' is broken: " + std::to_string(failures) + " calls in a row brought nothing good, the last: " +
         reply.explanation + "; its jobs keep their attempts, one call every " + std::to_string(probe.count()) +
         " ms finds out when the API is well again" + advice_clause(reply.answer);
}

std::string describe_same_token(std::string_view account) {
  return "account '" + std::string{account} +
         "' is held: its token was refused and renewing it brought the same token again, so freshness is not the fault; check that the token "
         "belongs to this account and that nothing else fetches tokens for it";
}

std::string explain(std::int64_t errcode, const ErrorTable& table) {
  const ErrorCode* row = table.find(errcode);
  if (row == nullptr)
    return "errcode " + std::to_string(errcode) +
           ": stands in no table. It is treated as permanent and counted as unknown.\n"
           "What to do: look it up in WeChat's documentation; set its class with retry.classes in the configuration.\n";
  std::string text = "errcode " + std::to_string(errcode) + "\nclass: " + std::string{name_of(row->error_class)} + "\n";
  if (!row->meaning.empty()) text += "meaning: " + row->meaning + "\n";
  text += "the worker: " + std::string{consequence(row->error_class)} + "\n";
  if (!row->advice.empty()) text += "what to do: " + row->advice + "\n";
  return text;
}

}  // namespace iw
