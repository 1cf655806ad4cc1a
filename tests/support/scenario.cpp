#include "tests/support/scenario.hpp"

#include <httplib.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
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
  settings.accounts.push_back({.name = "default", .kind = TokenKind::file, .path = file("token")});
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

WorkerProcess& Scenario::start_worker(const std::string& instance) {
  Settings own = settings;
  own.kafka.instance = instance;
  std::ofstream{file(instance + ".yaml")} << describe_settings(own);
  if (std::find(instances_.begin(), instances_.end(), instance) == instances_.end()) instances_.push_back(instance);
  workers_.push_back(std::make_unique<WorkerProcess>(IMPORT_WORKER_PROGRAM, file(instance + ".yaml"), file(instance + ".log")));
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
    if (done()) return true;
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
  history.requests = read_all(settings.kafka.brokers, topics.requests);
  history.results = read_all(settings.kafka.brokers, topics.results);
  history.dead_letters = read_all(settings.kafka.brokers, topics.dead_letters);
  for (std::string page; !(page = sandbox_get("/sandbox/calls?limit=10000&from=" + std::to_string(history.calls.size()))).empty();)
    history.add_calls(page);
  history.lag = group_state(settings.kafka.brokers, settings.kafka.group, topics.requests).lag;
  for (const auto& instance : instances_) history.logs.push_back(log_of(instance));
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
