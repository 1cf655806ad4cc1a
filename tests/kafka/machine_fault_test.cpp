// A machine that does not help: standard error that nobody reads, no descriptors, no CPU (row O1 of the fault matrix), and ledgers of another version
// (O2). Steps of the wall clock cannot be made for one process without changing the machine's own; the simulation's wall_step plays them.
#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <boost/crc.hpp>
#include <csignal>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include "tests/kafka/process_fixture.hpp"

namespace iw::testing {
namespace {

/// The reading end of a worker's standard error, small enough to be full soon. Made before the worker starts.
class LogPipe {
 public:
  explicit LogPipe(std::string path) : path_(std::move(path)) {
    ::mkfifo(path_.c_str(), 0600);
    end_ = ::open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    ::fcntl(end_, F_SETPIPE_SZ, 4096);
  }
  ~LogPipe() { close(); }
  LogPipe(const LogPipe&) = delete;
  LogPipe& operator=(const LogPipe&) = delete;

  /// Takes the name away, so that nobody opens the pipe as if it were a file. What is open stays open.
  void hide() const { ::unlink(path_.c_str()); }
  /// What has come and was not read yet.
  std::string read() const {
    std::string text(64 * 1024, '\0');
    const auto size = ::read(end_, text.data(), text.size());
    return text.substr(0, size > 0 ? static_cast<std::size_t>(size) : 0);
  }
  void close() {
    if (end_ >= 0) ::close(std::exchange(end_, -1));
  }

 private:
  std::string path_;
  int end_ = -1;
};

class MachineFault : public ProcessFault {
 protected:
  /// A worker whose standard error is a pipe; returns when it has written its first lines.
  WorkerProcess& start_on(const LogPipe& pipe) {
    settings.admin.port = free_port_pair();
    const auto ours = std::signal(SIGPIPE, SIG_DFL);  // a child inherits that we ignore it
    auto& worker = start_worker();
    std::signal(SIGPIPE, ours);
    EXPECT_TRUE(wait_until([&] { return !pipe.read().empty(); }, 30s));
    pipe.hide();
    return worker;
  }
  [[nodiscard]] std::string metrics() const { return page_at(settings.admin.port, "/metrics"); }
  /// User and system time of all its threads.
  static std::chrono::milliseconds cpu_time(pid_t pid) {
    std::ifstream file{"/proc/" + std::to_string(pid) + "/stat"};
    std::string stat{std::istreambuf_iterator<char>{file}, {}};
    std::istringstream fields{stat.substr(stat.rfind(')') + 2)};
    std::string skipped;
    for (int field = 3; field < 14; ++field) fields >> skipped;
    long user = 0, system = 0;
    fields >> user >> system;
    return std::chrono::milliseconds{(user + system) * 1000 / ::sysconf(_SC_CLK_TCK)};
  }
  void send_upserts(int count) {
    std::vector<Sent> records;
    for (int n = 0; n < count; ++n) records.push_back({"k", request("files/" + std::to_string(n), false), {}, n % 2});
    send(records);
  }
  /// A worker behind a shell that sets limits first.
  WorkerProcess& start_limited(const std::string& limits) {
    const auto script = file("limited");
    std::ofstream{script} << "#!/bin/sh\n" << limits << "\nexec " IMPORT_WORKER_PROGRAM " \"$@\"\n";
    ::chmod(script.c_str(), 0700);
    return start_program(script.c_str(), "worker-0");
  }
  void expect_each_called_once(int count) const {
    const auto seen = history();
    expect_right(seen);
    EXPECT_EQ(seen.by_reason().at("ok"), count);
    for (const auto& event : seen.events()) EXPECT_EQ(event.attempts, 1) << event.file_path;
  }
  static rlim_t first_free_descriptor(pid_t pid) {
    rlim_t number = 0;
    while (::access(("/proc/" + std::to_string(pid) + "/fd/" + std::to_string(number)).c_str(), F_OK) == 0) ++number;
    return number;
  }
  /// Each of these jobs is refused for good, which is worth a line in the log.
  static constexpr const char* kAllRefused = R"({"shares":{"-502005":1}})";
};

TEST_F(MachineFault, LogPipeThatNobodyReadsHoldsNothingUp) {  // O1
  prepare(2, kAllRefused);
  LogPipe pipe{file("worker-0.log")};
  auto& worker = start_on(pipe);
  send_mixed(600, 2);
  ASSERT_TRUE(told(600, 30s));
  EXPECT_EQ(metrics().find("import_worker_log_lines_dropped_total 0\n"), std::string::npos) << "the pipe was not full: the test shows nothing";
  EXPECT_EQ(end_by(SIGTERM, worker, kAfterGrace), 0) << "the last lines are not waited for";
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.by_reason().at("rejected"), 600);
}

TEST_F(MachineFault, LogPipeWhoseReaderGoesAwayEndsNothing) {  // O1
  prepare(2, kAllRefused);
  LogPipe pipe{file("worker-0.log")};
  auto& worker = start_on(pipe);
  pipe.close();
  send_mixed(600, 2);
  ASSERT_TRUE(told(600, 30s)) << "has it ended by itself?";
  EXPECT_THAT(metrics(), HasSubstr("import_worker_log_lines_dropped_total"));
  EXPECT_EQ(end_by(SIGTERM, worker, kAfterGrace), 0) << "not by SIGPIPE";
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.by_reason().at("rejected"), 600);
}

