// The checker of the simulation: compares a run's history with the invariants of the guarantee (guarantee.md, I1 to I5, I7, I8). Pure; one thread.
// It knows nothing of the engine: what a worker believed does not count, only what broker and API saw.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/simulation/history.hpp"

namespace iw::simulation {

/// Goes through a history once, from its first happening to its last.
class Checker {
 public:
  explicit Checker(const History& history) : history_(history) {}
  /// All violations, one line each, in the order in which they show; empty when the run was right.
  [[nodiscard]] std::vector<std::string> run();

 private:
  struct Job {
    Asked asked;
    int events = 0;
    int unrefused = 0;
    std::set<std::int64_t> job_ids;
  };
  void see(const Asked& asked);
  void see(const Told& told);
  void see(const Committed& committed);
  void see(const Called& called);
  void see(const Noted&) {}
  void check_intent(const Job& job, const Called& called);
  void check_freshness(const Job& job, const Called& called);
  void check_order(const Job& job, const Called& called);
  void at_the_end();
  void wrong(const char* invariant, const Place& place, const std::string& what);

  const History& history_;
  std::map<Place, Job> jobs_;
  std::map<std::int32_t, Committed> last_;                     ///< per partition
  std::map<std::pair<int, std::int32_t>, Committed> last_by_;  ///< per worker and partition
  std::vector<std::string> wrong_;
};

/// The violations of a history.
[[nodiscard]] inline std::vector<std::string> check(const History& history) { return Checker{history}.run(); }

}  // namespace iw::simulation
