// A test on a real Kafka: topics of its own, a sandbox API, workers as processes, and the checker at the end. One thread.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/history.hpp"
#include "tests/support/kafka_server.hpp"
#include "tests/support/topic_client.hpp"
#include "worker/demo/demo_client.hpp"
#include "worker/demo/worker_process.hpp"
#include "worker/sandbox/sandbox.hpp"
#include "worker/settings/settings.hpp"

namespace iw::testing {

/// The fixture. A test fills the topic, starts workers, waits, and ends with expect_right().
class Scenario : public ::testing::Test {
 protected:
  Scenario();
  ~Scenario() override;

  /// Makes the topics and the sandbox; `faults` is its script.
  void prepare(int partitions, const std::string& faults = "{}");
  /// Another broker than the shared one.
  void use_broker(const std::string& brokers) { settings.kafka.brokers = brokers; }

  /// A request as JSON; `more` goes inside the object.
  [[nodiscard]] static std::string request(const std::string& file_path, bool insert, const std::string& more = "");
  void send(const std::vector<Sent>& records, bool in_transaction = false);
  /// INSERT and UPSERT in turn over all partitions, in a transaction: the partitions end with markers.
  void send_mixed(int count, int partitions, const std::string& folder = "files/");

  /// The text of a worker's configuration file. Secrets that stand in it are *****: whoever needs them there puts them in.
  [[nodiscard]] virtual std::string configuration(const Settings& own) const;
  /// A worker process under this instance name; started at once.
  WorkerProcess& start_worker(const std::string& instance = "worker-0");
  /// The same with a failpoint (common/failpoint.hpp), as `<name>:<n>:<action>`.
  WorkerProcess& start_worker_with(const std::string& failpoint, const std::string& instance = "worker-0");
  /// Waits until the process has ended by itself; false when the time is over first.
  [[nodiscard]] static bool wait_for_end(const WorkerProcess& worker, std::chrono::seconds patience);
  /// The same until it stands still (SIGSTOP).
  [[nodiscard]] static bool wait_for_standstill(const WorkerProcess& worker, std::chrono::seconds patience);
  /// What the sandbox has counted.
  [[nodiscard]] std::int64_t calls_so_far() const;
  [[nodiscard]] std::string sandbox_get(const std::string& path) const;
  void set_faults(const std::string& script) const;
  /// Waits until `done` holds; false when the time is over first.
  [[nodiscard]] static bool wait_until(const std::function<bool()>& done, std::chrono::seconds patience);
  /// Waits until the group's lag is 0.
  [[nodiscard]] bool wait_for_lag_zero(std::chrono::seconds patience) const;
  /// Everything that is known now.
  [[nodiscard]] History history() const;
  /// The checker finds nothing, and everything was handled.
  void expect_right(const History& history) const;
  [[nodiscard]] std::string log_of(const std::string& instance) const;
  [[nodiscard]] std::string file(const std::string& name) const { return folder_ + "/" + name; }

  Settings settings;
  /// Where workers find Kafka when that is not where the test finds it: a proxy. Empty: the same.
  std::string worker_brokers;
  std::unique_ptr<Sandbox> sandbox;

  /// The same for another program that takes the worker's arguments.
  WorkerProcess& start_program(const char* program, const std::string& instance);

 private:
  std::string folder_;
  std::deque<std::unique_ptr<WorkerProcess>> workers_;
  std::vector<std::string> instances_;
};

}  // namespace iw::testing
