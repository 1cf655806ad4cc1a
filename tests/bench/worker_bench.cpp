// How fast, at what cost: the whole worker on a real local Kafka, against an API that answers after a fixed time.
//   build/tests/bench_worker [jobs per cell]     a table, then the raw figures as JSON lines
// Worker, broker, API and this driver share the machine, so CPU time per job is the main figure, and only figures of one run compare.
#include <fmt/format.h>

#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/measured_worker.hpp"

namespace iw::bench {
namespace {

void run_table(std::size_t jobs) {
  std::cout << fmt::format("{:>8} {:>10} {:>8} {:>9} {:>12} {:>9}\n", "API ms", "in flight", "mode", "jobs/s", "CPU us/job", "peak MiB");
  std::vector<std::string> raw;
  for (const auto& [delay, in_flight] : {std::pair{50, 512}, std::pair{200, 512}, std::pair{200, 2048}, std::pair{50, 2048}}) {
    for (const bool insert : {false, true}) {
      const auto figures = measure({std::chrono::milliseconds{delay}, in_flight, insert}, in_flight == 2048 && delay == 50 ? jobs * 2 : jobs);
      std::cout << fmt::format("{:>8} {:>10} {:>8} {:>9.0f} {:>12.1f} {:>9.1f}\n", delay, in_flight, insert ? "INSERT" : "UPSERT", figures.jobs_per_s,
                               figures.cpu_us, figures.peak_mib)
                << std::flush;
      raw.push_back(fmt::format(R"({{"api_ms":{},"in_flight":{},"mode":"{}","jobs_per_s":{:.1f},"cpu_us_per_job":{:.2f},"peak_mib":{:.1f}}})", delay,
                                in_flight, insert ? "INSERT" : "UPSERT", figures.jobs_per_s, figures.cpu_us, figures.peak_mib));
    }
  }
  for (const auto& line : raw) std::cout << line << '\n';
}

}  // namespace
}  // namespace iw::bench

int main(int argc, char** argv) {
  const auto jobs = argc > 1 ? std::stoul(argv[1]) : 60'000UL;
  iw::bench::run_table(jobs);
}
