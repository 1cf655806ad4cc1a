#include "worker/sandbox/sandbox.hpp"

#include <utility>

#include "worker/sandbox/routes.hpp"

namespace iw {

namespace {

constexpr std::size_t kMostThreads = 10'000;

/// IPv6 addresses stand in brackets in a URL.
std::string url_of(const std::string& host, std::uint16_t port) {
  const bool is_v6 = host.find(':') != std::string::npos;
  return "http://" + (is_v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace

/// In the order in which they are needed; the server goes first.
struct Sandbox::Parts {
  explicit Parts(TokenSetting tokens) : api(clock, std::move(tokens), faults, calls) {}
  SystemClock clock;
  FaultPlay faults;
  CallList calls;
  SandboxApi api;
  WireServer server;
};

Sandbox::Sandbox(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Sandbox::~Sandbox() { stop(); }

Result<std::unique_ptr<Sandbox>> Sandbox::create(SandboxOptions options) {
  if (options.threads == 0 || options.threads > kMostThreads) return Error{"threads: expected 1 to " + std::to_string(kMostThreads)};
  if (options.token_life.count() <= 0) return Error{"token life: expected at least a second"};
  std::unique_ptr<Sandbox> sandbox{
      new Sandbox{std::make_unique<Parts>(TokenSetting{options.token_life, options.secret, options.bearer, options.rotate_refresh_tokens})}};
  if (auto started = sandbox->start(options); !started) return started.error();
  return sandbox;
}

Result<void> Sandbox::start(const SandboxOptions& options) {
  if (!options.faults.empty()) {
    auto script = parse_fault_script(options.faults);
    if (!script) return script.error();
    parts_->faults.replace(std::move(*script), options.faults);
  }
  if (!options.calls_file.empty())
    if (auto opened = parts_->calls.append_to(options.calls_file); !opened) return opened.error();
  route_api(parts_->server, parts_->api);
  route_upload(parts_->server);
  route_control(parts_->server, parts_->faults, parts_->calls);
  const auto port = parts_->server.bind(options.host, options.port);
  if (!port) return port.error();
  port_ = *port;
  base_url_ = url_of(options.host, port_);
  parts_->server.start(options.threads);
  return {};
}

void Sandbox::stop() { parts_->server.stop_serving(); }

}  // namespace iw
