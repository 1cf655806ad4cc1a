// `import-worker sandbox`: the sandbox import API alone, until SIGTERM or SIGINT.
#include <pthread.h>

#include <csignal>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "worker/cli/cli.hpp"
#include "worker/sandbox/fault_script.hpp"
#include "worker/sandbox/sandbox.hpp"
#include "worker/settings/addresses.hpp"

namespace iw {

namespace {

/// What the command line says.
struct SandboxArguments {
  std::string listen = "127.0.0.1:9090";
  std::string calls;
  std::string faults;
  std::size_t threads = SandboxOptions{}.threads;
  std::string secret;
  std::string bearer;
  bool rotate = false;
  std::int64_t token_life = SandboxOptions{}.token_life.count();
};

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>{file}, {}};
}

Result<SandboxOptions> options_of(const SandboxArguments& arguments) {
  const auto listen = parse_listen(arguments.listen);
  if (!listen) return Error{"--listen: " + listen.error().message};
  SandboxOptions options{.host = listen->host,
                         .port = listen->port,
                         .calls_file = arguments.calls,
                         .token_life = std::chrono::seconds{arguments.token_life},
                         .secret = arguments.secret,
                         .bearer = arguments.bearer,
                         .rotate_refresh_tokens = arguments.rotate,
                         .threads = arguments.threads};
  if (arguments.faults.empty()) return options;
  auto text = read_file(arguments.faults);
  if (!text) return Error{"--faults: cannot read " + arguments.faults};
  if (const auto script = parse_fault_script(*text); !script) return Error{"--faults: " + script.error().message};
  options.faults = std::move(*text);
  return options;
}

int complain(const Error& error, int status) {
  std::cerr << "import-worker sandbox: " << error.message << '\n';
  return status;
}

/// Blocks both signals for this thread and those that it starts, so that sigwait() gets them.
sigset_t block_stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

int run_sandbox(const SandboxArguments& arguments) {
  auto options = options_of(arguments);
  if (!options) return complain(options.error(), kUsage);
  const sigset_t signals = block_stop_signals();
  const auto sandbox = Sandbox::create(std::move(*options));
  if (!sandbox) return complain(sandbox.error(), kFailed);
  std::cout << (*sandbox)->base_url() << std::endl;  // flushed: who started us waits for this line
  int signal = 0;
  sigwait(&signals, &signal);
  (*sandbox)->stop();
  return kDone;
}

}  // namespace

void add_sandbox(CLI::App& program, int& status) {
  auto* command = program.add_subcommand(
      "sandbox", "The sandbox import API alone, a stand-in for WeChat's. The first line on standard output is its URL; SIGTERM or SIGINT ends it.");
  const auto arguments = std::make_shared<SandboxArguments>();
  command->add_option("--listen", arguments->listen, "Address and port; port 0: any free one")->capture_default_str();
  command->add_option("--calls", arguments->calls, "File to which each import call is appended as a JSON line, before its answer goes out");
  command->add_option(
      "--faults", arguments->faults,
      "File with a fault script, as for POST /sandbox/faults: {seed, latency_ms, shares, rules, refuse_tokens, accept_tokens, tokens}");
  command->add_option("--threads", arguments->threads, "Most connections at a time, idle ones included")->capture_default_str();
  command->add_option("--token-life", arguments->token_life, "Seconds for which the tokens that it gives out are good")->capture_default_str();
  command->add_option("--secret", arguments->secret, "The one secret that its token calls take (a play one); without: any");
  command->add_option("--bearer", arguments->bearer, "The one bearer that GET /sandbox/token-service takes (a play one); without: any");
  command->add_flag("--rotate-refresh-tokens", arguments->rotate, "Each use of a refresh token replaces it");
  command->callback([arguments, &status] { status = run_sandbox(*arguments); });
}

}  // namespace iw
