#include "worker/settings/load_settings.hpp"

#include "common/config/reader.hpp"
#include "worker/settings/check_settings.hpp"
#include "worker/settings/declare_settings.hpp"

namespace iw {

namespace {

constexpr const char* kPrefix = "IMPORT_WORKER__";
constexpr const char* kToken = "WECHAT_ACCESS_TOKEN";

/// The default of `accounts` (contract, section 5), for a file that has none: {default: {token: {kind: static, value: ${WECHAT_ACCESS_TOKEN}}}}
void add_default_account(SettingsDraft& draft, const config::Environment& environment, config::Findings& findings) {
  const auto token = environment.find(kToken);
  if (token == environment.end())
    return findings.add(
        0, "accounts",
        std::string{"expected at least one account; without any, the account default takes its token from "} + kToken + ", which is not set");
  draft.accounts["default"].token.kind = "static";
  draft.accounts["default"].token.given.value = Secret{token->second};
  for (const auto* key : {"accounts", "accounts.default.token.kind", "accounts.default.token.value"}) findings.came_from_variable(key, kToken);
}

}  // namespace

LoadedSettings load_settings(const std::string& path, const config::Environment& environment) {
  SettingsDraft draft;
  config::Findings findings{path};
  const bool whole = config::read_file(path, declare_settings(draft), kPrefix, environment, findings);
  if (whole && !findings.is_given("accounts") && draft.settings.accounts_dir.empty()) add_default_account(draft, environment, findings);
  if (draft.settings.kafka.instance.empty()) draft.settings.kafka.instance = config::host_name();
  if (whole) check_settings(draft, findings);
  return {settings_of(draft), findings.lines()};
}

}  // namespace iw
