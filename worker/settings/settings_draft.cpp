#include "worker/settings/settings_draft.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "worker/settings/addresses.hpp"
#include "worker/settings/words.hpp"

namespace iw {

namespace {

constexpr std::array<std::pair<OrderBy, std::string_view>, 3> kOrders{
    {{OrderBy::none, "none"}, {OrderBy::key, "key"}, {OrderBy::collection, "collection"}}};

constexpr std::array<std::pair<WithoutOffset, std::string_view>, 2> kStarts{{{WithoutOffset::earliest, "earliest"}, {WithoutOffset::stop, "stop"}}};

bool holds(const std::vector<std::string>& words, std::string_view word) { return std::find(words.begin(), words.end(), word) != words.end(); }

AccountDraft draft_of(const AccountSettings& account) {
  AccountDraft draft;
  draft.token = draft_of(account.token);
  return draft;
}

const char* policy(bool resubmits) { return resubmits ? "resubmit" : "report"; }

}  // namespace

Settings settings_of(const SettingsDraft& draft) {
  Settings settings = draft.settings;
  for (const auto& [name, account] : draft.accounts) settings.accounts.push_back({name, token_of(account.token)});
  settings.retry.hold_token = holds(draft.hold, "token");
  settings.retry.hold_operator = holds(draft.hold, "operator");
  settings.in_doubt = {draft.doubtful_insert == "resubmit", draft.doubtful_upsert == "resubmit"};
  settings.kafka.without_offset = value_of(kStarts, draft.without_offset);
  settings.order_by = value_of(kOrders, draft.order_by);
  if (const auto listen = parse_listen(draft.listen)) settings.admin = *listen;
  settings.log.json = draft.log_format == "json";
  return settings;
}

SettingsDraft draft_of(const Settings& settings) {
  SettingsDraft draft;
  draft.settings = settings;
  draft.settings.accounts.clear();
  for (const auto& account : settings.accounts) draft.accounts.emplace(account.name, draft_of(account));
  draft.hold.clear();
  if (settings.retry.hold_token) draft.hold.emplace_back("token");
  if (settings.retry.hold_operator) draft.hold.emplace_back("operator");
  draft.doubtful_insert = policy(settings.in_doubt.insert_resubmits);
  draft.doubtful_upsert = policy(settings.in_doubt.upsert_resubmits);
  draft.without_offset = word_of(kStarts, settings.kafka.without_offset);
  draft.order_by = word_of(kOrders, settings.order_by);
  draft.listen = format_listen(settings.admin);
  draft.log_format = settings.log.json ? "json" : "text";
  return draft;
}

}  // namespace iw