TEST_F(MachineFault, SoftLimitOfDescriptorsIsRaised) {  // O3
  settings.retry.attempts = 3;
  prepare(2, R"({"latency_ms":1000})");
  send_upserts(200);
  auto& worker = start_limited("ulimit -S -n 64");
  ASSERT_TRUE(drains(30s)) << log_of("worker-0");
  rlimit limit{};
  ASSERT_EQ(::prlimit(worker.pid(), RLIMIT_NOFILE, nullptr, &limit), 0);
  EXPECT_EQ(limit.rlim_cur, std::min<rlim_t>(limit.rlim_max, 1'048'576));
  expect_each_called_once(200);
  EXPECT_EQ(count_in_log("fewer calls at once"), 0);
}

TEST_F(MachineFault, FewDescriptorsMeanFewerCallsAndNoAttemptIsBurnt) {  // O3
  settings.retry.attempts = 3;
  prepare(2, R"({"latency_ms":1000})");
  send_upserts(100);
  start_limited("ulimit -n 64");
  ASSERT_TRUE(calls_reach(10));
  for (int look = 0; look < 5; ++look) EXPECT_EQ(ask("/livez"), 200);
  ASSERT_TRUE(drains(60s)) << log_of("worker-0");
  expect_each_called_once(100);
  EXPECT_EQ(count_in_log("fewer calls at once than api.max_in_flight asks for"), 1);
}

TEST_F(MachineFault, TooFewDescriptorsForAnyWorkAreNamed) {  // O3
  prepare(1);
  auto& worker = start_limited("ulimit -n 40");
  ASSERT_TRUE(wait_for_end(worker, 10s));
  EXPECT_THAT(log_of("worker-0"), AllOf(HasSubstr("api.max_in_flight (256)"), HasSubstr("only 40 descriptors"), HasSubstr("ulimit -n")));
}

TEST_F(MachineFault, HangupReadsFilesAgainAndEndsNothing) {
  prepare(1);
  auto& worker = start_worker();
  ASSERT_TRUE(log_says("import-worker starts"));
  worker.signal(SIGHUP);
  ASSERT_TRUE(answers("/readyz", 200, 30s));
  for (int n = 0; n < 3; ++n) worker.signal(SIGHUP);
  ASSERT_TRUE(log_says("SIGHUP: token files, accounts and certificates"));
  send_mixed(20, 1);
  ASSERT_TRUE(told(20, 30s)) << "has it ended?";
  EXPECT_EQ(end_by(SIGTERM, worker, kAfterGrace), 0);
}

