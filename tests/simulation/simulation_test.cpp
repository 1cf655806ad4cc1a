// Many runs of the real engine between a simulated broker, group and API, one for each seed. A seed that fails is printed with the command that plays
// it again.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "tests/simulation/scenario.hpp"
#include "tests/support/law_guard.hpp"

namespace iw::simulation {
namespace {

constexpr int kEnough = 50;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::stoull(text);
}

std::string violations_of(std::uint64_t seed) {
  const testing::LawGuard guard;
  Scenario run{seed};
  std::string lines;
  try {
    const History& history = run.play();
    if (std::getenv("SIMULATION_SEED") != nullptr) std::cout << to_text(history);
    for (const auto& line : check(history)) lines += "  " + line + "\n";
  } catch (const testing::LawBroken& broken) {
    lines = std::string{"  "} + broken.what() + "\n";
  }
  if (lines.empty()) return lines;
  return "seed " + std::to_string(seed) + " (" + run.description() + ")\n" + lines + "  to play it again: SIMULATION_SEED=" + std::to_string(seed) +
         " tests/simulation\n";
}

TEST(Simulation, KeepsTheGuaranteeUnderTheFaultsOfEverySeed) {
  const auto first = number_from("SIMULATION_SEED", 1);
  const auto count = number_from("SIMULATION_SEEDS", std::getenv("SIMULATION_SEED") == nullptr ? 300 : 1);
  int failed = 0;
  for (auto seed = first; seed < first + count; ++seed) {
    const auto violations = violations_of(seed);
    EXPECT_TRUE(violations.empty()) << violations;
    failed += violations.empty() ? 0 : 1;
    // A worker that is broken outright would go on for an hour and fill a disk.
    ASSERT_LT(failed, kEnough) << "so many seeds have failed that the others are not played";
  }
}

TEST(Simulation, PlaysASeedTheSameWayEachTime) {
  Scenario first{7}, second{7};
  EXPECT_EQ(to_text(first.play()), to_text(second.play()));
}

}  // namespace
}  // namespace iw::simulation
