// One run of the simulation: workers, upstream and faults of one seed, until everything has ended. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/simulation/worker.hpp"

namespace iw::simulation {

/// Plays one seed.
class Scenario {
 public:
  explicit Scenario(std::uint64_t seed);
  /// Plays it to its end and gives its history.
  [[nodiscard]] const History& play();
  /// After play(): the moves that jobs made in it.
  [[nodiscard]] const Walked& walked() const { return world_.walked; }
  /// What this run is about, for people.
  [[nodiscard]] std::string description() const;

 private:
  void choose_settings();
  void start_worker(const std::string& instance);
  void send_upstream();
  void send_one();
  void look_for_trouble();
  void trouble(Worker& worker);
  void rob(Worker& worker);
  void start_again(const Worker& worker);
  void heal();
  [[nodiscard]] bool everything_ended() const;

  std::uint64_t seed_;
  int partitions_;
  World world_;
  std::string fault_names_;
  bool healed_ = false;
  int left_to_send_ = 0;
  std::vector<std::unique_ptr<Worker>> workers_;  ///< all incarnations
};

}  // namespace iw::simulation
