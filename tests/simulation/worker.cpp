#include "tests/simulation/worker.hpp"

#include <algorithm>
#include <utility>

namespace iw::simulation {

namespace {

constexpr milliseconds kLongestTick{100};
constexpr milliseconds kShutdownGrace{5'000};

}  // namespace

Worker::Worker(World& world, int number, std::string instance, std::uint64_t seed)
    : world_(world),
      instance_(std::move(instance)),
      who_("worker " + std::to_string(number) + " (" + instance_ + ")"),
      process_(world.time),
      source_(world, process_, number, world.settings.kafka.static_membership ? instance_ : std::string{},
              [this] { process_.post(world_.time.between(1, 100), [this] { crash(); }); }),
      commits_(world, process_, source_, number, instance_),
      calls_(world, process_, source_, commits_, pulse_, number),
      tokens_(world, process_) {
  engine_ = std::make_unique<Engine>(world.settings, ErrorTable::shipped(), Ports{source_, calls_, commits_, tokens_}, world.time.clock(), seed);
  engine_->audit_each_event();
  source_.report_to(*engine_);
  commits_.report_to(*engine_);
  calls_.report_to(*engine_);
  tokens_.report_to(*engine_);
  pulse_.last_tick = world.time.now();
  commits_.make_producer([this] { source_.join(); });
  process_.post(Duration{}, [this] { tick(); });
}

void Worker::tick() {
  const auto now = world_.time.now();
  if (now - pulse_.last_tick > world_.history.freshness) pulse_.stood_still = now;
  pulse_.last_tick = now;
  source_.poll();
  const auto next = engine_->tick();
  if (stopping_ && !closing_ && engine_->drained()) finish_stop();
  process_.post(std::clamp<Duration>(next - now, milliseconds{1}, kLongestTick), [this] { tick(); });
}

void Worker::crash() {
  if (!alive()) return;
  world_.note(who_ + " ends");
  process_.die();
  tell_moves();
  engine_.reset();
  source_.fall_silent();
}

void Worker::tell_moves() {
  if (!engine_) return;
  for (std::size_t from = 0; from < kStages; ++from)
    for (std::size_t to = 0; to < kStages; ++to) world_.walked[from][to] = world_.walked[from][to] || engine_->walked()[from][to];
}

void Worker::freeze(Duration length) {
  world_.note(who_ + " stands still");
  process_.freeze();
  source_.fall_silent();
  world_.time.after(length, [this] {
    world_.note(who_ + " goes on");
    process_.thaw();
    source_.be_heard_again();
  });
}

void Worker::cut_off(Duration length) {
  world_.note(who_ + " is cut off");
  process_.cut_off = true;
  source_.fall_silent();
  world_.time.after(length, [this] {
    process_.cut_off = false;
    commits_.reconnect_in(world_.time.between(0, 1'500));
    source_.be_heard_again();
    world_.note(who_ + " reaches the brokers again");
  });
}

void Worker::cut_off_at_next_commit(Duration length) {
  commits_.at_next_end([this, length] {
    if (well() && world_.faults.cut_off > 0) cut_off(length);  // not when all faults have stopped meanwhile
  });
}

void Worker::stop() {
  world_.note(who_ + " is stopped");
  stopping_ = true;
  engine_->shut_down();
  process_.post(kShutdownGrace, [this] { crash(); });
}

void Worker::finish_stop() {
  closing_ = true;
  source_.close([this] { crash(); });
}

}  // namespace iw::simulation
