// Which librdkafka options `kafka.client` may hold. Pure, any thread. It does not know all of librdkafka's options: common/kafka/conf.hpp asks the
// library.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace iw {

/// Why this option is refused with this value, with the key to use instead; nothing when it is allowed. Refused are those that the guarantee rests
/// on, those that only code can set, and those that would leave a broker's certificate or name unverified.
[[nodiscard]] std::optional<std::string> refusal_of_client_option(std::string_view name, std::string_view value = {});

}  // namespace iw
