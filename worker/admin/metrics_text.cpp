#include "worker/admin/metrics_text.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <utility>
#include <vector>

#include "common/log/log.hpp"

namespace iw {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

/// Collects metric families. One family holds all label values of one name.
class Families {
 public:
  void begin(const char* name, const char* help, MetricType type) {
    families_.emplace_back();
    families_.back().name = std::string{"import_worker_"} + name;
    families_.back().help = help;
    families_.back().type = type;
  }
  void add(double value, Labels labels = {}) {
    ClientMetric metric;
    metric.label = std::move(labels);
    metric.gauge.value = value;
    metric.counter.value = value;
    families_.back().metric.push_back(std::move(metric));
  }
  void gauge(const char* name, const char* help, double value) {
    begin(name, help, MetricType::Gauge);
    add(value);
  }
  void counter(const char* name, const char* help, std::uint64_t value) {
    begin(name, help, MetricType::Counter);
    add(static_cast<double>(value));
  }
  void histogram(const char* name, const char* help, const Histogram& histogram) {
    begin(name, help, MetricType::Histogram);
    ClientMetric metric;
    std::uint64_t cumulative = 0;
    for (std::size_t i = 0; i < Histogram::kBounds.size(); ++i) {
      cumulative += histogram.counts[i];
      metric.histogram.bucket.push_back({cumulative, Histogram::kBounds[i]});
    }
    cumulative += histogram.counts.back();
    metric.histogram.sample_count = cumulative;
    metric.histogram.sample_sum = histogram.sum;
    families_.back().metric.push_back(std::move(metric));
  }
  [[nodiscard]] std::string text() const { return prometheus::TextSerializer{}.Serialize(families_); }

