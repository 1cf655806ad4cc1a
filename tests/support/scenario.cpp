#include "tests/support/scenario.hpp"

#include <httplib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include "common/json/json.hpp"
#include "worker/settings/describe_settings.hpp"

namespace iw::testing {

namespace {

constexpr const char* kToken = "a-very-secret/token+of=tests";

std::string read_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Has this child ended (WEXITED), does it stand still (WSTOPPED)? Only a look: WorkerProcess collects its child itself.
bool has_changed(pid_t pid, int how) {
  siginfo_t info{};
  return ::waitid(P_PID, static_cast<id_t>(pid), &info, how | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid;
}

/// What the worker of this log shows on its admin port, if it still runs.
void add_shown(const std::string& log, std::vector<ShownText>& shown) {
  const auto line = log.rfind("admin port is open");
  const auto port = line == std::string::npos ? line : log.find("\"port\":", line);
  if (port == std::string::npos) return;
  httplib::Client client{"127.0.0.1", std::atoi(log.c_str() + port + 7)};
  client.set_read_timeout(std::chrono::seconds{2});
  for (const char* path : {"/metrics", "/statusz", "/"}) {
    const auto answer = client.Get(path);
    if (!answer) return;  // it has ended, or stands still
    shown.push_back({std::string{"the page "} + path, answer->body});
  }
}

}  // namespace

Scenario::Scenario() {
  static int number = 0;
  const auto run = "t" + std::to_string(::getpid()) + "-" + std::to_string(++number);
  folder_ = (std::filesystem::temp_directory_path() / ("import-worker-" + run)).string();
  std::filesystem::create_directories(folder_);
  std::ofstream{file("token")} << kToken;
  settings.kafka.group = run;
  settings.kafka.topics = {run + ".requests", run + ".results", run + ".dead-letters", "import.tracking"};
  settings.kafka.static_membership = true;
  settings.accounts.push_back({.name = "default", .token = {.kind = TokenKind::file, .path = file("token")}});
  settings.retry.initial = std::chrono::milliseconds{100};
  settings.retry.max = std::chrono::milliseconds{1000};
  settings.retry.budget = 0;
  settings.admin.port = 0;
}

Scenario::~Scenario() {
  workers_.clear();
  if (HasFailure() || std::getenv("IMPORT_WORKER_SHOW_LOGS") != nullptr) {
    for (const auto& instance : instances_) {
      const auto log = log_of(instance);
      std::cerr << "--- the end of the log of " << instance << "\n" << log.substr(log.size() > 4000 ? log.size() - 4000 : 0) << '\n';
    }
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Scenario::prepare(int partitions, const std::string& faults) {
  if (settings.kafka.brokers == KafkaSettings{}.brokers) settings.kafka.brokers = KafkaServer::shared().brokers();
  create_topics(settings.kafka, partitions).value();
  sandbox = Sandbox::create({.calls_file = {}, .faults = faults}).value();
  settings.api.base_url = sandbox->base_url();
}

std::string Scenario::request(const std::string& file_path, bool insert, const std::string& more) {
  return R"({"env":"test-env","collection_name":"orders","file_path":")" + file_path + R"(","file_type":1,"stop_on_error":false,"conflict_mode":)" +
         (insert ? "1" : "2") + more + "}";
}

void Scenario::send(const std::vector<Sent>& records, bool in_transaction) {
  send_all(settings.kafka.brokers, settings.kafka.topics.requests, records, in_transaction);
}

void Scenario::send_mixed(int count, int partitions, const std::string& folder) {
  std::vector<Sent> records;
  for (int n = 0; n < count; ++n)
    records.push_back({"key-" + std::to_string(n), request(folder + std::to_string(n), n % 2 == 0), {}, n % partitions});
  send(records, true);
}

std::string Scenario::configuration(const Settings& own) const { return describe_settings(own); }

WorkerProcess& Scenario::start_worker(const std::string& instance) { return start_program(IMPORT_WORKER_PROGRAM, instance); }

WorkerProcess& Scenario::start_worker_with(const std::string& failpoint, const std::string& instance) {
  ::setenv("IMPORT_WORKER_FAILPOINT", failpoint.c_str(), 1);
  auto& worker = start_program(IMPORT_WORKER_FAILPOINT_PROGRAM, instance);
  ::unsetenv("IMPORT_WORKER_FAILPOINT");
  return worker;
}

bool Scenario::wait_for_end(const WorkerProcess& worker, std::chrono::seconds patience) {
  return wait_until([&worker] { return has_changed(worker.pid(), WEXITED); }, patience);
}

bool Scenario::wait_for_standstill(const WorkerProcess& worker, std::chrono::seconds patience) {
  return wait_until([&worker] { return has_changed(worker.pid(), WSTOPPED); }, patience);
}

WorkerProcess& Scenario::start_program(const char* program, const std::string& instance) {
  Settings own = settings;
  own.kafka.instance = instance;
  if (!worker_brokers.empty()) own.kafka.brokers = worker_brokers;
  std::ofstream{file(instance + ".yaml")} << configuration(own);
  if (std::find(instances_.begin(), instances_.end(), instance) == instances_.end()) instances_.push_back(instance);
  workers_.push_back(std::make_unique<WorkerProcess>(program, file(instance + ".yaml"), file(instance + ".log")));
  workers_.back()->start().value();
  return *workers_.back();
}

std::string Scenario::sandbox_get(const std::string& path) const {
  httplib::Client client{sandbox->base_url()};
  client.set_read_timeout(std::chrono::seconds{60});
  const auto answer = client.Get(path);
  return answer ? answer->body : std::string{};
}

void Scenario::set_faults(const std::string& script) const {
  httplib::Client client{sandbox->base_url()};
  const auto answer = client.Post("/sandbox/faults", script, "application/json");
  ASSERT_TRUE(answer && answer->status == 200) << (answer ? answer->body : "no answer");
}

std::int64_t Scenario::calls_so_far() const {
  const auto stats = parse_json(sandbox_get("/sandbox/stats"), 8);
  const auto* calls = stats && stats->IsObject() ? find_member(*stats, "calls") : nullptr;
  return calls != nullptr && calls->IsInt64() ? calls->GetInt64() : -1;
}

bool Scenario::wait_until(const std::function<bool()>& done, std::chrono::seconds patience) {
  const auto give_up = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < give_up) {
    try {
      if (done()) return true;
    } catch (const std::runtime_error&) {
      // A broker is away at this moment: it is asked again.
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{100});  // another process is waited for: there is nothing to be signalled by
  }
  return false;
}

bool Scenario::wait_for_lag_zero(std::chrono::seconds patience) const {
  return wait_until([this] { return group_state(settings.kafka.brokers, settings.kafka.group, settings.kafka.topics.requests).lag == 0; }, patience);
}

History Scenario::history() const {
  History history;
  const auto& topics = settings.kafka.topics;
  history.request_topic = topics.requests;
  history.settings = settings;
  history.requests = read_all(settings.kafka.brokers, topics.requests);
  history.results = read_all(settings.kafka.brokers, topics.results);
  history.dead_letters = read_all(settings.kafka.brokers, topics.dead_letters);
  for (std::string page; !(page = sandbox_get("/sandbox/calls?limit=10000&from=" + std::to_string(history.calls.size()))).empty();)
    history.add_calls(page);
  history.commits = read_offset_commits(settings.kafka.brokers, settings.kafka.group, topics.requests);
  history.lag = group_state(settings.kafka.brokers, settings.kafka.group, topics.requests).lag;
  for (const auto& instance : instances_) history.logs.push_back(log_of(instance));
  for (const auto& instance : instances_) add_shown(log_of(instance), history.shown);
  history.secrets = {kToken, "a-very-secret%2Ftoken%2Bof%3Dtests", "secret/token"};
  return history;
}

void Scenario::expect_right(const History& history) const {
  const auto wrong = check(history);
  EXPECT_TRUE(wrong.empty()) << wrong.size() << " violations, the first ones:";
  for (std::size_t i = 0; i < std::min<std::size_t>(wrong.size(), 10); ++i) ADD_FAILURE() << wrong[i];
}

std::string Scenario::log_of(const std::string& instance) const { return read_file(folder_ + "/" + instance + ".log"); }

}  // namespace iw::testing
