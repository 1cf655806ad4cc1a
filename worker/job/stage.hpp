// Where a job stands, and which moves there are. Plain data of the loop thread; JobLife is the only one that makes a move.
//
//            ┌──────────┐  key free   ┌───────────┐  its turn, no intent needed   ┌───────────┐  the answer   ┌────────────┐
//   record ─►│  begun   │────────────►│   ready   │──────────────────────────────►│  calling  │──────────────►│  answered  │
//            └────┬─────┘             └─┬───────▲─┘                               └─────▲─────┘               └─┬──┬──┬────┘
//    key taken    ▼       key free      │       │ the account closed          a slot    │                       │  │  │
//            ┌──────────┐──────────────►│       └──────────────────────┐                │    call again (ready)◄┘  │  │
//            │ ordered  │               │ its turn   ┌────────┐ commit ┌┴────────┐      │          retry (waiting)◄┘  │
//            └──────────┘               └───────────►│ intent │───────►│ cleared │──────┘  token refused (renewing)◄──┘
//                                                    └────▲───┘        └────┬────┘
//                                                         └── too old ──────┘
//   waiting ─ its time has come ─► ready      renewing ─ the renewal's end ─► ready      doubtful ─ nobody can call any more ─► over
//   untouched and no room in the ledger: crowded ─ others have ended ─► ready, or over when it was about to end
//   From every stage a job may be over: it ended, or its partition went away.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <type_traits>
#include <variant>

#include "common/clock.hpp"
#include "worker/account/permit.hpp"
#include "worker/answer/job_outcome.hpp"
#include "worker/ports/api.hpp"

namespace iw {

/// Why a waiting job waits.
enum class WaitReason : std::uint8_t { not_before, retry, budget };

/// The stages. Each holds what only it needs; what moves a job on is in brackets.
namespace stage {

/// Its record was just taken, or its key has become free [nothing: what comes next is being decided].
struct Begun {};
/// It waits for the job of its key before it [that one's terminal event has committed].
struct Ordered {};
/// In its account's queue [the account is open, a slot is free, the partition not draining].
struct Ready {
  bool in_front = false;  ///< it was there before
};
/// For a moment [timer].
struct Waiting {
  TimePoint until;
  WaitReason reason;
};
/// Its intent is on the way to the log [the cycle has committed].
struct Intent {
  Permit permit;
};
/// Its intent is in the log [a call slot].
struct Cleared {
  Permit permit;
  TimePoint intent_begun;  ///< when the cycle that recorded it began
};
/// Its call is under way [the answer].
struct Calling {
  Permit permit;
  TimePoint began;
  std::uint64_t token_version;  ///< that it calls with
  CallId call = 0;              ///< given by the call book on entering
};
/// Its call has ended [nothing: what comes next is being decided].
struct Answered {
  Permit permit;
  TimePoint call_began;
  std::uint64_t token_version;
};
/// Its token was refused, a newer one is being fetched [the renewal's end].
struct Renewing {};
/// Its call was under way when its former owner ended, who may be alive all the same [timer: no call of that one can follow any more].
struct Doubtful {
  TimePoint until;
};
/// What comes next would make the ledger of its partition too long [others have ended].
struct Crowded {
  std::unique_ptr<JobOutcome> ending;  ///< it ends like this then; none: it calls
};
/// It has ended or was given up, and its place is free.
struct Over {};

}  // namespace stage

using Stage = std::variant<stage::Begun, stage::Ordered, stage::Ready, stage::Waiting, stage::Intent, stage::Cleared, stage::Calling, stage::Answered,
                           stage::Renewing, stage::Doubtful, stage::Crowded, stage::Over>;

inline constexpr std::size_t kStages = std::variant_size_v<Stage>;
inline constexpr std::array<std::string_view, kStages> kStageNames{"begun",   "ordered",  "ready",    "waiting",  "intent", "cleared",
                                                                   "calling", "answered", "renewing", "doubtful", "crowded", "over"};

/// The number of a stage: its place in the variant.
template <class S>
[[nodiscard]] constexpr std::size_t number_of() {
  std::size_t number = 0;
  const auto count = [&]<class... All>(std::variant<All...>*) {
    bool found = false;
    ((found = found || std::is_same_v<S, All>, number += found ? 0 : 1), ...);
  };
  count(static_cast<Stage*>(nullptr));
  return number;
}

template <class S>
inline constexpr std::type_identity<S> is{};

/// kMoves[from][to]: every move that there is. A move that is not here is a defect, and JobLife ends the process for it.
inline constexpr auto kMoves = [] {
  using namespace stage;
  std::array<std::array<bool, kStages>, kStages> moves{};
  const auto allow = [&]<class From, class... To>(std::type_identity<From>, std::type_identity<To>...) { ((moves[number_of<From>()][number_of<To>()] = true), ...); };
  allow(is<Begun>, is<Ordered>, is<Ready>, is<Waiting>, is<Doubtful>, is<Crowded>, is<Over>);
  allow(is<Ordered>, is<Begun>, is<Doubtful>, is<Crowded>, is<Over>);
  allow(is<Ready>, is<Intent>, is<Calling>, is<Crowded>, is<Over>);
  allow(is<Waiting>, is<Ready>, is<Waiting>, is<Crowded>, is<Over>);
  allow(is<Intent>, is<Cleared>, is<Over>);
  allow(is<Cleared>, is<Calling>, is<Intent>, is<Ready>, is<Over>);
  allow(is<Calling>, is<Answered>, is<Over>);
  allow(is<Answered>, is<Ready>, is<Waiting>, is<Renewing>, is<Over>);
  allow(is<Renewing>, is<Ready>, is<Over>);
  allow(is<Doubtful>, is<Over>);
  allow(is<Crowded>, is<Ready>, is<Crowded>, is<Over>);
  return moves;
}();

}  // namespace iw