 private:
  std::vector<MetricFamily> families_;
};

void add_totals(Families& families, const Status& status) {
  const Counters& counters = status.counters;
  families.begin("build_info", "Always 1; the labels tell what runs.", MetricType::Gauge);
  families.add(1, {{"version", status.version}, {"librdkafka", status.librdkafka}});
  families.gauge("ready", "1 when the group is joined and transactions are initialised.", status.ready ? 1 : 0);
  families.counter("records_taken_total", "Request records taken from the topic, those of recovered ledgers included.", counters.records_taken);
  families.begin("jobs_ended_total", "Jobs that ended, by reason; their events follow with the next commit.", MetricType::Counter);
  for (const auto& [reason, count] : counters.results) families.add(static_cast<double>(count), {{"reason", reason}});
  families.begin("events_committed_total", "Terminal events that are visible, by outcome.", MetricType::Counter);
  families.add(static_cast<double>(counters.accepted), {{"outcome", "accepted"}});
  families.add(static_cast<double>(counters.failed), {{"outcome", "failed"}});
  families.add(static_cast<double>(counters.in_doubt), {{"outcome", "in_doubt"}});
  families.begin("calls_total", "Calls that ended, by the class of their answer; unknown: an errcode in no table, stale: not begun.",
                 MetricType::Counter);
  for (const auto& [name, count] : counters.calls) families.add(static_cast<double>(count), {{"class", name}});
  families.counter("retries_total", "Retries that went out.", counters.retries);
  families.gauge("calls_in_flight", "Calls under way.", status.in_flight);
  families.gauge("calls_in_flight_max", "api.max_in_flight.", status.max_in_flight);
  families.gauge("open_jobs", "Jobs that have no terminal event yet.", static_cast<double>(status.open_jobs));
  families.begin("waiting_jobs", "Open jobs, by what they wait for; room: in the ledger of their partition.", MetricType::Gauge);
  for (const auto word : kWaits) {
    const auto count = status.waits.find(word);
    families.add(count == status.waits.end() ? 0 : static_cast<double>(count->second), {{"for", std::string{word}}});
  }
  families.begin("cycles_total", "Commit cycles that ended, by how.", MetricType::Counter);
  families.add(static_cast<double>(counters.cycles_committed), {{"end", "committed"}});
  families.add(static_cast<double>(counters.cycles_aborted), {{"end", "aborted"}});
  families.add(static_cast<double>(counters.cycles_unknown), {{"end", "unknown"}});
  families.histogram("cycle_seconds", "Length of commit cycles.", counters.cycle_seconds);
  families.histogram("call_seconds", "Length of calls.", counters.call_seconds);
  families.histogram("job_seconds", "From taking a request up to its terminal event.", counters.job_seconds);
  families.counter("rebalances_total", "Assignments by the group.", counters.rebalances);
  families.counter("dead_letters_left_out_total", "Dead letters that their topic takes in no form: only their result events were sent.", counters.letters_left_out);
  families.counter("dropped_answers_total", "Answers that came back after their partition was gone.", counters.dropped_answers);
  families.counter("log_lines_dropped_total", "Log lines dropped because standard error took none.", dropped_log_lines());
}

/// One family over all partitions.
template <class F>
void per_partition(Families& families, const Status& status, const char* name, const char* help, F value) {
  families.begin(name, help, MetricType::Gauge);
  for (const auto& partition : status.partitions) families.add(value(partition), {{"partition", std::to_string(partition.partition)}});
}

void add_partitions(Families& families, const Status& status) {
  per_partition(families, status, "partition_lag", "Requests behind the committed offset, transaction markers included.",
                [](const PartitionStatus& p) {
                  return p.high_watermark < 0 ? 0.0 : static_cast<double>(std::max<std::int64_t>(0, p.high_watermark - p.committed));
                });
  per_partition(families, status, "partition_committed_offset", "Committed offset.",
                [](const PartitionStatus& p) { return static_cast<double>(p.committed); });
  per_partition(families, status, "partition_oldest_age_seconds", "Age of the oldest job that is not done.",
                [](const PartitionStatus& p) { return p.oldest ? p.oldest->age_s : 0.0; });
  per_partition(families, status, "partition_stopped", "1: the partition cannot be read on, see /statusz.",
                [](const PartitionStatus& p) { return p.failed.empty() ? 0.0 : 1.0; });
  families.begin("partition_intake_full", "1 for the bound that keeps records from being taken, see intake in /statusz.", MetricType::Gauge);
  for (const auto& p : status.partitions)
    for (const char* bound : {"ledger", "memory", "results"})
      families.add(p.intake_bound == bound ? 1 : 0, {{"partition", std::to_string(p.partition)}, {"bound", bound}});
  families.begin("partition_open_jobs", "Open jobs in the ledger, by state.", MetricType::Gauge);
  for (const auto& p : status.partitions) {
    const auto id = std::to_string(p.partition);
    families.add(static_cast<double>(p.pending), {{"partition", id}, {"state", "pending"}});
    families.add(static_cast<double>(p.waiting), {{"partition", id}, {"state", "waiting"}});
    families.add(static_cast<double>(p.started), {{"partition", id}, {"state", "started"}});
  }
}

void add_accounts(Families& families, const Status& status) {
  families.begin("account_state", "1 for the state that the account is in.", MetricType::Gauge);
  for (const auto& account : status.accounts)
    for (const char* state : {"open", "held", "paused", "broken"})
      families.add(account.state == state ? 1 : 0, {{"account", account.name}, {"state", state}});
  families.begin("account_calls_in_flight", "Calls under way, by account.", MetricType::Gauge);
  for (const auto& account : status.accounts) families.add(account.in_flight, {{"account", account.name}});
  families.begin("account_retry_budget", "Retry tokens left (0 with no limit).", MetricType::Gauge);
  for (const auto& account : status.accounts) families.add(account.budget, {{"account", account.name}});
}

}  // namespace

std::string metrics_text(const Status& status) {
  Families families;
  add_totals(families, status);
  add_partitions(families, status);
  add_accounts(families, status);
  return families.text();
}

}  // namespace iw
