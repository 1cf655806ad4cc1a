#include "tests/simulation/call_side.hpp"

#include <utility>

namespace iw::simulation {

void CallSide::start_call(CallId id, const ApiCall& call, TimePoint not_after) {
  // Connecting takes its time; a standstill of the process may come in between.
  process_.post(world_.time.delay(10, 300, world_.faults.slow_call), [this, id, place = simulation::Api::place_of(call.body), not_after, withdrawals = withdrawals_] {
    first_byte(id, place, withdrawals == withdrawals_ ? not_after : TimePoint::min());
  });
}

void CallSide::first_byte(CallId id, const Place& place, TimePoint not_after) {
  const auto now = world_.time.now();
  if (now > not_after) return end(id, milliseconds{1}, {HttpPhase::stale, 0, {}, 0, true});
  if (world_.time.chance(world_.faults.not_sent)) return end(id, milliseconds{1}, {HttpPhase::not_sent, 0, {}, 0, true});
  ApiReply reply = world_.api.receive();
  const bool validated = pulse_.stood_still == TimePoint{} || commits_.committed_begun() >= pulse_.stood_still;
  const auto took = world_.time.delay(80, 3'000, world_.faults.slow_call);
  world_.history.add(Called{.place = place,
                            .refused = reply.refused,
                            .job_id = reply.job_id,
                            .answer = reply.answer,
                            .worker = worker_,
                            .generation_is_old = source_.is_outdated(),
                            .without_name = source_.without_name(),
                            .last_tick = pulse_.last_tick.time_since_epoch(),
                            .validated = validated,
                            .took = took},
                     now);
  end(id, took, std::move(reply));
}

void CallSide::end(CallId id, Duration delay, ApiReply reply) {
  process_.post(
      delay, [this, id, reply = std::move(reply)] { events_->on_call_end(id, {.phase = reply.phase, .status = reply.status, .body = reply.body}); });
}

void TokenSide::renew(std::size_t account) {
  process_.post(world_.time.between(5, 800), [this, account] {
    if (world_.faults.token > 0 && world_.time.chance(0.2)) return events_->on_token_trouble(account, std::nullopt, "as simulated");
    if (world_.faults.token == 0 || world_.time.chance(0.8)) ++version_;
    events_->on_token_renewed(account);
  });
}

}  // namespace iw::simulation
