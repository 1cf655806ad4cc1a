// Which librdkafka options `kafka.client` may hold. Pure, any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace iw {

/// Why this option is refused with this value, with the key to use instead; nothing when it is allowed. Refused are those that the guarantee rests
/// on, those that only code can set, and those that would leave a broker's certificate or name unverified.
[[nodiscard]] std::optional<std::string> refusal_of_client_option(std::string_view name, std::string_view value = {});

/// What this librdkafka itself has against an option, with the nearest one that it knows; nothing when it takes it. The value is not shown.
[[nodiscard]] std::optional<std::string> refusal_by_library(const std::string& name, const std::string& value);

/// What is missing beside `security.protocol: SASL_…`; empty when nothing is.
[[nodiscard]] std::string missing_mechanism(const std::map<std::string, std::string>& client);

}  // namespace iw
