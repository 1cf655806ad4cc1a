#include "tests/simulation/history.hpp"

namespace iw::simulation {

namespace {

std::string text(const Place& place) { return std::to_string(place.partition) + "/" + std::to_string(place.offset); }

std::string text(TimePoint time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count() - 3'600'000) + " ms";
}

std::string line(const Asked& asked) {
  return "asked     " + text(asked.place) + (asked.valid ? asked.reports ? " report" : " resubmit" : " invalid") +
         (asked.key.empty() ? "" : " key " + asked.key);
}

std::string line(const Told& told) {
  return "told      " + text(told.place) + " " + told.outcome + (told.job_id == 0 ? "" : " " + std::to_string(told.job_id));
}

std::string line(const Committed& committed) {
  std::string open;
  for (const auto& [offset, kind] : committed.open)
    open += " " + std::to_string(offset) + (kind == OffsetKind::pending ? "p" : kind == OffsetKind::waiting ? "w" : "s");
  return "committed " + text(Place{committed.partition, committed.offset}) + " by worker " + std::to_string(committed.worker) + ", begun " +
         text(committed.begun) + ", end " + std::to_string(committed.end) + ", open" + (open.empty() ? " none" : open);
}

std::string line(const Called& called) {
  return "called    " + text(called.place) + " by worker " + std::to_string(called.worker) + " at " + text(called.time) +
         (called.refused ? ", refused" : "") + (called.job_id == 0 ? "" : ", executed as " + std::to_string(called.job_id)) +
         (called.generation_is_old ? ", of an old generation" : "");
}

std::string line(const Noted& noted) { return "- " + text(noted.time) + ": " + noted.what; }

}  // namespace

std::string to_text(const History& history) {
  std::string lines;
  for (const auto& happening : history.happenings) lines += std::visit([](const auto& what) { return line(what); }, happening) + "\n";
  return lines;
}

}  // namespace iw::simulation
