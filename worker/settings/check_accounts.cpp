#include <algorithm>
#include <string>
#include <string_view>

#include "common/config/text_file.hpp"
#include "worker/settings/check_settings.hpp"

namespace iw {

namespace {

constexpr std::size_t kLongestName = 128;  // as in a request (contract, section 1)

/// The checks of one account, told at its keys.
class AccountCheck {
 public:
  AccountCheck(const std::string& name, const AccountDraft& account, config::Findings& findings)
      : name_(name), path_("accounts." + name), account_(account), findings_(findings) {}

  void check() {
    check_name();
    check_limits();
    if (!is_faulty("") && !is_faulty(".token") && !is_faulty(".token.kind")) check_kind();
    if (is_given(".token.value") && !is_faulty(".token.value")) check_value();
  }

 private:
  void check_name() {
    const auto length = config::code_points(name_);
    if (!length || *length == 0 || *length > kLongestName || config::has_control_character(name_))
      add("", "expected an account name of 1 to 128 characters without control characters");
  }

  void check_limits() {
    if (account_.in_flight != 0) add(".limits.in_flight", kNoLimits);
    if (account_.per_second != 0) add(".limits.per_second", kNoLimits);
  }

  void check_kind() {
    if (account_.kind.empty()) return add(".token.kind", "expected one of none, static, file, found no such key");
    if (account_.kind == "static") check_static();
    if (account_.kind == "file" && !is_given(".token.path"))
      add(".token.path", "expected the path of a file that holds the token alone: kind file needs it");
    refuse_foreign("static", ".token.value");
    refuse_foreign("static", ".token.value_file");
    refuse_foreign("file", ".token.path");
  }

  void check_static() {
    const bool value = is_given(".token.value"), file = is_given(".token.value_file");
    if (value == file)
      add(".token", std::string{"expected exactly one of value and value_file: kind static needs it, found "} + (value ? "both" : "neither"));
  }

  /// A key that only one kind has, beside another kind.
  void refuse_foreign(std::string_view kind, const char* key) {
    if (account_.kind != kind && is_given(key)) add(key, "belongs to kind " + std::string{kind} + ", found it beside kind " + account_.kind);
  }

  void check_value() {
    const auto value = account_.value.reveal();
    const bool broken =
        value.empty() || std::any_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; });
    if (broken) add(".token.value", "expected a token, not empty and without white space and control characters (it is not shown)");
  }

  void add(const char* key, std::string_view text) { findings_.add_at(path_ + key, text); }
  [[nodiscard]] bool is_given(const char* key) const { return findings_.is_given(path_ + key); }
  [[nodiscard]] bool is_faulty(const char* key) const { return findings_.is_faulty(path_ + key); }

  static constexpr const char* kNoLimits = "limits of an account are not available in this version: expected 0, or no key";
  const std::string& name_;
  std::string path_;
  const AccountDraft& account_;
  config::Findings& findings_;
};

}  // namespace

void check_accounts(const SettingsDraft& draft, config::Findings& findings) {
  if (draft.accounts.empty() && !findings.is_faulty("accounts")) findings.add_at("accounts", "expected at least one account");
  for (const auto& [name, account] : draft.accounts) AccountCheck{name, account, findings}.check();
}

}  // namespace iw
