// A broker's limits → which of the worker's settings it will refuse. Pure, any thread; it asks no cluster.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "worker/settings/settings.hpp"

namespace iw {

/// Settings by name, as Kafka names them.
using BrokerSettings = std::map<std::string, std::string, std::less<>>;

/// A setting as a whole number; nothing when it is not there or none.
[[nodiscard]] std::optional<std::int64_t> number_of(const BrokerSettings& settings, std::string_view name);

/// Each limit that a worker with these settings would run into, with what to do.
[[nodiscard]] std::vector<std::string> judge_broker(const BrokerSettings& broker, const KafkaSettings& settings);

/// Why a worker cannot join a group whose members speak this protocol ("" or "range": it can); empty when it can.
[[nodiscard]] std::string judge_assignor(const std::string& protocol, const std::string& group);

}  // namespace iw
