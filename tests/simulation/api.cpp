#include "tests/simulation/api.hpp"

namespace iw::simulation {

ApiReply Api::refuse(int errcode, testing::AnswerKind answer) {
  return {HttpPhase::answered, 200, "{\"errcode\":" + std::to_string(errcode) + ",\"errmsg\":\"no\"}", 0, true, answer};
}

ApiReply Api::receive() {
  if (time_.chance(faults_.token)) return refuse(42001, testing::AnswerKind::account_is_ill);
  if (time_.chance(faults_.throttle)) return refuse(-501003, testing::AnswerKind::account_waits);
  if (time_.chance(faults_.transient)) return refuse(-1);
  if (time_.chance(faults_.permanent)) return refuse(40097);
  const bool bad_gateway = time_.chance(faults_.bad_gateway);
  const bool lost = bad_gateway || time_.chance(faults_.lost);
  const auto job_id = lost && time_.chance(0.5) ? 0 : ++last_job_id_;
  if (bad_gateway) return {HttpPhase::answered, 502, "<html>", job_id, false};
  if (lost) return {HttpPhase::unanswered, 0, {}, job_id, false};
  return {HttpPhase::answered, 200, "{\"errcode\":0,\"errmsg\":\"ok\",\"job_id\":" + std::to_string(job_id) + "}", job_id, false};
}

Place Api::place_of(std::string_view body) {
  constexpr std::string_view kField = "\"file_path\":\"";
  const std::string path{body.substr(body.find(kField) + kField.size())};
  std::size_t digits = 0;
  const int partition = std::stoi(path, &digits);
  return {partition, std::stoll(path.substr(digits + 1))};
}

}  // namespace iw::simulation
