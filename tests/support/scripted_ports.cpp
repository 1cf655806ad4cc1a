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

void ScriptedSource::start(std::int32_t partition, std::int64_t offset) {
  Log& log = logs[partition];
  log.started = true;
  log.end_told = false;
  log.read = offset;
}

Taken ScriptedSource::take(std::int32_t partition) {
  Log& log = logs[partition];
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

void ScriptedSource::release(const std::vector<std::int32_t>& partitions) {
  for (const auto partition : partitions) {
    released.push_back(partition);
    logs[partition].started = false;
  }
}

std::int64_t ScriptedSource::high_watermark(std::int32_t partition) const {
  const auto it = logs.find(partition);
  return it == logs.end() ? -1 : it->second.end;
}

Cycle ScriptedTransactions::land() {
  Cycle cycle = std::move(*running);
  running.reset();
  for (const auto& commit : cycle.commits) committed[commit.partition] = commit;
  visible.insert(visible.end(), cycle.records.begin(), cycle.records.end());
  return cycle;
}

std::vector<CommittedOffset> ScriptedTransactions::committed_for(const std::vector<std::int32_t>& partitions, const ScriptedSource& source) const {
  std::vector<CommittedOffset> result;
  for (const auto partition : partitions) {
    CommittedOffset read{partition, std::nullopt, {}, 0, std::max<std::int64_t>(0, source.high_watermark(partition))};
    if (const auto it = committed.find(partition); it != committed.end()) {
      read.offset = it->second.offset;
      read.metadata = it->second.metadata;
    }
    result.push_back(std::move(read));
  }
  return result;
}

}  // namespace iw::testing
