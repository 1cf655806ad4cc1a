// What happened in one run, as broker and API saw it: all that the checker may look at. Plain data; one thread.
// A simulated run and a run of processes on a real Kafka are told in the same facts; what only one of the two can know is optional.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/backoff.hpp"
#include "common/clock.hpp"
#include "worker/ledger/ledger_codec.hpp"

namespace iw::testing {

/// A record's place in the request topic.
struct Place {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  friend auto operator<=>(const Place&, const Place&) = default;
};

/// When something happened. A simulation knows the exact order, so there `order` is the index in the list of happenings; on real processes all that
/// is known is the machine's wall clock, so both are that, in nanoseconds, and comparisons of `order` allow for the run's slack.
struct When {
  std::int64_t order = 0;
  Duration time{};  ///< since any start that all happenings of the run share
};

/// A request was appended.
struct Asked {
  Place place;
  std::string key;      ///< that orders it; empty: none
  bool reports = true;  ///< its policy for a lost answer
  bool valid = true;    ///< false: it ends as invalid_request, without a call
  When when;
  std::optional<Duration> deadline;  ///< its own, on the scale of When::time
  std::optional<Duration> not_before;
};

/// A terminal event became visible.
struct Told {
  Place place;
  std::string outcome;          ///< "accepted", "failed", "in_doubt"
  std::int64_t job_id = 0;      ///< 0: none
  When when;                    ///< of its record: when it became visible, or when it was produced within the transaction that made it so
  std::optional<When> decided;  ///< when the worker knew the end, where the event says so
};

/// A dead letter became visible.
struct Letter {
  Place place;         ///< of its request
  bool intact = true;  ///< key and value are the request's, or it says that it goes without the value
  When when;
};

/// A partition's offset and ledger were committed. The facts hold these in the order of the log.
struct Committed {
  std::int32_t partition = 0;
  LedgerSnapshot ledger;           ///< `ledger.offset` is the committed offset
  LedgerStamp stamp;               ///< who wrote it, the how-manyeth of the partition
  bool by_hand = false;            ///< no ledger came with it: a plain offset, or metadata of somebody else's
  When when;                       ///< of its record: no later than the moment at which it became visible
  int worker = 0;                  ///< the incarnation that wrote it; 0: not known
  std::optional<Duration> begun;   ///< when that worker began the cycle
  std::optional<Duration> opened;  ///< when the broker first saw the transaction
};

/// What an answer means for the job's count of attempts (contract, section 4).
enum class AnswerKind : std::uint8_t {
  counts,          ///< an attempt: accepted, refused or lost
  account_waits,   ///< throttled or over its quota: no attempt
  account_is_ill,  ///< its token or a person's business: no attempt, and from now on a call may be a probe, which is none either
};

/// A call reached the API: on a simulated wire its first byte, on a real one its last.
struct Called {
  Place place;
  When when;
  bool refused = false;     ///< the API answered that it did not execute it, and the answer may or may not have come through
  std::int64_t job_id = 0;  ///< that the API gave; 0: none
  AnswerKind answer = AnswerKind::counts;

  // What only a simulation knows.
  int worker = 0;                        ///< the incarnation that called; 0: not known
  bool generation_is_old = false;        ///< the group had moved on already, whether the worker knew or not
  std::optional<Duration> without_name;  ///< another member has had the worker's static name for so long, and the worker has not heard of it yet
  Duration last_tick{};                  ///< of the worker
  bool validated = true;                 ///< since its last standstill a cycle has committed, or it never stood still
  std::optional<Duration> took;          ///< from the call to its answer
};

/// A worker was given a partition and read its committed ledger.
struct TakenUp {
  std::int32_t partition = 0;
  When when;
};

/// What a process used at one moment.
struct ResourceSample {
  std::string process;
  std::int64_t memory_kib = 0;
  std::int64_t descriptors = 0;
  std::int64_t threads = 0;
};

/// The most that a run may use; 0: not looked at.
struct ResourceCaps {
  std::int64_t memory_kib = 0;
  std::int64_t descriptors = 0;
  std::int64_t threads = 0;
  std::int64_t calls_per_second = 0;
};

/// A text that must hold no secret.
struct ShownText {
  std::string where;
  std::string text;
};

/// The settings that decide what is right. A length of zero, or a count of zero, means: not looked at.
struct RunRules {
  bool ordered = false;          ///< jobs of one key one after the other
  bool dead_letters = false;     ///< each job that did not succeed has one
  bool commits_by_hand = false;  ///< somebody besides the worker committed offsets, and that is part of the test
  bool commits_repeat = false;   ///< a client whose request for a transaction was not answered sends it once more: the log then has it twice
  int attempts = 0;
  int breaker = 0;  ///< failures in a row after which calls may be probes; not all of them reach the API
  BackoffRules backoff;
  Duration retry_deadline{};
  Duration session{};
  Duration freshness{};            ///< how long a permission to call lasts
  Duration longest_transaction{};  ///< from its first record to its offsets
};

/// One run.
struct Facts {
  std::vector<Asked> asked;
  std::vector<Told> told;
  std::vector<Letter> letters;
  std::vector<Committed> committed;
  std::vector<Called> called;
  std::vector<TakenUp> taken_up;
  RunRules rules;
  Duration slack{};       ///< by how much the moments of calls may be off against those of all else
  Duration log_slack{};   ///< the same between an event's record and a commit's: both are stamped in the order of what causes what
  bool completed = true;  ///< after all faults had stopped, everything ended in time
  std::vector<std::string> secrets;
  std::vector<ShownText> texts;
  std::vector<ResourceSample> samples;
  ResourceCaps caps;
};

}  // namespace iw::testing
