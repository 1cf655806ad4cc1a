#include "common/config/environment.hpp"

#include <unistd.h>

#include <array>
#include <string_view>

namespace iw::config {

Environment process_environment() {
  Environment environment;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const auto at = text.find('=');
    if (at != std::string_view::npos) environment.emplace(text.substr(0, at), text.substr(at + 1));
  }
  return environment;
}

std::string host_name() {
  std::array<char, 256> name{};
  const bool known = gethostname(name.data(), name.size() - 1) == 0 && name.front() != '\0';
  return known ? name.data() : "localhost";
}

}  // namespace iw::config
