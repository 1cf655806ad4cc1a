#include "tests/support/kafka_server.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <utility>

#include "common/kafka/client.hpp"

namespace iw::testing {

namespace {

constexpr std::chrono::seconds kStartPatience{120};

bool can_bind(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool bound = ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return bound;
}

}  // namespace

std::uint16_t free_port_pair() {
  // Below the range that the system gives to clients, so that none of them takes it meanwhile. Test programs that run side by side have pids in a
  // row: each has a stretch of its own, since a port is free until its broker binds it, seconds later.
  static std::uint16_t next = static_cast<std::uint16_t>(20000 + ::getpid() % 43 * 256);
  for (int tries = 0; tries < 4000; ++tries, next = static_cast<std::uint16_t>(next + 2))
    if (can_bind(next) && can_bind(static_cast<std::uint16_t>(next + 1))) return std::exchange(next, static_cast<std::uint16_t>(next + 2));
  throw std::runtime_error{"no free pair of ports on the loopback interface"};
}

void become_local_kafka(const std::string& version, std::vector<std::string> arguments) {
  if (!version.empty()) ::setenv("IMPORT_WORKER_KAFKA_VERSION", version.c_str(), 1);
  arguments.insert(arguments.begin(), IMPORT_WORKER_ROOT "/deploy/local-kafka");
  std::vector<char*> words;
  for (auto& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  ::execv(words.front(), words.data());
  ::_exit(127);
}

std::string proxied_listener(std::uint16_t port, std::uint16_t listen, std::uint16_t advertised) {
  const auto at = [](const char* name, int number) { return name + std::string{"://127.0.0.1:"} + std::to_string(number); };
  return "listeners=" + at("PLAINTEXT", port) + "," + at("PROXIED", listen) + "," + at("CONTROLLER", port + 1) + "\n" +
         "advertised.listeners=" + at("PLAINTEXT", port) + "," + at("PROXIED", advertised) + "\n" +
         "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT\n";
}

KafkaServer::KafkaServer(const std::string& extra) : KafkaServer(free_port_pair(), "", extra) { wait_until_ready(); }

KafkaServer::KafkaServer(std::uint16_t port, const std::string& cluster_id, const std::string& extra, const std::string& version)
    : folder_((std::filesystem::temp_directory_path() / ("import-worker-kafka-" + std::to_string(::getpid()) + "-" + std::to_string(port))).string()),
      port_(port),
      cluster_id_(cluster_id),
      version_(version) {
  std::filesystem::create_directories(folder_);
  set_extra(extra);
  launch();
}

KafkaServer::~KafkaServer() {
  kill();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

KafkaServer& KafkaServer::shared() {
  static KafkaServer server;
  return server;
}

void KafkaServer::start() {
  launch();
  wait_until_ready();
}

void KafkaServer::set_extra(const std::string& extra) const { std::ofstream{folder_ + "/extra.properties"} << extra; }

void KafkaServer::launch() {
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test program that is killed leaves no broker behind
    const int log = ::open((folder_ + "/broker.log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    ::close_range(STDERR_FILENO + 1, ~0U, 0);  // a listener of the test's would stay open as long as the broker runs
    std::vector<std::string> arguments{"run", folder_, std::to_string(port_)};
    if (!cluster_id_.empty()) arguments.push_back(cluster_id_);
    become_local_kafka(version_, std::move(arguments));
  }
}

void KafkaServer::wait_until_ready(int wanted) const {
  const auto client = kafka::make_client(RD_KAFKA_PRODUCER, {{"bootstrap.servers", brokers()}, {"log_level", "0"}}, {}).value();
  const auto give_up = std::chrono::steady_clock::now() + kStartPatience;
  while (std::chrono::steady_clock::now() < give_up) {
    const rd_kafka_metadata_t* raw = nullptr;
    if (rd_kafka_metadata(client->get(), 0, nullptr, &raw, 1000) != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    const kafka::MetadataHandle metadata{raw};
    if (metadata->broker_cnt >= wanted) return;
  }
  std::ifstream log{folder_ + "/broker.log"};
  throw std::runtime_error{"the Kafka broker does not come up:\n" + std::string{std::istreambuf_iterator<char>{log}, {}}};
}

void KafkaServer::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(std::exchange(pid_, -1), nullptr, 0);
}

}  // namespace iw::testing
