// The forms of the addresses and names in a configuration. Pure, any thread. Nothing is resolved or connected to.
#pragma once

#include <string>
#include <string_view>

#include "common/error.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// Reads host:port; an IPv6 address stands in brackets, port 0 means any free one.
[[nodiscard]] Result<AdminSettings> parse_listen(std::string_view text);

/// The reverse.
[[nodiscard]] std::string format_listen(const AdminSettings& admin);

/// The address of a service that is asked with one GET.
struct ServiceUrl {
  std::string origin;  ///< scheme, host and port: "https://tokens.example:8443"
  std::string target;  ///< path and query, at least "/"
};

/// Reads http(s)://host[:port][/path][?query]. User info and fragment are refused. The error says what is wrong and never shows the text.
[[nodiscard]] Result<ServiceUrl> parse_service_url(std::string_view text);

/// The URL with ***** for its query, which may hold a key.
[[nodiscard]] std::string mask_query(std::string_view url);

/// Is it a name that Kafka takes for a topic and for group.instance.id: 1-249 letters, digits, '.', '_' and '-', neither "." nor ".."?
[[nodiscard]] bool is_kafka_name(std::string_view name);

}  // namespace iw
