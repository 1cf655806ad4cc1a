#include "tests/simulation/checker.hpp"

namespace iw::simulation {

std::vector<std::string> Checker::run() {
  for (const auto& happening : history_.happenings) std::visit([this](const auto& what) { see(what); }, happening);
  at_the_end();
  return std::move(wrong_);
}

void Checker::wrong(const char* invariant, const Place& place, const std::string& what) {
  wrong_.push_back(std::string{invariant} + ": " + std::to_string(place.partition) + "/" + std::to_string(place.offset) + ": " + what);
}

void Checker::see(const Asked& asked) { jobs_[asked.place].asked = asked; }

void Checker::see(const Told& told) {
  const auto it = jobs_.find(told.place);
  if (it == jobs_.end()) return wrong("I1", told.place, "an event where there is no request");
  Job& job = it->second;
  if (++job.events > 1) wrong("I1", told.place, "told " + std::to_string(job.events) + " times, now as " + told.outcome);
  const bool accepted = told.outcome == "accepted";
  if (accepted && job.job_ids.count(told.job_id) == 0) wrong("I3", told.place, "the API gave no job_id " + std::to_string(told.job_id));
  if (told.outcome == "failed" && job.asked.reports && job.unrefused > 0)
    wrong("I3", told.place, "told as failed, though a call may have been executed");
}

void Checker::see(const Committed& committed) {
  const auto before = last_.find(committed.partition);
  if (before != last_.end() && committed.offset < before->second.offset)
    wrong("I4", {committed.partition, committed.offset}, "the committed offset went back from " + std::to_string(before->second.offset));
  for (auto it = jobs_.lower_bound({committed.partition, 0}); it != jobs_.end() && it->first.partition == committed.partition; ++it) {
    const auto offset = it->first.offset;
    const bool visible = it->second.events > 0;
    if (offset < committed.offset && !visible)
      wrong("I4", it->first, "the committed offset " + std::to_string(committed.offset) + " passed it without an event");
    const bool done = offset < committed.end && committed.open.count(offset) == 0;
    if (done != visible)
      wrong("I2", it->first, visible ? "its event is visible, its offset is not done" : "its offset is done, its event is not visible");
  }
  last_[committed.partition] = committed;
  last_by_[{committed.worker, committed.partition}] = committed;
}

void Checker::see(const Called& called) {
  const auto it = jobs_.find(called.place);
  if (it == jobs_.end()) return wrong("I1", called.place, "a call without a request");
  Job& job = it->second;
  if (!job.asked.valid) wrong("I3", called.place, "a call for an invalid request");
  if (job.events > 0) wrong("I3", called.place, "a call after its terminal event, by worker " + std::to_string(called.worker));
  if (!called.refused && ++job.unrefused > 1 && job.asked.reports)
    wrong("I3", called.place, "un-refused call number " + std::to_string(job.unrefused));
  if (called.job_id != 0) job.job_ids.insert(called.job_id);
  if (job.asked.reports) check_intent(job, called);
  check_freshness(job, called);
  if (history_.ordered) check_order(job, called);
}

void Checker::check_intent(const Job&, const Called& called) {
  const auto it = last_by_.find({called.worker, called.place.partition});
  const auto* open = it == last_by_.end() ? nullptr : &it->second.open;
  const auto state = open == nullptr ? std::map<std::int64_t, OffsetKind>::const_iterator{} : open->find(called.place.offset);
  if (open == nullptr || state == open->end() || state->second != OffsetKind::started)
    wrong("I7", called.place, "called before worker " + std::to_string(called.worker) + " had recorded its intent");
}

void Checker::check_freshness(const Job& job, const Called& called) {
  if (!called.generation_is_old) return;
  const auto it = last_by_.find({called.worker, called.place.partition});
  const bool fresh = job.asked.reports ? it != last_by_.end() && called.time - it->second.begun <= history_.freshness
                                       : called.validated && called.time - called.last_tick <= history_.freshness;
  if (!fresh)
    wrong("I8", called.place, "called by worker " + std::to_string(called.worker) + " of an old generation, on a permission that had run out");
}

void Checker::check_order(const Job& job, const Called& called) {
  if (job.asked.key.empty()) return;
  for (auto it = jobs_.lower_bound({called.place.partition, 0}); it->first.offset < called.place.offset; ++it)
    if (it->second.asked.valid && it->second.asked.key == job.asked.key && it->second.events == 0)
      wrong("I5", called.place, "called before " + std::to_string(it->first.offset) + " of the same key was told");
}

void Checker::at_the_end() {
  for (const auto& [place, job] : jobs_)
    if (job.events == 0) wrong("I1", place, "never told");
  if (!history_.completed) wrong_.push_back("I10: not everything ended within bounds after all faults had stopped");
}

}  // namespace iw::simulation
