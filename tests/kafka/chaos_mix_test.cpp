// Everything at once, at random: three workers behind a proxy, kills, freezes, restarts, a bad network, broker losses, a bad API, and requests that
// never stop coming. Then all is healed, the backlog drains, and the checker looks at the whole history.
// CHAOS_SEED and CHAOS_SECONDS choose the run; the same seed makes the same decisions, though not at the same instants.
#include <algorithm>
#include <array>
#include <csignal>
#include <iostream>
#include <random>
#include <vector>

#include "tests/kafka/fault_fixture.hpp"
#include "tests/support/process_size.hpp"
#include "tests/support/request_stream.hpp"

namespace iw::testing {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kPartitions = 6;
constexpr int kRequestsPerSecond = 60;
constexpr auto kSession = 6s;

int from_environment(const char* name, int otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::atoi(text);
}

/// What was done to the system, for the summary.
struct Tally {
  int kills = 0, freezes = 0, restarts = 0, thefts = 0, broker_kills = 0, resets = 0, cuts = 0, delays = 0, dark = 0;
};

class ChaosMix : public KafkaFault {
 protected:
  /// One of the three, and what is under way with it.
  struct Player {
    std::string name;
    WorkerProcess* process = nullptr;
    Clock::time_point thaw{};  ///< when it is to be woken; epoch: it is not frozen
  };

  void begin(bool static_members) {
    go_through(kafka_);
    settings.kafka.static_membership = static_members;
    settings.kafka.session_timeout = kSession;
    settings.kafka.transaction_timeout = 5s;
    settings.api.max_in_flight = 32;
    settings.api.connect_timeout = 2s;
    settings.api.timeout = 3s;
    prepare(kPartitions,
            R"({"seed":)" + std::to_string(seed_) + R"(,"latency_ms":80,"shares":{"-1":0.05,"-1000":0.05,"lose_before":0.01,"lose_after":0.02}})");
    for (auto& player : players_) player.process = &start_worker(player.name);
  }

  /// One thing goes wrong.
  void step() {
    switch (pick(12)) {
      case 0:
      case 1:
        return kill_one();
      case 2:
      case 3:
        return freeze_one();
      case 4:
        return restart_one();
      case 5:
        return break_connections();
      case 6:
        return slow_down();
      case 7:
        return darken();
      case 8:
        return lose_requests();
      case 9:
        return pick(3) == 0 ? kill_broker() : lose_requests();
      case 10:
        return rob_one();
      default:
        return mend_network();
    }
  }

  void kill_one() {
    auto& player = any();
    if (player.process == nullptr) return;
    ++tally_.kills;
    player.process->kill();
    player.process = pick(2) == 0 ? nullptr : &start_worker(player.name);
    player.thaw = {};
  }

  void freeze_one() {
    auto& player = any();
    if (player.process == nullptr || player.thaw != Clock::time_point{}) return;
    ++tally_.freezes;
    player.process->signal(SIGSTOP);
    player.thaw = Clock::now() + std::chrono::seconds{pick(2) == 0 ? 2 : 9};  // within the session, and past it
  }

  void restart_one() {
    auto& player = any();
    if (player.process == nullptr || player.thaw != Clock::time_point{}) return;
    ++tally_.restarts;
    const int status = player.process->stop();
    // 1: the grace was over first, as it may be while the network is dark. Anything else would be a crash.
    EXPECT_TRUE(status == 0 || status == 1) << status << "\n" << log_of(player.name);
    player.process = &start_worker(player.name);
  }

  /// A second process under a static member's name: one of the two is thrown out of the group for good.
  void rob_one() {
    auto& player = any();
    if (!settings.kafka.static_membership || player.process == nullptr || player.thaw != Clock::time_point{}) return;
    ++tally_.thefts;
    robbed_.push_back(player.process);
    player.process = &start_worker(player.name);
  }
  [[nodiscard]] bool robbed_have_ended() const {
    return std::all_of(robbed_.begin(), robbed_.end(), [](const auto* process) { return ending_of(process->pid()).has_value(); });
  }

  void break_connections() {
    ++tally_.resets;
    kafka_.proxy.reset_all();
  }

