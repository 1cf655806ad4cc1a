// One job: the worker's handling of one request, from the record to its terminal event. Plain data of the loop thread.
#pragma once

#include <boost/intrusive/list_hook.hpp>
#include <cstdint>
#include <string>

#include "common/clock.hpp"
#include "common/record.hpp"
#include "worker/answer/last_answer.hpp"
#include "worker/decode/import_request.hpp"

namespace iw {

struct Partition;
class JobQueue;

/// Names a job inside the process: its place in the job table.
using JobRef = std::uint32_t;

/// Where a job stands. A job is in exactly one of these; what moves it on is in brackets.
enum class JobStage : std::uint8_t {
  ordered,   ///< waits for the job of its key before it [that one's terminal event has committed]
  ready,     ///< in its account's lane [gate open, a slot, the partition not draining]
  waiting,   ///< for a moment: not_before, backoff, a retry token [timer]
  intent,    ///< its intent is on the way to the log [the cycle has committed]
  cleared,   ///< its intent is in the log [a call slot]
  calling,   ///< its call is under way [the answer]
  renewing,  ///< its token was refused, a newer one is being fetched [the renewal's end]
  doubtful,  ///< its call was under way when its former owner ended, who may be alive all the same [timer: no call of that one can follow any more]
};

/// Why a waiting job waits; the words of /statusz.
enum class WaitReason : std::uint8_t { not_before, retry, budget };

/// The state of one job.
struct Job : boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::normal_link>> {
  using QueueHook = boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::normal_link>>;

  JobQueue* queue = nullptr;       ///< the queue it stands in, if any
  Partition* partition = nullptr;  ///< outlives its jobs
  JobRef ref = 0;
  std::uint32_t generation = 0;  ///< tells this job from earlier ones in the same place of the table
  Record record;
  ImportRequest request;
  std::size_t account = 0;

  JobStage stage = JobStage::ready;
  WaitReason wait_reason = WaitReason::retry;
  TimePoint until{};                ///< waiting, doubtful: when it goes on
  int attempts = 0;                 ///< used up so far
  bool is_probe = false;            ///< the call under way (or about to go) is its account's probe
  bool token_repeated = false;      ///< its call was repeated once already because of a token
  bool retry_paid = false;          ///< the next attempt has its token from the retry budget
  std::uint64_t token_version = 0;  ///< of the call under way
  TimePoint intent_begun{};         ///< cleared: when the cycle that recorded its intent began
  TimePoint fresh_until{};          ///< cleared: after this the intent must be recorded again
  TimePoint call_began{};

  TimePoint taken_at{};  ///< when a worker took it up
  WallTime received_at;
  TimePoint expires = TimePoint::max();  ///< its own deadline, or retry.deadline from taken_at on
  bool limits_first_call = false;        ///< the deadline is the request's own
  LastAnswer last;

  std::string order_key;  ///< with ordering; empty: no order
};

/// A name for a call of this job that later jobs in the same place do not share.
[[nodiscard]] inline std::uint64_t call_id_of(const Job& job) { return (std::uint64_t{job.generation} << 32) | job.ref; }

}  // namespace iw