TEST_F(MachineFault, WithoutDescriptorsJobsWaitAndCpuIsNotBurnt) {  // O1
  auto& kafka = ProxiedKafka::shared();
  go_through(kafka);
  settings.retry.attempts = 2;
  settings.kafka.client["reconnect.backoff.max.ms"] = "1000";  // so that the test need not wait for longer afterwards
  prepare(2);
  auto& worker = start_worker();
  ASSERT_TRUE(answers("/readyz", 200, 30s));
  rlimit before{};
  ASSERT_EQ(::prlimit(worker.pid(), RLIMIT_NOFILE, nullptr, &before), 0);
  const rlimit none{first_free_descriptor(worker.pid()), before.rlim_max};  // what is open stays open, nothing new opens
  ASSERT_EQ(::prlimit(worker.pid(), RLIMIT_NOFILE, &none, nullptr), 0);
  send_mixed(100, 2);
  const auto used = cpu_time(worker.pid());
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(ask("/livez"), 200) << "one descriptor is kept for this";
  std::this_thread::sleep_for(1s);  // real time: how much CPU fits into it is what counts
  EXPECT_TRUE(log_says("this machine has no room for more calls")) << "the test shows nothing";
  EXPECT_LE(calls_so_far(), 1) << "one that is kept for health checks was lent";
  kafka.proxy.reset_all();  // from here on the API's connections and Kafka's take what the other one leaves
  std::this_thread::sleep_for(2s);
  const auto share =
      100 * (cpu_time(worker.pid()) - used) / std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
  EXPECT_LT(share, 50) << "per cent of a processor, for doing nothing";
  ASSERT_EQ(::prlimit(worker.pid(), RLIMIT_NOFILE, &before, nullptr), 0);
  ASSERT_TRUE(told(100, 60s)) << log_of("worker-0");
  EXPECT_TRUE(answers("/livez", 200, 10s));
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.by_reason().at("ok"), 100);
  for (const auto& event : seen.events()) EXPECT_EQ(event.attempts, 1) << event.file_path;
  EXPECT_EQ(end_by(SIGTERM, worker, kAfterGrace), 0);
}

TEST_F(MachineFault, ManyShortFreezesPutNothingInDoubt) {  // O1: no CPU, again and again; one long freeze is B5
  settings.api.max_in_flight = 32;
  prepare(4, R"({"latency_ms":40,"shares":{"-1":0.1}})");
  send_mixed(2'000, 4);
  auto& worker = start_worker();
  ASSERT_TRUE(calls_reach(50));
  for (int freeze = 0; freeze < 30; ++freeze) {
    worker.signal(SIGSTOP);
    std::this_thread::sleep_for(90ms);  // real time is what is taken from it
    worker.signal(SIGCONT);
    std::this_thread::sleep_for(30ms);
  }
  ASSERT_TRUE(drains(60s)) << log_of("worker-0");
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.by_reason().at("ok"), 2'000);
}

/// Metadata that passes the checksum of a ledger at `offset`, of this version and without anything else that this program could read.
std::string ledger_of_version(int version, std::int64_t offset) {
  std::string bytes{static_cast<char>(version), 'n', 'e', 'w'};
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), bytes.size());
  for (int shift = 56; shift >= 0; shift -= 8) crc.process_byte(static_cast<unsigned char>(static_cast<std::uint64_t>(offset) >> shift));
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>((crc.checksum() >> shift) & 255);
  std::array<unsigned char, 32> text{};
  ::EVP_EncodeBlock(text.data(), reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  const std::string encoded{reinterpret_cast<const char*>(text.data())};
  return encoded.substr(0, encoded.find('='));
}

TEST_F(MachineFault, LedgersOfVersionsThatItDoesNotKnowAreLeftAlone) {  // O2; there is no older version than the present one yet
  settings.kafka.static_membership = false;                             // who leaves is gone at once, and the test may commit
  prepare(3);
  const auto& topic = settings.kafka.topics.requests;
  const std::array<std::string, 2> foreign{ledger_of_version(0, 0), ledger_of_version(2, 0)};
  for (int partition = 0; partition < 2; ++partition)
    commit_by_hand(settings.kafka.brokers, settings.kafka.group, topic, partition, 0, foreign.at(static_cast<std::size_t>(partition)));
  send_mixed(60, 3);
  auto& worker = start_worker();
  ASSERT_TRUE(wait_until([&] { return calls_so_far() == 20; }, 30s)) << "the third partition goes on";
  EXPECT_THAT(log_of("worker-0"), HasSubstr("is damaged (version 0)"));
  EXPECT_THAT(log_of("worker-0"), HasSubstr("has version 2, this program reads up to 1"));
  EXPECT_EQ(end_by(SIGTERM, worker, kAfterGrace), 0);
  const auto group = group_state(settings.kafka.brokers, settings.kafka.group, topic);
  for (int partition = 0; partition < 2; ++partition) {
    EXPECT_EQ(group.metadata.at(partition), foreign.at(static_cast<std::size_t>(partition))) << "left for a person to look at";
    commit_by_hand(settings.kafka.brokers, settings.kafka.group, topic, partition, 0, "");
  }
  EXPECT_EQ(calls_so_far(), 20) << "nothing of the two was called";
  start_worker();
  ASSERT_TRUE(drains(30s)) << log_of("worker-0");
  auto seen = history();
  seen.commits_by_hand = true;
  expect_right(seen);
  EXPECT_EQ(seen.by_reason().at("ok"), 60);
}

}  // namespace
}  // namespace iw::testing
