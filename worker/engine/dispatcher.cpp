#include "worker/engine/dispatcher.hpp"

#include <algorithm>
#include <utility>

#include "common/failpoint.hpp"
#include "common/law/law.hpp"

namespace iw {

namespace {

/// Intents on their way or waiting for a slot, per call slot: enough for the next cycle's worth of calls, and no more of them grow old.
constexpr std::size_t kIntentsPerSlot = 2;

}  // namespace

void Dispatcher::pump() {
  // Jobs with a recorded intent and jobs that need none share the slots: who goes first alternates, so that neither starves the other.
  cleared_first_ = !cleared_first_;
  if (cleared_first_) start_cleared();
  serve_accounts();
  if (!cleared_first_) start_cleared();
}

void Dispatcher::serve_accounts() {
  // An account that can do nothing passes; when all have passed in a row there is nothing to do.
  Round& round = owners_.accounts.round();
  for (std::size_t passes = 0; passes <= round.size();) {
    const auto account = round.turn();
    if (!account) return;
    passes = serve(owners_.accounts.at(*account)) ? 0 : passes + 1;
    round.pass();
  }
}

bool Dispatcher::serve(Account& account) {
  Job& job = owners_.jobs.at(account.ready().front());
  if (job.expired(owners_.now.mono)) {
    steps_.finish_expired(job);
    return true;
  }
  const bool reports = job.reports_doubt();
  const bool room = reports ? owners_.life.intents_open() < kIntentsPerSlot * owners_.calls.slots()
                            : owners_.slot_free() && owners_.right.good_without_intent();
  if (!room) return false;
  if (!steps_.take_room(job)) {
    steps_.wait_for_room(job);
    return true;
  }
  // Asked for last: a permit that is given is used.
  auto permit = account.ask(owners_.now.mono);
  if (!permit) {
    account.look(owners_.now.mono);  // what stood open when it came into the round has closed since
    return false;
  }
  if (reports) {
    declare_intent(job, std::move(*permit));
  } else {
    job.partition->call(job.receipt, job.attempts_with(*permit));
    start_call(job, std::move(*permit), owners_.right.last_moment());
  }
  return true;
}

void Dispatcher::declare_intent(Job& job, Permit permit) {
  failpoint("before_intent");
  job.partition->intend(job.receipt, job.attempts_with(permit), job.name());
  owners_.life.move(job, stage::Intent{std::move(permit)});
}

void Dispatcher::start_cleared() {
  while (!owners_.life.cleared().empty() && owners_.slot_free()) start_cleared(owners_.jobs.at(owners_.life.cleared().front()));
}

void Dispatcher::start_cleared(Job& job) {
  const auto now = owners_.now.mono;
  const auto& cleared = std::get<stage::Cleared>(job.stage());
  const Account& account = owners_.account_of(job);
  // A probe is let through what it is to find out about, and through nothing else: a pause that came since asks for silence.
  const bool open = !account.refusal() && account.still_lets(cleared.permit, now);
  if (job.expired(now)) return steps_.finish_expired(job);
  if (!open) return steps_.call_again(job);
  const auto begun = cleared.intent_begun;
  if (!owners_.right.intent_is_good(begun, now)) return declare_intent(job, owners_.life.take_permit(job));
  start_call(job, owners_.life.take_permit(job), owners_.right.last_moment(begun));
}

void Dispatcher::start_call(Job& job, Permit permit, TimePoint last_moment) {
  // The law that everything rests on: what must not be called twice calls only on an intent that is in the log.
  if (job.reports_doubt() && !job.in<stage::Cleared>()) breach("no call of a `report` job without its intent in the log", place_of(job));
  const auto token_version = owners_.ports.tokens.version(job.account);
  owners_.life.move(job, stage::Calling{std::move(permit), owners_.now.mono, token_version});
  body_.clear();
  job.kind->append_body(job.payload, body_);
  // Connecting takes time, too: a deadline of the request's own holds for the first byte.
  if (job.limits_first_call) last_moment = std::min(last_moment, job.expires);
  owners_.ports.api.start_call(std::get<stage::Calling>(job.stage()).call, {job.kind->path(), job.account, body_}, last_moment);
}

}  // namespace iw
