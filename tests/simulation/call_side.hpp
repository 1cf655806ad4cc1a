// The HTTP client and the tokens of a simulated worker. One thread.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "tests/simulation/commit_side.hpp"

namespace iw::simulation {

/// What the worker's loop knows of being alive, for the history.
struct Pulse {
  TimePoint last_tick{};
  TimePoint stood_still{};  ///< end of the last standstill that was longer than a permission lasts
};

/// Api on the simulated API.
class CallSide final : public iw::Api {
 public:
  CallSide(World& world, Process& process, const SourceSide& source, const CommitSide& commits, const Pulse& pulse, int worker)
      : world_(world), process_(process), source_(source), commits_(commits), pulse_(pulse), worker_(worker) {}
  void report_to(ApiEvents& events) { events_ = &events; }
  void start_call(CallId id, const ApiCall& call, TimePoint not_after) override;
  void withdraw_unsent() override { ++withdrawals_; }

 private:
  void first_byte(CallId id, const Place& place, TimePoint not_after);
  void end(CallId id, Duration delay, ApiReply reply);

  World& world_;
  Process& process_;
  const SourceSide& source_;
  const CommitSide& commits_;
  const Pulse& pulse_;
  int worker_;
  int withdrawals_ = 0;
  ApiEvents* events_ = nullptr;
};

/// Tokens that a simulated token service gives; each is as good as the other, the API refuses calls as it likes.
class TokenSide final : public Tokens {
 public:
  TokenSide(World& world, Process& process) : world_(world), process_(process) {}
  void report_to(TokenEvents& events) { events_ = &events; }
  [[nodiscard]] std::uint64_t version(std::size_t) const override { return version_; }
  [[nodiscard]] bool renewable(std::size_t) const override { return true; }
  void renew(std::size_t account) override;
  [[nodiscard]] std::span<const std::string> secrets(std::size_t) const override { return {}; }

 private:
  World& world_;
  Process& process_;
  TokenEvents* events_ = nullptr;
  std::uint64_t version_ = 1;
};

}  // namespace iw::simulation
