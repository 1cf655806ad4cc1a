// The simulated import API: executes or refuses what it receives, and now and then lets an answer get lost. One thread.
#pragma once

#include <string>
#include <string_view>

#include "common/http_result.hpp"
#include "tests/simulation/faults.hpp"
#include "tests/simulation/history.hpp"

namespace iw::simulation {

/// What the API makes of one call.
struct ApiReply {
  HttpPhase phase = HttpPhase::answered;
  int status = 200;
  std::string body;
  std::int64_t job_id = 0;  ///< it was executed; 0: it was not
  bool refused = false;     ///< certainly not executed, and the answer says so
  testing::AnswerKind answer = testing::AnswerKind::counts;
};

/// The API's end of the wire.
class Api {
 public:
  Api(Timeline& time, const Faults& faults) : time_(time), faults_(faults) {}
  /// A call has arrived.
  [[nodiscard]] ApiReply receive();
  /// Which request a call's body is about: file_path is `<partition>/<offset>`.
  [[nodiscard]] static Place place_of(std::string_view body);

 private:
  [[nodiscard]] ApiReply refuse(int errcode, testing::AnswerKind answer = testing::AnswerKind::counts);

  Timeline& time_;
  const Faults& faults_;
  std::int64_t last_job_id_ = 1000;
};

}  // namespace iw::simulation
