#include "tests/simulation/scenario.hpp"

#include <algorithm>
#include <set>

namespace iw::simulation {

namespace {

constexpr milliseconds kFaultyTime{20'000};
constexpr std::chrono::minutes kPatience{15};

/// A request about its own place, so that the API's calls can be told apart.
std::string value_of(const Place& place, bool reports) {
  return R"({"env":"e","collection_name":"c","file_type":"json","stop_on_error":false,"conflict_mode":"upsert","when_in_doubt":")" +
         std::string{reports ? "report" : "resubmit"} + R"(","file_path":")" + std::to_string(place.partition) + "/" + std::to_string(place.offset) +
         "\"}";
}

}  // namespace

Scenario::Scenario(std::uint64_t seed)
    : seed_(seed), partitions_(2 + static_cast<int>(seed % 2)), world_(seed, partitions_), fault_names_(world_.faults.names()) {
  choose_settings();
  const int workers = world_.time.pick(1, 3);
  for (int i = 0; i < workers; ++i) start_worker("w" + std::to_string(i));
  left_to_send_ = world_.time.pick(10, 150);
  send_upstream();
  look_for_trouble();
  world_.time.after(kFaultyTime, [this] { heal(); });
}

void Scenario::choose_settings() {
  Settings& settings = world_.settings;
  settings.kafka.static_membership = world_.time.chance(0.4);
  settings.accounts.push_back({.name = "default"});
  settings.api.max_in_flight = world_.time.pick(1, 16);
  settings.retry = {
      .initial = milliseconds{100}, .max = milliseconds{1'000}, .attempts = world_.time.pick(2, 6), .budget = world_.time.chance(0.2) ? 20 : 0};
  settings.breaker = {world_.time.chance(0.5) ? world_.time.pick(2, 6) : 0, milliseconds{world_.time.pick(200, 3'000)}};
  settings.order_by = world_.time.chance(0.4) ? OrderBy::key : OrderBy::none;
  // So little room that a few jobs out of order fill it.
  if (world_.time.chance(0.3)) settings.ledger_bytes = static_cast<std::size_t>(world_.time.pick(85, 130));
  world_.history.ordered = settings.order_by == OrderBy::key;
  world_.history.attempts = settings.retry.attempts;
  world_.history.breaker = settings.breaker.failures;
  world_.history.backoff = {settings.retry.initial, settings.retry.max, settings.retry.multiplier};
}

void Scenario::start_worker(const std::string& instance) {
  const int number = static_cast<int>(workers_.size()) + 1;
  workers_.push_back(std::make_unique<Worker>(world_, number, instance, seed_ * 1'000 + static_cast<std::uint64_t>(number)));
}

void Scenario::send_upstream() {
  if (left_to_send_ <= 0) return;
  world_.time.after(world_.time.delay(60, 1'500, 0.1), [this] {
    for (int burst = world_.time.pick(1, 8); burst > 0 && left_to_send_ > 0; --burst, --left_to_send_) send_one();
    send_upstream();
  });
}

void Scenario::send_one() {
  const std::int32_t partition = world_.time.pick(0, partitions_ - 1);
  const Place place{partition, world_.broker.end(partition)};
  const bool reports = world_.time.chance(0.6);
  const bool valid = !world_.time.chance(0.05);
  const std::string key = world_.time.chance(0.8) ? "k" + std::to_string(world_.time.pick(0, 3)) : std::string{};
  world_.broker.append({place, key, reports, valid}, valid ? value_of(place, reports) : "{}");
  if (world_.time.chance(0.2)) world_.broker.append_marker(partition);
}

void Scenario::look_for_trouble() {
  world_.time.after(world_.time.between(50, 600), [this] {
    if (healed_) return;
    for (std::size_t i = 0; i < workers_.size(); ++i)
      if (workers_[i]->well()) trouble(*workers_[i]);
    if (world_.time.chance(world_.faults.rebalance)) world_.group.rebalance();
    if (world_.time.chance(world_.faults.wall_step)) world_.time.clock().step_wall(milliseconds{world_.time.pick(-3'600'000, 3'600'000)});
    look_for_trouble();
  });
}

void Scenario::trouble(Worker& worker) {
  const Faults& faults = world_.faults;
  if (world_.time.chance(faults.crash)) {
    worker.crash();
    return start_again(worker);
  }
  if (world_.time.chance(faults.restart)) {
    worker.stop();
    return start_again(worker);
  }
  // Only where it comes to an end: the one before is thrown out of the group for good. Without static membership two would go on for ever.
  if (world_.settings.kafka.static_membership && world_.time.chance(faults.theft)) rob(worker);
  if (world_.time.chance(faults.freeze)) worker.freeze(world_.time.between(200, 2 * static_cast<int>(kSession.count())));
  if (!world_.time.chance(faults.cut_off)) return;
  // Often just too long: the partitions are lost and come back while calls and a cycle of the old assignment are still under way.
  constexpr int kTooLong = static_cast<int>(kSession.count());
  const auto length = world_.time.chance(0.5) ? world_.time.between(500, 2 * kTooLong) : world_.time.between(kTooLong, kTooLong + 1'000);
  world_.time.chance(0.5) ? worker.cut_off(length) : worker.cut_off_at_next_commit(length);
}

void Scenario::rob(Worker& worker) {
  // Often of one that hears neither of its group nor of its producer's fence, and has intents that are fresh.
  if (world_.time.chance(0.5)) worker.cut_off(world_.time.between(500, 2 * static_cast<int>(kSession.count())));
  start_worker(worker.instance());
}

void Scenario::start_again(const Worker& worker) {
  world_.time.after(world_.time.between(50, 3'000), [this, &worker, instance = worker.instance()] {
    if (worker.alive()) return start_again(worker);
    start_worker(instance);
  });
}

void Scenario::heal() {
  healed_ = true;
  world_.faults = {};
}

bool Scenario::everything_ended() const {
  if (!healed_ || left_to_send_ > 0 || !world_.broker.no_lag()) return false;
  return true;
}

const History& Scenario::play() {
  const auto until = world_.time.now() + kPatience;
  while (!everything_ended() && world_.time.now() < until) world_.time.step();
  world_.history.completed = everything_ended();
  for (const auto& worker : workers_) worker->tell_moves();
  return world_.history;
}

std::string Scenario::description() const {
  return std::to_string(partitions_) + " partitions, " + std::to_string(workers_.size()) + " incarnations, " +
         std::to_string(world_.settings.api.max_in_flight) + " calls at once, " + (world_.history.ordered ? "by key, " : "") +
         "faults: " + fault_names_;
}

}  // namespace iw::simulation
