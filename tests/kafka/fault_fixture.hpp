// What the scenarios of Kafka faults share: workers behind a proxy, their admin port, their log as evidence. One thread.
#pragma once

#include <httplib.h>

#include <cstdlib>
#include <map>

#include "tests/support/proxied_kafka.hpp"
#include "tests/support/scenario.hpp"

namespace iw::testing {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;

/// A scenario with faults between the worker and Kafka. Faults of the shared proxy end with the test.
class KafkaFault : public Scenario {
 protected:
  ~KafkaFault() override {
    if (proxied_ != nullptr) proxied_->proxy.heal();
  }
  /// Workers go through this proxy from now on, the test does not.
  void go_through(ProxiedKafka& kafka) {
    proxied_ = &kafka;
    use_broker(kafka.direct());
    worker_brokers = kafka.proxied();
  }
  [[nodiscard]] bool calls_reach(std::int64_t count, std::chrono::seconds patience = 60s) const {
    return wait_until([&] { return calls_so_far() >= count; }, patience);
  }
  [[nodiscard]] bool log_says(const std::string& text, std::chrono::seconds patience = 30s, const std::string& instance = "worker-0") const {
    return wait_until([&] { return log_of(instance).find(text) != std::string::npos; }, patience);
  }
  [[nodiscard]] int count_in_log(const std::string& text, const std::string& instance = "worker-0") const {
    int count = 0;
    const auto log = log_of(instance);
    for (auto at = log.find(text); at != std::string::npos; at = log.find(text, at + text.size())) ++count;
    return count;
  }
  /// The lag reaches 0; a broker that cannot say so at the moment is asked again.
  [[nodiscard]] bool drains(std::chrono::seconds patience) const {
    return wait_until(
        [this] {
          try {
            return group_state(settings.kafka.brokers, settings.kafka.group, settings.kafka.topics.requests).lag == 0;
          } catch (const std::runtime_error&) {
            return false;
          }
        },
        patience);
  }
  /// The status of a GET on the admin port of the instance's newest process; -1 when none answers.
  [[nodiscard]] int ask(const std::string& path, const std::string& instance = "worker-0") const {
    const auto log = log_of(instance);
    const auto line = log.rfind("admin port is open");
    const auto port = line == std::string::npos ? line : log.find("\"port\":", line);
    if (port == std::string::npos) return -1;
    httplib::Client client{"127.0.0.1", std::atoi(log.c_str() + port + 7)};
    client.set_read_timeout(5s);
    const auto answer = client.Get(path);
    return answer ? answer->status : -1;
  }
  [[nodiscard]] bool answers(const std::string& path, int status, std::chrono::seconds patience, const std::string& instance = "worker-0") const {
    return wait_until([&] { return ask(path, instance) == status; }, patience);
  }

  /// How often each file of send_mixed(count, …, folder) was told, from the first to the last.
  [[nodiscard]] std::vector<int> times_told(const std::string& folder, int count) const {
    std::map<std::string, int> told;
    for (const auto& event : history().events()) ++told[event.file_path];
    std::vector<int> times;
    for (int n = 0; n < count; ++n) times.push_back(told[folder + std::to_string(n)]);
    return times;
  }
  void expect_each_told_once(const std::string& folder, int count) const { EXPECT_THAT(times_told(folder, count), ::testing::Each(1)) << folder; }

 private:
  ProxiedKafka* proxied_ = nullptr;
};

}  // namespace iw::testing
