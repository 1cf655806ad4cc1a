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

  /// A worker process under this instance name; started at once.
  WorkerProcess& start_worker(const std::string& instance = "worker-0");
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
  std::unique_ptr<Sandbox> sandbox;

 private:
  std::string folder_;
  std::deque<std::unique_ptr<WorkerProcess>> workers_;
  std::vector<std::string> instances_;
};

}  // namespace iw::testing
