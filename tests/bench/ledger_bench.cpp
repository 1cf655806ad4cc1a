// How long the code of a ledger is, over how its jobs lie between each other, and how many fit. Needs no quiet machine: it counts characters.
#include <cstdio>
#include <functional>
#include <string>

#include "worker/ledger/ledger.hpp"

namespace {

using iw::Ledger;

constexpr iw::LedgerLimits kLimits{8};

std::size_t size_of(const Ledger& ledger) { return iw::encode_ledger(ledger.snapshot(), {0xFFFFFFFF, 1'000'000'000}).size(); }

/// What the nth request does; false: it found no room.
using Step = std::function<bool(Ledger&, std::int64_t n)>;

bool read(Ledger& ledger, std::int64_t offset) {
  if (!ledger.has_room(kLimits, offset)) return false;
  (void)ledger.take(offset);
  return true;
}
bool call(Ledger& ledger, std::int64_t offset) {
  if (!read(ledger, offset) || !ledger.take_room(offset, kLimits)) return false;
  ledger.set_started(offset, 1);
  return true;
}
bool end(Ledger& ledger, std::int64_t offset) {
  if (!call(ledger, offset)) return false;
  ledger.set_done(offset);
  return true;
}

void measure(const char* name, const Step& step) {
  constexpr std::int64_t kMost = 400'000;
  Ledger ledger{1'000'000};
  std::string sizes;
  std::int64_t n = 0;
  for (std::int64_t next = 100; n < kMost && step(ledger, n); ++n) {
    if (n + 1 != next) continue;
    char cell[32];
    std::snprintf(cell, sizeof cell, "%8zu", size_of(ledger));
    sizes += cell;
    next *= 10;
  }
  std::printf("%-58s %8lld%s %6zu %s\n", name, static_cast<long long>(n), n == kMost ? "+" : " ", size_of(ledger), sizes.c_str());
}

std::int64_t at(std::int64_t n) { return 1'000'000 + n; }

}  // namespace

int main() {
  std::puts("what its requests do                                       requests  chars    at 100, 1,000, 10,000, 100,000 requests");
  measure("all wait, none has called", [](Ledger& l, std::int64_t n) { return read(l, at(n)); });
  measure("the same, each in a transaction of its own (markers)", [](Ledger& l, std::int64_t n) { return read(l, at(2 * n)); });
  measure("the first waits, all others end", [](Ledger& l, std::int64_t n) { return n == 0 ? read(l, at(0)) : end(l, at(n)); });
  measure("every second one waits, the others end", [](Ledger& l, std::int64_t n) { return n % 2 == 0 ? read(l, at(n)) : end(l, at(n)); });
  measure("every tenth one waits, the others end", [](Ledger& l, std::int64_t n) { return n % 10 == 0 ? read(l, at(n)) : end(l, at(n)); });
  measure("every tenth one ends, the others wait", [](Ledger& l, std::int64_t n) { return n % 10 != 0 || n == 0 ? read(l, at(n)) : end(l, at(n)); });
  measure("every second one waits, the others call for a long time", [](Ledger& l, std::int64_t n) { return n % 2 == 0 ? read(l, at(n)) : call(l, at(n)); });
  measure("all call, for a long time", [](Ledger& l, std::int64_t n) { return call(l, at(n)); });
  measure("every second one calls for a long time, the others end", [](Ledger& l, std::int64_t n) { return n % 2 == 0 ? call(l, at(n)) : end(l, at(n)); });
  return 0;
}
