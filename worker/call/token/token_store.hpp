// The accounts' tokens: where they come from, which version is the newest, and what must not be shown. Loop thread.
// It fetches nothing over the network: kinds `none`, `static` and `file`.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/secret.hpp"
#include "worker/call/token/token_file.hpp"
#include "worker/ports.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// Tokens by the index of their account in the settings.
class TokenStore final : public Tokens {
 public:
  /// Reads the files once. A file that cannot be read is no error here: its account has no token until it can.
  explicit TokenStore(const Settings& settings);

  /// Who is told; set once. What the first look at the files found wrong is told by the next poll().
  void report_to(TokenEvents& events) { events_ = &events; }
  /// Looks after files that have changed, and answers renew(). To be called about once a second.
  void poll();

  /// The target of a call: path and query, the token percent-encoded in it. The one place where a token meets a URL.
  [[nodiscard]] std::string token_target(std::size_t account, std::string_view path) const;
  /// When the present token was put in place; nothing for kind none or without a token.
  [[nodiscard]] std::optional<TimePoint> since(std::size_t account) const;

  [[nodiscard]] std::uint64_t version(std::size_t account) const override { return entries_[account].version; }
  [[nodiscard]] bool renewable(std::size_t account) const override { return entries_[account].file.has_value(); }
  void renew(std::size_t account) override { entries_[account].renew = true; }
  [[nodiscard]] std::span<const std::string> secrets(std::size_t account) const override { return entries_[account].shown_to_nobody; }

 private:
  /// One account's token.
  struct Entry {
    std::string parameter;
    std::optional<TokenFile> file;
    Secret token;
    std::uint64_t version = 0;
    std::uint64_t versions = 0;  ///< given out so far
    TimePoint since{};
    bool renew = false;                        ///< asked for
    std::string trouble;                       ///< to be told
    std::vector<std::string> shown_to_nobody;  ///< this token and the one before
  };
  static void put(Entry& entry, Secret token);
  static void lose(Entry& entry, std::string why);
  void poll(std::size_t account);

  std::vector<Entry> entries_;
  TokenEvents* events_ = nullptr;
};

}  // namespace iw
