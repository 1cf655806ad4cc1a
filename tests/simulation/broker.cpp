#include "tests/simulation/broker.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "worker/ledger/ledger_codec.hpp"

namespace iw::simulation {

namespace {

Told told_by(const OutgoingRecord& record) {
  const std::string type{find_header(record.headers, "ce_type").value_or("import.none")};
  const std::string& value = record.value.value();
  constexpr std::string_view kJobId = "\"job_id\":";
  const auto at = value.find(kJobId);
  return {{record.request_partition, record.request_offset},
          type.substr(type.find('.') + 1),
          at == std::string::npos ? 0 : std::stoll(value.substr(at + kJobId.size()))};
}

Committed committed_by(const Share& commit, int worker, TimePoint begun, TimePoint opened) {
  auto ledger = decode_ledger(commit.metadata, commit.offset);
  if (!ledger) throw std::logic_error{"a worker committed a ledger that cannot be read: " + ledger.error().message};
  Committed committed{commit.partition.number, std::move(ledger->snapshot), ledger->stamp};
  committed.worker = worker;
  committed.begun = begun.time_since_epoch();
  committed.opened = opened.time_since_epoch();
  return committed;
}

}  // namespace

void Broker::append(Asked asked, std::string value) {
  Log& log = logs_[asked.place.partition];
  asked.place.offset = log.end++;
  Record record{asked.place.partition, asked.place.offset, {}, {}, std::move(value), {}};
  if (!asked.key.empty()) record.key = asked.key;
  log.records.emplace(asked.place.offset, std::move(record));
  history_.add(std::move(asked), time_.now());
}

std::int64_t Broker::end(std::int32_t partition) const {
  const auto it = logs_.find(partition);
  return it == logs_.end() ? 0 : it->second.end;
}

std::optional<Record> Broker::read(std::int32_t partition, std::int64_t offset, std::int64_t fetched) const {
  const auto log = logs_.find(partition);
  if (log == logs_.end()) return std::nullopt;
  const auto it = log->second.records.lower_bound(offset);
  if (it == log->second.records.end() || it->first >= fetched) return std::nullopt;
  return it->second;
}

std::uint64_t Broker::initialise(const std::string& instance) {
  Producer& producer = producers_[instance];
  producer.open.reset();
  return ++producer.epoch;
}

bool Broker::fill(const ProducerName& name, const Cycle& cycle, int worker, TimePoint begun) {
  Producer& producer = producers_[name.instance];
  if (producer.epoch != name.epoch) return false;
  producer.open = Transaction{cycle.shares, worker, begun, time_.now()};
  time_.after(transaction_timeout_, [this, instance = name.instance, serial = ++producer.serial] { time_out(instance, serial); });
  return true;
}

void Broker::time_out(const std::string& instance, std::uint64_t serial) {
  Producer& producer = producers_[instance];
  if (!producer.open || producer.serial != serial) return;
  producer.open.reset();
  ++producer.epoch;
}

bool Broker::end(const ProducerName& name, bool commit) {
  Producer& producer = producers_[name.instance];
  if (producer.epoch != name.epoch || !producer.open) return false;
  const Transaction transaction = *std::exchange(producer.open, std::nullopt);
  if (commit) land(transaction);
  return true;
}

void Broker::land(const Transaction& transaction) {
  for (const Share& share : transaction.shares)
    for (const auto& record : share.records)
      record.topic == OutgoingTopic::results ? history_.add(told_by(record), time_.now())
                                             : history_.add(Letter{{record.request_partition, record.request_offset}}, time_.now());
  for (const Share& share : transaction.shares) {
    Share& last = committed_[share.partition.number] = share;
    last.records.clear();
    history_.add(committed_by(share, transaction.worker, transaction.begun, transaction.opened), time_.now());
  }
}

bool Broker::stable(std::int32_t partition) const {
  const auto concerns = [partition](const Share& share) { return share.partition.number == partition; };
  return std::none_of(producers_.begin(), producers_.end(), [&](const auto& entry) {
    const auto& open = entry.second.open;
    return open && std::any_of(open->shares.begin(), open->shares.end(), concerns);
  });
}

CommittedOffset Broker::committed(std::int32_t partition) const {
  CommittedOffset result{partition, std::nullopt, {}, 0, end(partition)};
  if (const auto it = committed_.find(partition); it != committed_.end()) {
    result.offset = it->second.offset;
    result.metadata = it->second.metadata;
  }
  return result;
}

bool Broker::no_lag() const {
  return std::all_of(logs_.begin(), logs_.end(), [this](const auto& entry) {
    const auto it = committed_.find(entry.first);
    return entry.second.end == 0 || (it != committed_.end() && it->second.offset == entry.second.end);
  });
}

}  // namespace iw::simulation
