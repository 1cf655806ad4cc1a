// Fuzz target: loading a configuration, and showing what is in force (contract, section 5).
// Input: lines `NAME=value` of the environment up to a line `---`, then the file; without such a line the whole input is the file.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "tests/fuzz/fuzz_input.hpp"
#include "tests/fuzz/property.hpp"
#include "worker/settings/describe_settings.hpp"
#include "worker/settings/load_settings.hpp"

namespace iw::testing {
namespace {

constexpr std::string_view kToken = "T0KEN-8f3a6c51d2";

/// A file that is in memory only, under a path as any other.
class MemoryFile {
 public:
  MemoryFile() : file_(::memfd_create("settings", 0)), path_("/proc/self/fd/" + std::to_string(file_)) {}
  const std::string& with(std::string_view text) {
    require(::ftruncate(file_, 0) == 0 && ::pwrite(file_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()), "a file can be made");
    return path_;
  }

 private:
  int file_;
  std::string path_;
};

LoadedSettings load(std::string_view text, const config::Environment& environment) {
  static MemoryFile file;
  return load_settings(file.with(text), environment);
}

config::Environment environment_in(FuzzInput& input) {
  config::Environment environment{{"WECHAT_ACCESS_TOKEN", std::string{kToken}}};
  if (input.rest().find("\n---\n") == std::string_view::npos) return environment;
  for (auto line = input.line(); line != "---"; line = input.line()) {
    const auto equals = line.find('=');
    if (equals != std::string_view::npos) environment[std::string{line.substr(0, equals)}] = line.substr(equals + 1);
  }
  return environment;
}

void check_bounds(const Settings& settings) {
  require(!settings.accounts.empty(), "there is an account");
  require(!settings.kafka.group.empty() && !settings.kafka.instance.empty() && !settings.kafka.topics.requests.empty(), "names are there");
  require(settings.kafka.transaction_timeout < settings.kafka.session_timeout, "the transaction is shorter than the session");
  require(settings.api.max_in_flight >= 1, "one call may go out");
  require(settings.retry.attempts >= 1 && settings.retry.multiplier >= 1, "the retry plan makes sense");
  for (const auto& account : settings.accounts) {
    const auto& token = account.token;
    require(token.kind != TokenKind::static_value || token.value.empty() != token.value_file.empty(), "a static token comes from one place");
    require(token.kind != TokenKind::file || !token.path.empty(), "a token file has a path");
  }
}

/// What is shown can be read, and says the same again.
void check_shown(const Settings& settings) {
  const auto shown = describe_settings(settings);
  const auto again = load(shown, {});
  require(again.ok(), "what is shown is a configuration: " + (again.ok() ? shown : again.problems.front() + "\n" + shown));
  require(describe_settings(again.settings) == shown, "what is shown is read back the same");
}

void check_problems(const LoadedSettings& loaded, bool token_is_in_the_file) {
  for (const auto& problem : loaded.problems) {
    require_plain(problem, 6000, "a problem");
    require(token_is_in_the_file || problem.find(kToken) == std::string::npos, "no problem shows a secret");
  }
}

}  // namespace
}  // namespace iw::testing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iw::testing;
  FuzzInput input{data, size};
  const auto environment = environment_in(input);
  const auto text = input.rest();
  const auto loaded = load(text, environment);
  check_problems(loaded, std::string_view{reinterpret_cast<const char*>(data), size}.find(kToken) != std::string_view::npos);
  if (!loaded.ok()) return 0;
  check_bounds(loaded.settings);
  // A file that refers to the token where no secret belongs shows it, and that is the file's own doing.
  if (text.find("${") == std::string_view::npos)
    require(iw::describe_settings(loaded.settings).find(kToken) == std::string::npos || text.find(kToken) != std::string_view::npos,
            "what is shown holds no secret");
  check_shown(loaded.settings);
  return 0;
}
