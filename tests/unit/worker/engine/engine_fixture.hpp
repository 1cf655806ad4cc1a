// An engine between scripted sides, and the words that its tests are written in. One thread.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/law_guard.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/scripted_ports.hpp"
#include "worker/engine/engine.hpp"

namespace iw::testing {

/// Settings, sides and an engine; restart() makes a new engine over the same log and committed offsets, as a new process would.
class EngineFixture : public ::testing::Test {
 protected:
  EngineFixture() {
    settings.kafka.instance = "test-0";
    settings.accounts.push_back({.name = "default"});
    settings.retry.budget = 0;
    settings.breaker.failures = 0;
    settings.api.max_in_flight = 8;
  }

  /// Makes the engine and gives it these partitions.
  void start(std::vector<PartitionId> partitions = {0}) {
    for (const PartitionId id : partitions) source.logs[id.number];
    engine = std::make_unique<Engine>(settings, ErrorTable::shipped(), Ports{source, api, transactions, tokens}, clock, seed++);
    if (audited) engine->audit_each_event();
    engine->tick();
    engine->on_assigned(transactions.committed_for(partitions, source));
    land();  // where nothing stood committed, the start does now
  }
  /// A crash: whatever was under way is gone; what had committed is there.
  void crash_and_start(std::vector<PartitionId> partitions = {0}) {
    engine.reset();
    api.open.clear();
    transactions.running.reset();
    start(std::move(partitions));
  }

  /// A request body; `more` is appended inside the object.
  static std::string request(const std::string& mode = "upsert", const std::string& more = "") {
    return R"({"env":"e","collection_name":"c","file_path":"f","file_type":"json","stop_on_error":false,"conflict_mode":")" + mode + "\"" + more +
           "}";
  }
  std::int64_t send(const std::string& value, std::int32_t partition = 0, std::optional<std::string> key = std::nullopt) {
    const auto offset = source.append(partition, value, std::move(key));
    if (engine) engine->on_records(partition);
    return offset;
  }

  /// Ends the running cycle as committed; false when none runs.
  bool land() {
    if (!transactions.running) return false;
    CycleResult result{transactions.land(), CycleEnd::committed, {}, {}, {}};
    engine->on_cycle_end(std::move(result));
    return true;
  }
  void end_cycle(CycleEnd end) {
    CycleResult result{std::move(*transactions.running), end, "as scripted", {}, {}};
    transactions.running.reset();
    engine->on_cycle_end(std::move(result));
  }
  /// Answers a question for what stands committed, if one was asked.
  void tell_committed() {
    if (const auto asked = std::exchange(transactions.read_back_asked, std::nullopt)) engine->on_read_back(transactions.committed_for(*asked, source));
  }
  /// Lets time pass in small steps, cycles landing and questions answered all the while.
  void run_for(Duration time, Duration step = std::chrono::milliseconds{50}) {
    for (Duration gone{}; gone < time; gone += step) {
      land();
      tell_committed();
      clock.advance(step);
      engine->tick();
    }
    while (land()) {
    }
  }
  /// Answers the oldest open call with this body.
  void answer(std::string_view body, int status = 200) {
    ASSERT_FALSE(api.open.empty());
    end_call({.phase = HttpPhase::answered, .status = status, .body = body});
  }
  void end_call(const HttpResult& result) {
    const auto id = api.open.front().id;
    api.open.pop_front();
    engine->on_call_end(id, result);
  }
  void accept() { answer(R"({"errcode":0,"errmsg":"ok","job_id":100074947})"); }
  void fail_with(int errcode) { answer("{\"errcode\":" + std::to_string(errcode) + ",\"errmsg\":\"no\"}"); }

  /// The visible terminal events of one request, as their ce_type.
  [[nodiscard]] std::vector<std::string> events(std::int64_t offset, std::int32_t partition = 0) const {
    std::vector<std::string> types;
    for (const auto& record : transactions.visible)
      if (record.topic == OutgoingTopic::results && record.request_partition == partition && record.request_offset == offset)
        types.emplace_back(find_header(record.headers, "ce_type").value_or("none"));
    return types;
  }
  [[nodiscard]] std::string value_of_event(std::int64_t offset) const {
    for (const auto& record : transactions.visible)
      if (record.topic == OutgoingTopic::results && record.request_offset == offset) return record.value.value_or("");
    return "";
  }
  [[nodiscard]] std::int64_t committed(std::int32_t partition = 0) const {
    const auto it = transactions.committed.find(partition);
    return it == transactions.committed.end() ? -1 : it->second.offset;
  }

  bool audited = true;  ///< walks over all jobs after each event: not with thousands of them
  LawGuard laws;  ///< a broken law fails its test, and says which
  Settings settings;
  ManualClock clock;
  ScriptedSource source;
  ScriptedApi api;
  ScriptedTransactions transactions;
  ScriptedTokens tokens;
  std::uint64_t seed = 1;
  std::unique_ptr<Engine> engine;
};

/// One terminal event of this type.
inline std::vector<std::string> one(const char* type) { return {type}; }

}  // namespace iw::testing
