#include "tests/support/kafka_cluster.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>

#include "common/kafka/client.hpp"

namespace iw::testing {

namespace {

constexpr const char* kClusterId = "aW1wb3J0LXdvcmtlci10ZX";
constexpr int kTimeoutMs = 10'000;
constexpr std::chrono::seconds kSyncPatience{120};

std::string properties(int node, const std::string& voters) {
  return "node.id=" + std::to_string(node + 1) + "\ncontroller.quorum.voters=" + voters +
         "\ndefault.replication.factor=3\nmin.insync.replicas=2\noffsets.topic.replication.factor=3\n"
         "transaction.state.log.replication.factor=3\ntransaction.state.log.min.isr=2\n"
         // A lost broker is noticed and a leader found within seconds, on a machine that has little time for three JVMs.
         "broker.session.timeout.ms=6000\nbroker.heartbeat.interval.ms=1000\nreplica.lag.time.max.ms=6000\n"
         "num.network.threads=2\nnum.io.threads=4\nlog.cleaner.dedupe.buffer.size=4194304\n";
}

}  // namespace

KafkaCluster::KafkaCluster() {
  std::array<std::uint16_t, kNodes> ports{};
  std::string voters;
  for (int node = 0; node < kNodes; ++node) {
    ports.at(static_cast<std::size_t>(node)) = free_port_pair();
    voters += (node > 0 ? "," : "") + std::to_string(node + 1) + "@127.0.0.1:" + std::to_string(ports.at(static_cast<std::size_t>(node)) + 1);
  }
  // Three brokers of a test need little memory each. The variable reaches those that are started again, too.
  ::setenv("KAFKA_HEAP_OPTS", "-Xmx256m -Xms64m", 0);
  for (int node = 0; node < kNodes; ++node)
    nodes_.at(static_cast<std::size_t>(node)) =
        std::make_unique<KafkaServer>(ports.at(static_cast<std::size_t>(node)), kClusterId, properties(node, voters));
  for (const auto& node : nodes_) node->wait_until_ready(kNodes);
}

std::string KafkaCluster::brokers() const {
  std::string all;
  for (const auto& node : nodes_) all += (all.empty() ? "" : ",") + node->brokers();
  return all;
}

void KafkaCluster::start(int node) {
  node_at(node).launch();
  const auto running = std::count_if(nodes_.begin(), nodes_.end(), [](const auto& each) { return each->pid() > 0; });
  node_at(node).wait_until_ready(static_cast<int>(running));
  const auto give_up = std::chrono::steady_clock::now() + kSyncPatience;
  while (running == kNodes && !in_sync()) {
    if (std::chrono::steady_clock::now() > give_up) throw std::runtime_error{"the copies of node " + std::to_string(node) + " do not catch up"};
    std::this_thread::sleep_for(std::chrono::milliseconds{200});
  }
}

bool KafkaCluster::in_sync() const {
  const auto client = kafka::make_client(RD_KAFKA_PRODUCER, {{"bootstrap.servers", brokers()}, {"log_level", "0"}}, {}).value();
  const rd_kafka_metadata_t* raw = nullptr;
  if (rd_kafka_metadata(client->get(), 1, nullptr, &raw, kTimeoutMs) != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
  const kafka::MetadataHandle metadata{raw};
  for (const auto& topic : std::span{metadata->topics, static_cast<std::size_t>(metadata->topic_cnt)})
    for (const auto& partition : std::span{topic.partitions, static_cast<std::size_t>(topic.partition_cnt)})
      if (partition.isr_cnt < partition.replica_cnt) return false;
  return true;
}

int KafkaCluster::leader_of(const std::string& topic, std::int32_t partition) const {
  const auto client = kafka::make_client(RD_KAFKA_PRODUCER, {{"bootstrap.servers", brokers()}, {"log_level", "0"}}, {}).value();
  const kafka::TopicHandle handle{rd_kafka_topic_new(client->get(), topic.c_str(), nullptr)};
  const rd_kafka_metadata_t* raw = nullptr;
  if (rd_kafka_metadata(client->get(), 0, handle.get(), &raw, kTimeoutMs) != RD_KAFKA_RESP_ERR_NO_ERROR) return -1;
  const kafka::MetadataHandle metadata{raw};
  if (metadata->topic_cnt != 1 || partition >= metadata->topics[0].partition_cnt) return -1;
  return metadata->topics[0].partitions[partition].leader - 1;
}

std::int32_t coordinator_partition(const std::string& name, std::int32_t partitions) {
  std::uint32_t hash = 0;
  for (const char letter : name) hash = 31 * hash + static_cast<unsigned char>(letter);
  return static_cast<std::int32_t>(hash & 0x7fffffffU) % partitions;
}

}  // namespace iw::testing
