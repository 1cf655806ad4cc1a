#include "worker/admin/status_json.hpp"

#include "common/json/object_writer.hpp"
#include "common/json/utf8.hpp"
#include "common/rfc3339.hpp"

namespace iw {

namespace {

constexpr std::size_t kMaxText = 1000;

void time_if_any(ObjectWriter& json, std::string_view name, const std::optional<WallTime>& time) {
  if (time) json.text(name, format_rfc3339(*time));
}

template <class T, class F>
void array(ObjectWriter& json, std::string& out, std::string_view name, const std::vector<T>& items, F write) {
  json.member(name);
  out += '[';
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ',';
    write(out, items[i]);
  }
  out += ']';
}

void write_oldest(std::string& out, const PartitionStatus::Oldest& oldest) {
  ObjectWriter json{out};
  json.number("offset", oldest.offset);
  json.fraction("age_s", oldest.age_s);
  json.text("waits_for", oldest.waits_for);
  time_if_any(json, "until", oldest.until);
  if (oldest.errcode) json.number("errcode", *oldest.errcode);
  json.number("attempts", oldest.attempts);
  json.end();
}

void write_partition(std::string& out, const PartitionStatus& partition) {
  ObjectWriter json{out};
  json.number("partition", partition.partition);
  json.number("committed", partition.committed);
  json.number("position", partition.position);
  if (partition.high_watermark >= 0) {
    json.number("high_watermark", partition.high_watermark);
    json.number("lag", std::max<std::int64_t>(0, partition.high_watermark - partition.committed));
  }
  json.member("open");
  ObjectWriter open{out};
  open.number("pending", static_cast<std::int64_t>(partition.pending));
  open.number("waiting", static_cast<std::int64_t>(partition.waiting));
  open.number("started", static_cast<std::int64_t>(partition.started));
  open.end();
  json.text("intake", repair_utf8(partition.intake, kMaxText));
  json.text_if_any("failed", repair_utf8(partition.failed, kMaxText));
  if (partition.oldest) {
    json.member("oldest");
    write_oldest(out, *partition.oldest);
  }
  json.end();
}

void write_token(std::string& out, const AccountStatus& account) {
  ObjectWriter json{out};
  json.text("kind", account.token_kind);
  if (account.token_age_s) json.fraction("age_s", *account.token_age_s);
  if (account.token_expires_in_s) json.fraction("expires_in_s", *account.token_expires_in_s);
  json.end();
}

void write_account(std::string& out, const AccountStatus& account) {
  ObjectWriter json{out};
  json.text("name", account.name);
  json.text("state", account.state);
  time_if_any(json, "until", account.until);
  json.text_if_any("why", repair_utf8(account.why, kMaxText));
  json.member("token");
  write_token(out, account);
  json.number("in_flight", account.in_flight);
  json.number("waiting", static_cast<std::int64_t>(account.waiting));
  json.fraction("retry_budget", account.budget);
  json.end();
}

void write_totals(ObjectWriter& json, std::string& out, const Status& status) {
  const Counters& counters = status.counters;
  json.member("calls");
  ObjectWriter calls{out};
  calls.number("in_flight", status.in_flight);
  calls.number("max", status.max_in_flight);
  calls.end();
  json.number("open_jobs", static_cast<std::int64_t>(status.open_jobs));
  json.member("waits_for");
  ObjectWriter waits{out};
  for (const auto& [word, count] : status.waits) waits.number(word, static_cast<std::int64_t>(count));
  waits.end();
  json.member("cycles");
  ObjectWriter cycles{out};
  cycles.number("committed", static_cast<std::int64_t>(counters.cycles_committed));
  cycles.number("aborted", static_cast<std::int64_t>(counters.cycles_aborted));
  cycles.number("unknown", static_cast<std::int64_t>(counters.cycles_unknown));
  cycles.fraction("last_ms", status.last_cycle_ms);
  cycles.end();
  json.member("outcomes");
  ObjectWriter outcomes{out};
  outcomes.number("accepted", static_cast<std::int64_t>(counters.accepted));
  outcomes.number("failed", static_cast<std::int64_t>(counters.failed));
  outcomes.number("in_doubt", static_cast<std::int64_t>(counters.in_doubt));
  outcomes.end();
}

}  // namespace

std::string status_json(const Status& status) {
  std::string out;
  ObjectWriter json{out};
  json.text("version", status.version);
  json.text("librdkafka", status.librdkafka);
  json.text("group", status.group);
  json.text("instance", status.instance);
  json.text("started_at", format_rfc3339(status.started_at));
  json.flag("ready", status.ready);
  json.text_if_any("not_ready_because", repair_utf8(status.not_ready_because, kMaxText));
  array(json, out, "partitions", status.partitions, write_partition);
  array(json, out, "accounts", status.accounts, write_account);
  write_totals(json, out, status);
  json.end();
  return out;
}

}  // namespace iw
