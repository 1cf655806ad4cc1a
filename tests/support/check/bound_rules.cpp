#include <algorithm>

#include "tests/support/check/rules.hpp"

namespace iw::testing {

namespace {

void check_secrets(const Facts& facts, Findings& findings) {
  for (const ShownText& text : facts.texts)
    for (const auto& secret : facts.secrets)
      if (!secret.empty() && text.text.find(secret) != std::string::npos) findings.wrong("I9", "a secret in " + text.where);
}

void check_cap(const ResourceSample& sample, const char* what, std::int64_t used, std::int64_t cap, Findings& findings) {
  if (cap > 0 && used > cap)
    findings.wrong("I10", sample.process + " used " + std::to_string(used) + " " + what + ", and may use " + std::to_string(cap));
}

/// In any second, wherever it begins.
void check_call_rate(const Facts& facts, Findings& findings) {
  std::vector<Duration> times;
  for (const auto& called : facts.called) times.push_back(called.when.time);
  std::sort(times.begin(), times.end());
  const auto cap = static_cast<std::size_t>(facts.caps.calls_per_second);
  for (std::size_t i = cap; i < times.size(); ++i)
    if (times[i] - times[i - cap] < std::chrono::seconds{1}) return findings.wrong("I10", "more than " + std::to_string(cap) + " calls in a second");
}

}  // namespace

void check_bounds(const Book& book, Findings& findings) {
  const Facts& facts = book.facts;
  check_secrets(facts, findings);
  for (const ResourceSample& sample : facts.samples) {
    check_cap(sample, "KiB of memory", sample.memory_kib, facts.caps.memory_kib, findings);
    check_cap(sample, "descriptors", sample.descriptors, facts.caps.descriptors, findings);
    check_cap(sample, "threads", sample.threads, facts.caps.threads, findings);
  }
  if (facts.caps.calls_per_second > 0) check_call_rate(facts, findings);
  if (!facts.completed) findings.wrong("I10", "not everything ended within bounds after all faults had stopped");
}

}  // namespace iw::testing
