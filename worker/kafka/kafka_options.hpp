// The options of our librdkafka clients: what the settings say, and what the guarantee rests on (guarantee.md, "librdkafka"). Any thread.
#pragma once

#include "common/kafka/client.hpp"
#include "common/kafka/conf.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// The consumer of the request topic.
[[nodiscard]] kafka::Options consumer_options(const KafkaSettings& settings);
/// The transactional producer of results and dead letters.
[[nodiscard]] kafka::Options producer_options(const KafkaSettings& settings);
/// A client that only looks at the cluster: demo, check.
[[nodiscard]] kafka::Options plain_options(const KafkaSettings& settings);

/// What this version of librdkafka (as rd_kafka_version() counts) is known not to do with these settings, and what to do; empty when nothing is.
[[nodiscard]] std::string version_limit(const KafkaSettings& settings, int version);

/// librdkafka's own log lines into ours, without secret values of the options.
[[nodiscard]] kafka::LogSink log_sink(const KafkaSettings& settings);

}  // namespace iw
