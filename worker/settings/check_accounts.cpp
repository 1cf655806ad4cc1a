#include <string>
#include <string_view>

#include "common/config/text_file.hpp"
#include "worker/settings/check_settings.hpp"
#include "worker/settings/check_token.hpp"

namespace iw {

namespace {

constexpr std::size_t kLongestName = 128;  // as in a request (contract, section 1)

/// The checks of one account, told at its keys.
class AccountCheck {
 public:
  AccountCheck(const std::string& name, const AccountDraft& account, std::string path, config::Findings& findings)
      : name_(name), path_(std::move(path)), account_(account), findings_(findings) {}

  void check() {
    check_name();
    check_limits();
    const auto token = config::below(path_, "token");
    if (!findings_.is_faulty(path_) && !findings_.is_faulty(token)) check_token(account_.token, token, findings_);
  }

 private:
  void check_name() {
    const auto length = config::code_points(name_);
    if (!length || *length == 0 || *length > kLongestName || config::has_control_character(name_))
      findings_.add_at(path_, "expected an account name of 1 to 128 characters without control characters");
  }

  void check_limits() {
    if (account_.in_flight != 0) findings_.add_at(config::below(path_, "limits.in_flight"), kNoLimits);
    if (account_.per_second != 0) findings_.add_at(config::below(path_, "limits.per_second"), kNoLimits);
  }

  static constexpr const char* kNoLimits = "limits of an account are not available in this version: expected 0, or no key";
  const std::string& name_;
  std::string path_;
  const AccountDraft& account_;
  config::Findings& findings_;
};

}  // namespace

void check_account(const std::string& name, const AccountDraft& account, const std::string& path, config::Findings& findings) {
  AccountCheck{name, account, path, findings}.check();
}

void check_accounts(const SettingsDraft& draft, config::Findings& findings) {
  if (draft.accounts.empty() && draft.settings.accounts_dir.empty() && !findings.is_faulty("accounts"))
    findings.add_at("accounts", "expected at least one account, here or in accounts_dir");
  for (const auto& [name, account] : draft.accounts) check_account(name, account, "accounts." + name, findings);
}

}  // namespace iw
