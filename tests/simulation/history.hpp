// What happened in one simulated run, in its order: all that the checker may look at. Plain data; one thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "common/clock.hpp"
#include "worker/commit/ledger_snapshot.hpp"

namespace iw::simulation {

/// A record's place in the request topic.
struct Place {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  friend auto operator<=>(const Place&, const Place&) = default;
};

/// A request was appended.
struct Asked {
  Place place;
  std::string key;      ///< empty: none
  bool reports = true;  ///< its policy for a lost answer
  bool valid = true;    ///< false: it ends as invalid_request, without a call
};

/// A terminal event became visible.
struct Told {
  Place place;
  std::string outcome;      ///< "accepted", "failed", "in_doubt"
  std::int64_t job_id = 0;  ///< 0: none
};

/// A partition's offset and ledger were committed. Events of the same transaction stand before it.
struct Committed {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::int64_t end = 0;                     ///< of the ledger
  std::map<std::int64_t, OffsetKind> open;  ///< offsets that are not done
  int worker = 0;                           ///< the incarnation that wrote it
  TimePoint begun{};                        ///< when that worker started the cycle
};

/// The first byte of a call went out.
struct Called {
  Place place;
  int worker = 0;
  TimePoint time{};
  bool generation_is_old = false;  ///< the group had moved on already, whether the worker knew or not
  TimePoint last_tick{};           ///< of the worker
  bool validated = true;           ///< since its last standstill a cycle has committed, or it never stood still
  bool refused = false;            ///< the API answered that it did not execute it, and the answer may or may not have come through
  std::int64_t job_id = 0;         ///< that the API gave; 0: none
};

/// Anything else, for the one who reads the history; the checker passes it by.
struct Noted {
  TimePoint time{};
  std::string what;
};

using Happening = std::variant<Asked, Told, Committed, Called, Noted>;

/// One run.
struct History {
  std::vector<Happening> happenings;
  Duration freshness{};   ///< half a session
  bool ordered = false;   ///< ordering.by: key
  bool completed = true;  ///< after all faults had stopped, everything ended in time
};

/// A line for each happening, for the one who looks for the cause of a violation.
[[nodiscard]] std::string to_text(const History& history);

}  // namespace iw::simulation
