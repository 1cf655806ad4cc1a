#include "worker/settings/declare_settings.hpp"

#include <string>
#include <vector>

#include "common/proxy_url.hpp"
#include "common/secret.hpp"

namespace iw {

namespace {

using namespace std::chrono_literals;
using config::Choice, config::Entries, config::Flag, config::Integer, config::Key, config::Number, config::Section, config::Span, config::Text,
    config::TextMap, config::WordList;

constexpr std::chrono::milliseconds kYear = 24h * 365;
Key kafka(SettingsDraft& draft) {
  auto& kafka = draft.settings.kafka;
  auto& topics = kafka.topics;
  return {"kafka",
          Section{{
              {"brokers", Text{&kafka.brokers, 1, 4096}},
              {"group", Text{&kafka.group, 1, 249}},
              {"instance", Text{&kafka.instance, 0, 249}},
              {"static_membership", Flag{&kafka.static_membership}},
              {"topics", Section{{
                             {"requests", Text{&topics.requests, 1, 249}},
                             {"results", Text{&topics.results, 1, 249}},
                             {"dead_letters", Text{&topics.dead_letters, 0, 249}},
                             {"tracking", Text{&topics.tracking, 0, 249}},
                         }}},
              {"session_timeout", Span{&kafka.session_timeout, 1s, 1h}},             // librdkafka's own bound above
              {"transaction_timeout", Span{&kafka.transaction_timeout, 1s, 15min}},  // librdkafka's below, Kafka's transaction.max.timeout.ms above
              {"without_offset", Choice{&draft.without_offset, {"earliest", "stop"}}},
              {"client", TextMap{&kafka.client, &is_secret_option}},
          }}};
}

Key api(ApiSettings& api) {
  return {"api", Section{{
                     {"base_url", Text{&api.base_url, 1, 2048}},
                     {"timeout", Span{&api.timeout, 1ms, 1h}},
                     {"connect_timeout", Span{&api.connect_timeout, 1ms, 1h}},
                     {"max_in_flight", Integer{&api.max_in_flight, 1, 65'536}},
                     {"ca_file", Text{&api.ca_file, 0, 4096}},
                     {"proxy", config::SecretText{&api.proxy, true, &mask_proxy_url}},
                     {"client_certificate_file", Text{&api.client_certificate_file, 0, 4096}},
                     {"client_key_file", Text{&api.client_key_file, 0, 4096}},
                 }}};
}

Key accounts(std::map<std::string, AccountDraft>& accounts) {
  const auto names = [&accounts] {
    std::vector<std::string> all;
    for (const auto& entry : accounts) all.push_back(entry.first);
    return all;
  };
  return {"accounts", Entries{[&accounts](const std::string& name) { return declare_account(accounts[name]); }, names}};
}

Key retry(SettingsDraft& draft) {
  auto& retry = draft.settings.retry;
  return {"retry", Section{{
                       {"initial", Span{&retry.initial, 1ms, 24h}},
                       {"max", Span{&retry.max, 1ms, 24h}},
                       {"multiplier", Number{&retry.multiplier, 1, 100}},
                       {"attempts", Integer{&retry.attempts, 1, 1000}},
                       {"deadline", Span{&retry.deadline, 1ms, kYear}},
                       {"budget", Integer{&retry.budget, 0, 1'000'000}},
                       {"hold", WordList{&draft.hold, {"token", "operator"}}},
                       {"classes", TextMap{&retry.classes, [](std::string_view) { return false; }}},
                       {"waits", Section{{
                                     {"minute_quota", Span{&retry.waits.minute_quota, 1ms, 24h}},
                                     {"quota", Span{&retry.waits.quota, 1ms, 24h}},
                                     {"retry_after_max", Span{&retry.waits.retry_after_max, 1ms, 24h}},
                                 }}},
                   }}};
}

Key breaker(SettingsDraft& draft) {
  return {"breaker", Section{{{"failures", Integer{&draft.settings.breaker.failures, 0, 1'000'000}}, {"probe", Span{&draft.settings.breaker.probe, 1ms, 24h}}}}};
}

Key in_doubt(SettingsDraft& draft) {
  const std::vector<std::string> policies{"report", "resubmit"};
  return {"in_doubt", Section{{{"insert", Choice{&draft.doubtful_insert, policies}}, {"upsert", Choice{&draft.doubtful_upsert, policies}}}}};
}

Key ordering(SettingsDraft& draft) {
  return {"ordering", Section{{{"by", Choice{&draft.order_by, {"none", "key", "collection"}}},
                               {"until", Choice{&draft.order_until, {"accepted"}, {"finished"}}}}}};
}

Key tracking(SettingsDraft& draft) {
  return {"tracking", Section{{
                          {"enabled", Flag{&draft.tracking}},
                          {"initial", Span{&draft.tracking_initial, 1ms, 24h}},
                          {"max", Span{&draft.tracking_max, 1ms, 24h}},
                          {"deadline", Span{&draft.tracking_deadline, 1ms, kYear}},
                      }}};
}

}  // namespace

config::Section declare_account(AccountDraft& account) {
  return {{
      {"token", declare_token(account.token)},
      {"limits", Section{{{"in_flight", Integer{&account.in_flight, 0, 65'536}}, {"per_second", Number{&account.per_second, 0, 1e6}}}}},
  }};
}

config::Section declare_settings(SettingsDraft& draft) {
  auto& settings = draft.settings;
  return {{
      kafka(draft),
      api(settings.api),
      accounts(draft.accounts),
      {"accounts_dir", Text{&settings.accounts_dir, 0, 4096}},
      retry(draft),
      breaker(draft),
      in_doubt(draft),
      ordering(draft),
      tracking(draft),
      {"shutdown", Section{{{"grace", Span{&settings.shutdown_grace, 0ms, 1h}}}}},
      {"admin", Section{{{"listen", Text{&draft.listen, 1, 300}}}}},
      {"log", Section{{{"level", Choice{&settings.log.level, {"debug", "info", "warn", "error"}}},
                       {"format", Choice{&draft.log_format, {"json", "text"}}}}}},
  }};
}

}  // namespace iw
