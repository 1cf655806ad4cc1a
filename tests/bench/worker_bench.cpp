// How fast, at what cost: the whole worker on a real local Kafka, against an API that answers after a fixed time.
//   build/tests/bench_worker                                        a table of medians, then the raw figures as JSON lines
//   build/tests/bench_worker --beside build/peer --beside OLD       other programs with the same `run --config FILE`, in turn with ours, and the ratio to the last
// Programs, broker, API and this driver share the machine, so CPU time per job is the main figure, and only figures of one run compare. A round measures
// each program once in each cell, one after the other, so that what the machine does meanwhile meets all of them.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "tests/bench/measured_worker.hpp"

namespace iw::bench {
namespace {

struct Plan {
  std::size_t jobs = 60'000;
  int rounds = 1;
  std::vector<std::string> programs{IMPORT_WORKER_PROGRAM};
  bool upsert_only = false;
};

std::vector<Cell> cells(const Plan& plan) {
  std::vector<Cell> all;
  for (const auto& [delay, in_flight] : {std::pair{50, 512}, std::pair{200, 512}, std::pair{200, 2048}, std::pair{50, 2048}})
    for (const bool insert : {false, true})
      if (!insert || !plan.upsert_only) all.push_back({std::chrono::milliseconds{delay}, in_flight, insert});
  return all;
}

std::string name_of(const Cell& cell) { return fmt::format("{} ms, {}, {}", cell.delay.count(), cell.in_flight, cell.insert ? "INSERT" : "UPSERT"); }

double median(std::vector<double> values) {
  std::ranges::sort(values);
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

Figures median(const std::vector<Figures>& rounds) {
  const auto of = [&](double Figures::* figure) {
    std::vector<double> values;
    for (const auto& round : rounds) values.push_back(round.*figure);
    return median(std::move(values));
  };
  return {of(&Figures::jobs_per_s), of(&Figures::cpu_us), of(&Figures::peak_mib)};
}

void run_table(const Plan& plan) {
  std::vector<std::string> raw;
  std::cout << fmt::format("{:<22} {:<60} {:>9} {:>11} {:>9} {:>6}\n", "API, in flight, mode", "program", "jobs/s", "CPU us/job", "peak MiB", "ratio");
  for (const auto& cell : cells(plan)) {
    std::map<std::string, std::vector<Figures>> measured;
    for (int round = 0; round < plan.rounds; ++round)
      for (const auto& program : plan.programs) {
        const auto figures = measure(cell, cell.in_flight == 2048 && cell.delay.count() == 50 ? plan.jobs * 2 : plan.jobs, {}, program);
        measured[program].push_back(figures);
        raw.push_back(
            fmt::format(R"({{"program":"{}","api_ms":{},"in_flight":{},"mode":"{}","round":{},"jobs_per_s":{:.1f},"cpu_us_per_job":{:.2f},"peak_mib":{:.1f}}})",
                        program, cell.delay.count(), cell.in_flight, cell.insert ? "INSERT" : "UPSERT", round + 1, figures.jobs_per_s, figures.cpu_us,
                        figures.peak_mib));
      }
    const double yardstick = median(measured[plan.programs.back()]).cpu_us;
    for (const auto& program : plan.programs) {
      const auto figures = median(measured[program]);
      std::cout << fmt::format("{:<22} {:<60} {:>9.0f} {:>11.1f} {:>9.1f} {:>6.2f}\n", name_of(cell), program, figures.jobs_per_s, figures.cpu_us,
                               figures.peak_mib, figures.cpu_us / yardstick)
                << std::flush;
    }
  }
  for (const auto& line : raw) std::cout << line << '\n';
}

}  // namespace
}  // namespace iw::bench

int main(int argc, char** argv) {
  iw::bench::Plan plan;
  std::vector<std::string> beside;
  CLI::App app{"CPU per job of import-worker, and of programs beside it"};
  app.add_option("--jobs", plan.jobs, "jobs in each measurement")->capture_default_str();
  app.add_option("--rounds", plan.rounds, "measurements of each program in each cell; the table shows medians")->check(CLI::Range(1, 100))->capture_default_str();
  app.add_option("--beside", beside, "another program that takes `run --config FILE`; the last one is the yardstick of the ratio")->check(CLI::ExistingFile);
  app.add_flag("--upsert-only", plan.upsert_only, "leave INSERT out, which a program without intents does the same way");
  CLI11_PARSE(app, argc, argv);
  for (const auto& program : beside) plan.programs.push_back(std::filesystem::absolute(program));
  iw::bench::run_table(plan);
}
