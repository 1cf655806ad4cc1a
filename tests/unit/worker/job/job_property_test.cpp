// Jobs on random ways through the table: the sums are what the jobs themselves say, a held account never waits for a probe that nobody makes, and in
// the end nobody holds anything.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <optional>
#include <variant>

#include "tests/unit/worker/job/job_fixture.hpp"

namespace iw {
namespace {

/// Some jobs of one account, and what happens to them.
class Walk {
 public:
  void step(int op) {
    lives_.now.mono += std::chrono::milliseconds{*rc::gen::inRange(0, 3000)};
    lives_.accounts.wake(lives_.now.mono);
    if (op <= 1) begin();
    if (op == 2) lives_.account().hold({}, lives_.now.mono, 0.5);
    if (op == 3) lives_.account().end_hold(lives_.now.mono);
    if (op == 4) drop();
    if (op >= 5) move();
    check();
  }
  void drop_all() {
    while (!jobs_.empty()) drop();
    for (const CallId call : calls_) (void)lives_.life.end_call(call);
    lives_.expect_nothing_held();
    RC_ASSERT(lives_.jobs.size() == 0U);
    RC_ASSERT(lives_.calls.under_way() == 0U);
  }

 private:
  void begin() {
    if (jobs_.size() < 6) jobs_.push_back(lives_.begin().ref);
  }
  [[nodiscard]] std::size_t any() { return static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(jobs_.size()))); }
  void drop() {
    if (jobs_.empty()) return;
    const auto at = any();
    Job& job = lives_.jobs.at(jobs_[at]);
    jobs_.erase(jobs_.begin() + static_cast<std::ptrdiff_t>(at));
    if (const auto* calling = std::get_if<stage::Calling>(&job.stage())) calls_.push_back(calling->call);
    lives_.drop(job);
  }
  /// An allowed move of some job, the permit carried along or left behind.
  void move() {
    if (jobs_.empty()) return;
    Job& job = lives_.jobs.at(jobs_[any()]);
    std::vector<std::size_t> allowed;
    for (std::size_t to = 0; to < kOver; ++to)
      if (kMoves[job.stage().index()][to]) allowed.push_back(to);
    if (allowed.empty()) return;
    const auto to = allowed[static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(allowed.size())))];
    if (job.in<stage::Calling>()) {
      RC_ASSERT(lives_.life.end_call(std::get<stage::Calling>(job.stage()).call) == &job);
      return;
    }
    if (to == number_of<stage::Calling>() && !lives_.calls.has_room(TimePoint{})) return;
    auto permit = job.in<stage::Ready>() ? lives_.account().ask(lives_.now.mono) : std::optional{Permit{}};
    if (!permit) return;
    if (!job.in<stage::Ready>() && *rc::gen::inRange(0, 2) == 0) permit = lives_.life.take_permit(job);
    go(job, to, std::move(*permit));
  }
  void go(Job& job, std::size_t to, Permit permit) {
    const bool probe = permit.is_probe();
    if (to == number_of<stage::Intent>()) return lives_.life.move(job, stage::Intent{std::move(permit)});
    if (to == number_of<stage::Cleared>()) return lives_.life.move(job, stage::Cleared{std::move(permit), kT});
    if (to == number_of<stage::Calling>()) return lives_.life.move(job, stage::Calling{std::move(permit), kT, 1});
    lives_.life.move(job, blank_stage(to));
    if (probe) (void)lives_.account().give_back(std::move(permit), *rc::gen::inRange(0, 2) == 0, lives_.now.mono, 0.5);
  }
  [[nodiscard]] static bool has_probe(const Job& job) {
    return std::visit(
        [](const auto& stage) {
          if constexpr (requires { stage.permit; }) return stage.permit.is_probe();
          return false;
        },
        job.stage());
  }
  void check() {
    std::array<std::size_t, kStages> counts{};
    std::size_t probes = 0;
    for (const auto ref : jobs_) {
      const Job& job = lives_.jobs.at(ref);
      ++counts[job.stage().index()];
      if (has_probe(job)) ++probes;
    }
    RC_ASSERT(lives_.life.counts() == counts);
    RC_ASSERT(lives_.account().ready().size() == counts[number_of<stage::Ready>()]);
    RC_ASSERT(lives_.account().unpaid().size() == counts[number_of<stage::Waiting>()]);
    RC_ASSERT(lives_.account().renewing().size() == counts[number_of<stage::Renewing>()]);
    RC_ASSERT(lives_.life.cleared().size() == counts[number_of<stage::Cleared>()]);
    RC_ASSERT(lives_.calls.with_job() == counts[number_of<stage::Calling>()]);
    if (lives_.probe_under_way()) RC_ASSERT(probes > 0U);
  }

  Lives lives_;
  std::vector<JobRef> jobs_;
  std::vector<CallId> calls_;  ///< of jobs that have gone
};

RC_GTEST_PROP(JobProperty, SumsAreWhatTheJobsSayAndInTheEndNobodyHoldsAnything, ()) {
  Walk walk;
  for (const int op : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 16))) walk.step(op);
  walk.drop_all();
}

}  // namespace
}  // namespace iw
