#include "worker/kafka/kafka_options.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "common/log/log.hpp"
#include "common/log/repeated.hpp"

namespace iw {

namespace {

/// What persists is said once a minute by librdkafka, too: of each kind, and of each of its threads, since those are named after brokers. The texts
/// themselves differ each time, by times and numbers. Any thread.
class SaidByLibrary {
 public:
  std::optional<std::uint64_t> met(std::string_view facility, std::string_view message) {
    const std::lock_guard lock{mutex_};
    return repeated_.met(std::string{facility} + std::string{message.substr(0, message.find(']'))}, BootClock::now());
  }

 private:
  std::mutex mutex_;
  Repeated repeated_;
};

std::string ms(std::chrono::milliseconds time) { return std::to_string(time.count()); }

}  // namespace

kafka::Options plain_options(const KafkaSettings& settings) {
  auto options = settings.client;
  options["bootstrap.servers"] = settings.brokers;
  options["client.id"] = settings.instance;
  options["allow.auto.create.topics"] = "false";  // a topic that is missing is a mistake to be told, not one to be made
  if (options.find("log_level") == options.end()) options["log_level"] = "5";
  return options;
}

kafka::Options consumer_options(const KafkaSettings& settings) {
  auto options = kafka::with(plain_options(settings),
                             {
                                 {"group.id", settings.group},
                                 {"session.timeout.ms", ms(settings.session_timeout)},
                                 {"heartbeat.interval.ms", ms(settings.session_timeout / 10)},
                                 {"enable.auto.commit", "false"},
                                 {"enable.auto.offset.store", "false"},
                                 {"isolation.level", "read_committed"},       // also what makes the offset read wait for open transactions
                                 {"auto.offset.reset", "error"},              // the start is always given; an offset out of range stops the partition
                                 {"partition.assignment.strategy", "range"},  // cooperative-sticky has faults before 2.6.1
                                 {"enable.partition.eof", "true"},            // tells how far the log goes when it ends with markers
                                 {"check.crcs", "true"},
                             });
  if (settings.static_membership) options["group.instance.id"] = settings.instance;
  // Prefetch is per partition: bounded by count too, since each fetched record costs librdkafka some 300 bytes beside its own.
  options.emplace("queued.min.messages", "2000");
  options.emplace("queued.max.messages.kbytes", "4096");
  options.emplace("fetch.message.max.bytes", "1048576");
  options.emplace("fetch.wait.max.ms", "100");
  options.emplace("fetch.error.backoff.ms", "100");
  // New partitions, and a topic that was made anew with fewer, are noticed after this time, not after five minutes.
  options.emplace("topic.metadata.refresh.interval.ms", "10000");
  return options;
}

kafka::Options producer_options(const KafkaSettings& settings) {
  auto options =
      kafka::with(plain_options(settings),
                  {
                      {"transactional.id", settings.transactional_id()},
                      {"transaction.timeout.ms", ms(settings.transaction_timeout)},
                      {"enable.idempotence", "true"},
                      {"retry.backoff.ms", "20"},  // AddOffsetsToTxn meets CONCURRENT_TRANSACTIONS right after a commit and sleeps this long
                      {"delivery.report.only.error", "true"},
                      {"partitioner", "murmur2_random"},  // as Java clients
                  });
  options.emplace("linger.ms", "1");
  options.emplace("compression.type", "none");
  // A cycle may hold as many records as jobs ended while the one before was under way.
  options.emplace("queue.buffering.max.messages", "500000");
  options.emplace("message.max.bytes", "16777216");  // a dead letter holds the whole request: the topic's own limit decides
  return options;
}

std::string version_limit(const KafkaSettings& settings, int version) {
  constexpr int kScramMended = 0x020601ff;  // its pull request 4895
  for (const auto& [name, value] : settings.client)
    if (name.starts_with("sasl.mechanism") && value.starts_with("SCRAM-") && version < kScramMended)
      return "librdkafka before 2.6.1 repeats its nonce in SCRAM, which Kafka 4.0 and later refuse as invalid credentials: run it with a newer "
             "librdkafka, "
             "or use another sasl.mechanism";
  return {};
}

kafka::LogSink log_sink(const KafkaSettings& settings) {
  return [options = settings.client, said = std::make_shared<SaidByLibrary>()](int level, std::string_view facility, std::string_view message) {
    const auto text = kafka::hide_secrets(std::string{message}, options);
    if (level > 5) return log_debug("librdkafka", {{"facility", facility}, {"text", text}});
    const auto unsaid = said->met(facility, message);
    if (!unsaid) return log_debug("librdkafka", {{"facility", facility}, {"text", text}});
    const auto severity = level <= 3 ? LogLevel::warn : LogLevel::info;  // what is an error for us, we say ourselves
    log_line(severity, "librdkafka", {{"facility", facility}, {"text", text}, {"times_unsaid", *unsaid}});
  };
}

}  // namespace iw
