// The keys of the configuration with their types and bounds (contract, section 5): what load_settings reads, describe_settings shows and the editors'
// schema repeats. Any thread. How keys must fit one another is check_settings.
#pragma once

#include "common/config/declaration.hpp"
#include "worker/settings/settings_draft.hpp"

namespace iw {

/// All keys, bound to the draft, which must outlive the declaration and stay where it is.
[[nodiscard]] config::Section declare_settings(SettingsDraft& draft);
/// The keys of one account: an entry of `accounts`, or a file of `accounts_dir`.
[[nodiscard]] config::Section declare_account(AccountDraft& account);

}  // namespace iw
