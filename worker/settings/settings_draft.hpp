// The configuration while it is being read: Settings, and beside them what stands in the file in another form than the one that the worker uses.
// Plain data, one thread. Nothing here has been compared yet: check_settings does that.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "worker/settings/settings.hpp"
#include "worker/settings/token_draft.hpp"

namespace iw {

/// One entry of `accounts` as it stands in the file.
struct AccountDraft {
  TokenDraft token;
  int in_flight = 0;      ///< `limits`, not built yet: only 0
  double per_second = 0;  ///< the same
};

/// All that a configuration file can say.
struct SettingsDraft {
  Settings settings;                             ///< the keys that have the worker's own form
  std::map<std::string, AccountDraft> accounts;  ///< the others, from here on
  std::string without_offset = "earliest";
  std::vector<std::string> hold = {"token"};
  std::string doubtful_insert = "report";
  std::string doubtful_upsert = "resubmit";
  std::string order_by = "none";
  std::string order_until = "accepted";
  std::string listen = "127.0.0.1:8080";
  std::string log_format = "json";
  bool tracking = false;  ///< not built yet: only false, so that the bounds below have no effect
  std::chrono::milliseconds tracking_initial{2'000};
  std::chrono::milliseconds tracking_max{60'000};
  std::chrono::milliseconds tracking_deadline{std::chrono::hours{6}};
};

/// The settings that a draft without problems stands for.
[[nodiscard]] Settings settings_of(const SettingsDraft& draft);

/// The reverse: a draft that settings_of makes these settings from.
[[nodiscard]] SettingsDraft draft_of(const Settings& settings);

}  // namespace iw
