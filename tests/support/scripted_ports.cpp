#include "tests/support/scripted_ports.hpp"

#include <algorithm>

namespace iw::testing {

std::int64_t ScriptedSource::append(std::int32_t partition, std::string value, std::optional<std::string> key) {
  Log& log = logs[partition];
  Record record;
  record.partition = partition;
  record.offset = log.end;
  record.value = std::move(value);
  record.key = std::move(key);
  log.records.push_back(std::move(record));
  log.end_told = false;
  return log.end++;
}

void ScriptedSource::start(PartitionId partition, std::int64_t offset) {
  Log& log = logs[partition.number];
  log.started = true;
  log.end_told = false;
  log.read = offset;
}

Taken ScriptedSource::take(PartitionId partition) {
  Log& log = logs[partition.number];
  if (!log.started) return {};
  const auto next = std::find_if(log.records.begin(), log.records.end(), [&](const Record& record) { return record.offset >= log.read; });
  if (next != log.records.end()) {
    log.read = next->offset + 1;
    return {*next, std::nullopt};
  }
  if (log.end_told) return {};
  log.end_told = true;
  return {std::nullopt, log.end};
}

void ScriptedSource::release(const std::vector<PartitionId>& partitions) {
  for (const PartitionId partition : partitions) {
    released.push_back(partition.number);
    logs[partition.number].started = false;
  }
}

std::int64_t ScriptedSource::high_watermark(PartitionId partition) const {
  const auto it = logs.find(partition.number);
  return it == logs.end() ? -1 : it->second.end;
}

Cycle ScriptedTransactions::land() {
  Cycle cycle = std::move(*running);
  running.reset();
  for (const Share& share : cycle.shares) {
    visible.insert(visible.end(), share.records.begin(), share.records.end());
    Share& last = committed[share.partition.number] = share;
    last.records.clear();
  }
  return cycle;
}

std::vector<CommittedOffset> ScriptedTransactions::committed_for(const std::vector<PartitionId>& partitions, const ScriptedSource& source) const {
  std::vector<CommittedOffset> result;
  for (const PartitionId partition : partitions) {
    CommittedOffset read{partition, std::nullopt, {}, 0, std::max<std::int64_t>(0, source.high_watermark(partition))};
    if (const auto it = committed.find(partition.number); it != committed.end()) {
      read.offset = it->second.offset;
      read.metadata = it->second.metadata;
    }
    result.push_back(std::move(read));
  }
  return result;
}

}  // namespace iw::testing
