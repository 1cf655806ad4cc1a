// Options of a librdkafka client, from a map to its own form. Any thread. It knows of no option what it means: the folders that make clients do.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/error.hpp"
#include "common/kafka/handles.hpp"

namespace iw::kafka {

/// Options by name, as librdkafka's CONFIGURATION.md lists them. Values may be secret.
using Options = std::map<std::string, std::string>;

/// Lays `over` on top of `options`.
[[nodiscard]] Options with(Options options, const Options& over);

/// What this librdkafka says of an option.
enum class OptionVerdict : std::uint8_t { good, unknown, bad_value };
[[nodiscard]] OptionVerdict try_option(const std::string& name, const std::string& value);
/// The names of all options that it knows.
[[nodiscard]] std::vector<std::string> known_options();

/// librdkafka's form of the options. The error names the option, never its value.
[[nodiscard]] Result<ConfHandle> make_conf(const Options& options);

/// The text with each value of a secret option (password, secret, key, token, jaas) replaced by *****, also where it stands percent-encoded.
[[nodiscard]] std::string hide_secrets(std::string_view text, const Options& options);

}  // namespace iw::kafka