  void slow_down() {
    ++tally_.delays;
    kafka_.proxy.set(pick(2) == 0 ? Way::up : Way::down,
                     {.delay = std::chrono::milliseconds{pick(100)}, .slice = pick(2) == 0 ? 0U : static_cast<std::size_t>(200 + pick(2'000))});
  }

  void darken() {
    ++tally_.dark;
    const auto way = pick(3);
    if (way != 0) kafka_.proxy.set(Way::up, {.black_hole = true});
    if (way != 1) kafka_.proxy.set(Way::down, {.black_hole = true});
    light_again_ = Clock::now() + std::chrono::seconds{1 + pick(8)};
  }

  void lose_requests() {
    ++tally_.cuts;
    if (pick(3) == 0) return kafka_.proxy.cut_after(pick(2) == 0 ? Way::up : Way::down, static_cast<std::size_t>(1 + pick(20'000)));
    const auto fate = pick(2) == 0 ? RequestFate::cut : RequestFate::lose_answer;
    const auto api =
        std::array{KafkaApi::end_txn, KafkaApi::add_offsets, KafkaApi::add_partitions, KafkaApi::produce}.at(static_cast<std::size_t>(pick(4)));
    kafka_.proxy.on_request(
        [left = 1 + pick(3), fate, api](const KafkaFrame& frame) mutable { return frame.is(api) && left-- > 0 ? fate : RequestFate::pass; });
  }

  void kill_broker() {
    ++tally_.broker_kills;
    kafka_.server.kill();
    std::this_thread::sleep_for(std::chrono::milliseconds{pick(2'000)});
    kafka_.server.start();
  }

  void mend_network() { kafka_.proxy.heal(); }

  /// What is due: frozen ones wake up, the dead come back, the dark ends.
  void look_after() {
    const auto now = Clock::now();
    if (light_again_ != Clock::time_point{} && now >= light_again_) {
      light_again_ = {};
      kafka_.proxy.set({});
    }
    for (auto& player : players_) {
      if (player.thaw != Clock::time_point{} && now >= player.thaw) thaw(player);
      if (player.process != nullptr) largest_ = largest_.most(size_of(player.process->pid()));
      // A worker may end when it is thrown out of its group for good; who supervises it starts it anew.
      if (const auto status = player.process == nullptr ? std::nullopt : ending_of(player.process->pid())) {
        EXPECT_EQ(*status, 1) << player.name << " ended by itself\n" << log_of(player.name);
        player.process = nullptr;
      }
      if (player.process == nullptr && pick(10) == 0) player.process = &start_worker(player.name);
    }
  }

  static void thaw(Player& player) {
    if (player.process != nullptr) player.process->signal(SIGCONT);
    player.thaw = {};
  }

  void heal() {
    kafka_.proxy.heal();
    set_faults(R"({"latency_ms":10})");
    for (auto& player : players_) {
      thaw(player);
      if (player.process == nullptr) player.process = &start_worker(player.name);
    }
  }

  void play(bool static_members);
  [[nodiscard]] int pick(int below) { return std::uniform_int_distribution<int>{0, below - 1}(random_); }
  [[nodiscard]] Player& any() { return players_.at(static_cast<std::size_t>(pick(3))); }

  void print(const History& history, std::int64_t requests) {
    int rebalances = 0;
    for (const auto& player : players_) rebalances += count_in_log("partitions given up", player.name);
    const auto reasons = history.by_reason();
    std::cout << "chaos: seed " << seed_ << ", kills " << tally_.kills << ", freezes " << tally_.freezes << ", restarts " << tally_.restarts
              << ", thefts of a name " << tally_.thefts << ", partitions given up " << rebalances << ", broker kills " << tally_.broker_kills
              << ", resets " << tally_.resets << ", cuts " << tally_.cuts << ", delays " << tally_.delays << ", dark " << tally_.dark << ", requests "
              << requests << ", calls " << history.calls.size() << ", in_doubt "
              << (reasons.count("answer_lost") != 0 ? reasons.at("answer_lost") : 0) << "; at most " << largest_.descriptors << " descriptors, "
              << largest_.threads << " threads, " << largest_.resident_mib << " MiB in one worker\n";
  }

  const int seed_ = from_environment("CHAOS_SEED", 20261123);
  const int seconds_ = from_environment("CHAOS_SECONDS", 40);
  std::mt19937 random_{static_cast<unsigned>(seed_)};
  ProxiedKafka& kafka_ = ProxiedKafka::shared();
  std::array<Player, 3> players_{Player{"alpha"}, Player{"beta"}, Player{"gamma"}};
  std::vector<WorkerProcess*> robbed_;  ///< their names are others' now
  Clock::time_point light_again_{};
  Tally tally_;
  ProcessSize largest_;
};

void ChaosMix::play(bool static_members) {
  begin(static_members);
  RequestStream stream{kafka_.direct(), settings.kafka.topics.requests, kRequestsPerSecond, [](std::int64_t n) {
                         return Sent{"key-" + std::to_string(n),
                                     n % 100 == 99 ? "poison" : request("files/" + std::to_string(n), n % 2 == 0),
                                     {},
                                     static_cast<std::int32_t>(n % kPartitions)};
                       }};
  const auto until = Clock::now() + std::chrono::seconds{seconds_};
  for (auto next = Clock::now() + 3s; Clock::now() < until;) {
    look_after();
    if (Clock::now() >= next) {
      step();
      next = Clock::now() + std::chrono::milliseconds{200 + pick(1'000)};
    }
    std::this_thread::sleep_for(50ms);  // the pace of the disorder
  }
  heal();
  EXPECT_TRUE(stream.stop()) << "the brokers did not take all requests: that is the test's own trouble";
  const auto healed = Clock::now();
  EXPECT_TRUE(wait_until(
      [this] {
        look_after();
        return drains(1s) && robbed_have_ended();
      },
      120s))
      << "the backlog does not drain";
  std::cout << "chaos: drained " << std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - healed).count() << " s after all was healed\n";
  const auto seen = history();
  print(seen, stream.sent());
  expect_right(seen);
  EXPECT_LT(largest_.descriptors, 500);
  EXPECT_LT(largest_.threads, 60);
  EXPECT_LT(largest_.resident_mib, 300);
  if (HasFailure())
    std::cout << "chaos: play it again with CHAOS_SEED=" << seed_ << " CHAOS_SECONDS=" << seconds_ << " kafka_tests --gtest_filter='ChaosMix.*'\n";
}

TEST_F(ChaosMix, AnythingAtAnyTimeLosesNothingAndTellsNothingTwice) { play(false); }

TEST_F(ChaosMix, StaticMembersWhoseNamesAreTakenLoseNothingAndTellNothingTwice) { play(true); }

}  // namespace
}  // namespace iw::testing
