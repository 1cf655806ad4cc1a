// What a single key's type cannot say: keys that must fit one another, forms of names and addresses, and features that this version does not have.
// Pure, any thread. It looks at no file, host or broker.
#pragma once

#include "common/config/findings.hpp"
#include "worker/settings/settings_draft.hpp"

namespace iw {

/// Adds to `findings` what is wrong with the draft. Keys that have a problem already are not looked at again.
void check_settings(const SettingsDraft& draft, config::Findings& findings);

/// The part of it for one account, whose keys stand below `path` (empty: at the root of a file of its own).
void check_account(const std::string& name, const AccountDraft& account, const std::string& path, config::Findings& findings);

/// The part of it for `accounts`.
void check_accounts(const SettingsDraft& draft, config::Findings& findings);

}  // namespace iw
