// The other side of token sources, played by a test: calls wait until they are answered, and the clock moves by hand. One thread, no I/O but files.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "worker/call/token/fetch/token_call.hpp"
#include "worker/call/token/fetch/token_source.hpp"

namespace iw::testing {

/// A caller that only notes down what is to be sent.
class ScriptedCaller final : public TokenCaller {
 public:
  void send(TokenCall call, std::function<void(const HttpResult&)> done) override {
    bodies.emplace_back(call.body.reveal());
    targets.emplace_back(call.target.reveal());
    calls.push_back(std::move(call));
    open.push_back(std::move(done));
  }
  /// Answers the oldest call that is open.
  void answer(const std::string& body, int status = 200) {
    const auto done = std::exchange(open.front(), nullptr);
    open.pop_front();
    done({.phase = HttpPhase::answered, .status = status, .body = body});
  }
  void lose(HttpPhase phase, std::string_view error) {
    const auto done = std::exchange(open.front(), nullptr);
    open.pop_front();
    done({.phase = phase, .error = error});
  }
  std::vector<TokenCall> calls;
  std::vector<std::string> bodies, targets;
  std::deque<std::function<void(const HttpResult&)>> open;
};

/// A clock that a test moves.
class HandClock final : public Clock {
 public:
  [[nodiscard]] Now now() const noexcept override { return time; }
  void advance(Duration by) { time.mono += by; }
  Now time{TimePoint{std::chrono::hours{1}}, WallTime{std::chrono::hours{500'000}}};
};

/// A folder of its own for each test.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "import_worker_token.XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() {
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
    std::filesystem::remove_all(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  void write(const std::string& name, const std::string& text) const { std::ofstream{file(name), std::ios::binary} << text; }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream in{file(name), std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator{path_}, std::filesystem::directory_iterator{}));
  }

 private:
  std::filesystem::path path_;
};

/// What a fetch ended with, as text: "token <text> for <seconds>" or "trouble <errcode or -> <message>".
inline std::string told(const TokenOutcome& outcome) {
  if (const auto* fresh = std::get_if<FreshToken>(&outcome))
    return "token " + std::string{fresh->token.reveal()} + " for " +
           std::to_string(std::chrono::duration_cast<std::chrono::seconds>(fresh->life).count());
  const auto& trouble = std::get<TokenTrouble>(outcome);
  return "trouble " + (trouble.errcode ? std::to_string(*trouble.errcode) : std::string{"-"}) + " " + trouble.message;
}

/// Keeps what a fetch ends with.
class Ear {
 public:
  [[nodiscard]] TokenDone listen() {
    return [this](const TokenOutcome& outcome) { heard.push_back(told(outcome)); };
  }
  std::vector<std::string> heard;
};

}  // namespace iw::testing
