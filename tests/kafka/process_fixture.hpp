// What the scenarios around a whole worker process share: its pages, its end by a signal. One thread.
// It stands on fault_fixture.hpp, which knows logs and probes.
#pragma once

#include <csignal>
#include <string>

#include "tests/kafka/fault_fixture.hpp"
#include "tests/support/process_size.hpp"

namespace iw::testing {

/// A scenario that looks at the process as an operator does.
class ProcessFault : public KafkaFault {
 protected:
  /// What an operator waits after the grace: the group is left (3 s), the log is written out (1 s), a loaded machine.
  static constexpr auto kAfterGrace = 8s;

  /// The port of the admin server, from the log; 0 while there is none.
  [[nodiscard]] std::uint16_t admin_port(const std::string& instance = "worker-0") const {
    const auto log = log_of(instance);
    const auto line = log.rfind("admin port is open");
    const auto port = line == std::string::npos ? line : log.find("\"port\":", line);
    return port == std::string::npos ? 0 : static_cast<std::uint16_t>(std::atoi(log.c_str() + port + 7));
  }
  /// The body of a GET on the admin port; empty when none answers.
  [[nodiscard]] std::string page(const std::string& path, const std::string& instance = "worker-0") const {
    return page_at(admin_port(instance), path);
  }
  [[nodiscard]] static std::string page_at(std::uint16_t port, const std::string& path) {
    if (port == 0) return {};
    httplib::Client client{"127.0.0.1", port};
    client.set_read_timeout(5s);
    const auto answer = client.Get(path);
    return answer ? answer->body : std::string{};
  }
  /// Sends the signal and waits for the end: the exit status, or -1 when a signal ended it. -2: it has not ended in time, and is killed.
  [[nodiscard]] static int end_by(int signal_number, WorkerProcess& worker, std::chrono::seconds patience) {
    worker.signal(signal_number);
    return end_of(worker, patience);
  }
  /// The same for a process that is to end by itself.
  [[nodiscard]] static int end_of(WorkerProcess& worker, std::chrono::seconds patience) {
    if (wait_for_end(worker, patience)) return worker.stop();  // it is there to be collected: no signal reaches it any more
    worker.kill();
    return -2;
  }
  /// So many requests have their event, and then the lag is 0. The lag alone says nothing while a worker idles: the requests of a transaction become
  /// visible a moment after their sender has committed.
  [[nodiscard]] bool told(std::size_t count, std::chrono::seconds patience) const {
    return wait_until([&] { return read_all(settings.kafka.brokers, settings.kafka.topics.results).size() >= count; }, patience) && drains(patience);
  }
  /// The event of this file_path; an empty one when there is none.
  static Event event_of(const History& seen, const std::string& path) {
    for (const auto& event : seen.events())
      if (event.file_path == path) return event;
    return {};
  }
  /// A new worker finishes what is left, and the whole run was right.
  History finish_and_check(std::chrono::seconds patience = 60s) {
    start_worker();
    EXPECT_TRUE(drains(patience)) << log_of("worker-0");
    auto seen = history();
    expect_right(seen);
    return seen;
  }
};

}  // namespace iw::testing
