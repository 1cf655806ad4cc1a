#include "worker/answer/job_outcome.hpp"

namespace iw {

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::accepted:
      return "accepted";
    case Outcome::failed:
      return "failed";
    case Outcome::in_doubt:
      break;
  }
  return "in_doubt";
}

std::string_view name_of(Reason reason) {
  switch (reason) {
    case Reason::ok:
      return "ok";
    case Reason::invalid_request:
      return "invalid_request";
    case Reason::rejected:
      return "rejected";
    case Reason::unauthorized:
      return "unauthorized";
    case Reason::operator_:
      return "operator";
    case Reason::exhausted:
      return "exhausted";
    case Reason::expired:
      return "expired";
    case Reason::answer_lost:
      break;
  }
  return "answer_lost";
}

}  // namespace iw
