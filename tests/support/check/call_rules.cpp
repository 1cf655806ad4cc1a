#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "tests/support/check/rules.hpp"

namespace iw::testing {

namespace {

/// I3 for one request.
class CallsOfAJob {
 public:
  CallsOfAJob(const Book& book, const Place& place, const JobFile& job, Findings& findings)
      : slack_(book.facts.slack), place_(place), job_(job), findings_(findings) {}

  void run() {
    if (!job_.asked->valid && !job_.called.empty()) wrong("a call for an invalid request");
    check_count();
    if (!job_.told.empty()) check_against(*job_.told.front());
  }

 private:
  /// A lost call may have been executed, so for one that reports it must have been the last.
  void check_count() {
    if (!job_.asked->reports) return;
    int unrefused = 0;
    for (const Called* called : job_.called)
      if (!called->refused && ++unrefused > 1) wrong("un-refused call number " + std::to_string(unrefused));
  }

  /// What the event says against what the API did. The worker's own time of the end is the stricter one, where it is known.
  void check_against(const Told& told) {
    const When& ended = told.decided ? *told.decided : told.when;
    const auto last = std::find_if(job_.called.rbegin(), job_.called.rend(), [this](const Called* called) { return !is_excused(*called); });
    if (last != job_.called.rend() && is_later((*last)->when, ended, slack_)) report_late(**last, ended, told);
    // Only a call from before the event can have given it its end.
    const auto before = [&](auto holds) {
      return std::any_of(job_.called.begin(), job_.called.end(),
                         [&](const Called* called) { return !is_later(called->when, told.when, slack_) && holds(*called); });
    };
    if (told.outcome == "accepted" && !before([&](const Called& called) { return called.job_id == told.job_id && told.job_id != 0; }))
      wrong("the API gave no job_id " + std::to_string(told.job_id));
    if (told.outcome == "failed" && job_.asked->reports && before([](const Called& called) { return !called.refused; }))
      wrong("told as failed, though a call may have been executed");
    if (told.outcome == "in_doubt" && !job_.asked->reports) wrong("told as in doubt, though its policy is to resubmit");
  }

  /// A static member's name is taken over at once. The one before, if it lives, may call for a job that resubmits until it hears of that; I8 bounds
  /// how late that is.
  [[nodiscard]] bool is_excused(const Called& called) const { return !job_.asked->reports && called.without_name; }

  void report_late(const Called& called, const When& ended, const Told& told) {
    const auto late = (called.when.time - ended.time) / std::chrono::milliseconds{1};
    wrong("a call after its terminal event '" + told.outcome + "', by " + std::to_string(late) + " ms" + by(called));
  }
  static std::string by(const Called& called) { return called.worker == 0 ? "" : ", by worker " + std::to_string(called.worker); }
  void wrong(const std::string& what) { findings_.wrong("I3", place_, what); }

  Duration slack_;
  const Place& place_;
  const JobFile& job_;
  Findings& findings_;
};

/// The latest terminal event among the jobs of a key so far; no moment: one of them was never told.
struct KeyState {
  std::int64_t offset = 0;
  std::optional<When> told;
};

/// I5: a call of a job must not come before the terminal event of any job before it in its key.
class KeyWalk {
 public:
  KeyWalk(const Book& book, Findings& findings) : slack_(book.facts.slack), findings_(findings) {}

  void see(const Place& place, const JobFile& job) {
    const auto [it, first] = keys_.try_emplace({place.partition, job.asked->key}, KeyState{place.offset, When{-1, {}}});
    KeyState& before = it->second;
    const auto early = [&](const Called* called) { return !before.told || is_later(*before.told, called->when, slack_); };
    if (!first && std::any_of(job.called.begin(), job.called.end(), early))
      findings_.wrong("I5", place, "called before " + std::to_string(before.offset) + " of the same key was told");
    if (!before.told) return;
    if (job.told.empty())
      before = {place.offset, std::nullopt};
    else if (first || job.told.front()->when.order > before.told->order)
      before = {place.offset, job.told.front()->when};
  }

 private:
  Duration slack_;
  Findings& findings_;
  std::map<std::pair<std::int32_t, std::string>, KeyState> keys_;
};

}  // namespace

void check_calls(const Book& book, Findings& findings) {
  for (const auto* called : book.stray_calls) findings.wrong("I1", called->place, "a call without a request");
  KeyWalk keys{book, findings};
  for (const auto& [place, job] : book.jobs) {
    CallsOfAJob{book, place, job, findings}.run();
    if (book.facts.rules.ordered && job.asked->valid && !job.asked->key.empty()) keys.see(place, job);
  }
}

}  // namespace iw::testing
