// The reading half of fault_script.hpp.
#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include "common/json/json.hpp"
#include "worker/answer/error_class.hpp"
#include "worker/sandbox/fault_script.hpp"

namespace iw {

namespace {

constexpr int kMaxDepth = 8;
constexpr std::int64_t kMaxLatencyMs = 600'000;
constexpr std::int64_t kNoAnswerStatus = 444;

/// `where`: the key, as in "rules[2].http".
Error wrong(std::string_view where, std::string_view expected) { return Error{std::string{where} + ": expected " + std::string{expected}}; }

Result<std::int64_t> read_integer(const JsonValue& value, std::string_view where, std::int64_t min, std::int64_t max) {
  if (value.IsInt64() && value.GetInt64() >= min && value.GetInt64() <= max) return value.GetInt64();
  return wrong(where, "an integer from " + std::to_string(min) + " to " + std::to_string(max));
}

Result<std::string> read_text(const JsonValue& value, std::string_view where) {
  if (!value.IsString()) return wrong(where, "a string");
  return Result<std::string>{boost::system::in_place_value, text_of(value)};  // an Error can be made from a string too
}

Result<std::set<std::string, std::less<>>> read_texts(const JsonValue& value, std::string_view where) {
  if (!value.IsArray()) return wrong(where, "an array of strings");
  std::set<std::string, std::less<>> texts;
  for (const auto& item : value.GetArray()) {
    if (!item.IsString()) return wrong(where, "an array of strings");
    texts.emplace(text_of(item));
  }
  return texts;
}

/// Puts what was read into its place; the error goes on.
template <class T, class Place>
Result<void> store(Result<T> read, Place&& place) {
  if (!read) return read.error();
  place(std::move(*read));
  return {};
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

/// A worker gives up on these at once, so they may not come and go with the attempts of one file_path.
bool is_by_path(std::int64_t errcode) {
  const auto* row = ErrorTable::shipped().find(errcode);
  return row == nullptr || row->error_class == ErrorClass::permanent || row->error_class == ErrorClass::operator_;
}

Result<FaultShare> read_share(std::string_view key, const JsonValue& value) {
  const std::string where = "shares." + std::string{key};
  if (!value.IsNumber() || !(value.GetDouble() >= 0 && value.GetDouble() <= 1)) return wrong(where, "a number from 0 to 1");
  FaultShare share{.share = value.GetDouble()};
  if (key == "lose_before" || key == "lose_after") {
    share.fate.loss = key == "lose_after" ? Loss::after : Loss::before;
  } else if (key.starts_with("http_")) {
    const auto status = number_in(key.substr(5));
    if (!status || *status < 200 || *status > 599 || *status == kNoAnswerStatus) return wrong(where, "a key such as http_503");
    share.fate.http = static_cast<int>(*status);
  } else {
    const auto errcode = number_in(key);
    if (!errcode || *errcode == 0) return wrong(where, "an errcode other than 0, http_503, lose_before or lose_after as the key");
    share.fate.errcode = *errcode;
    share.by_path = is_by_path(*errcode);
  }
  return share;
}

Result<std::vector<FaultShare>> read_shares(const JsonValue& value) {
  if (!value.IsObject()) return wrong("shares", "an object of errcode and share");
  std::vector<std::pair<std::string_view, const JsonValue*>> members;
  for (const auto& member : value.GetObject()) members.emplace_back(text_of(member.name), &member.value);
  std::sort(members.begin(), members.end());  // the order of the keys in the file decides nothing
  std::vector<FaultShare> shares;
  double sum = 0;
  for (const auto& [key, number] : members) {
    auto share = read_share(key, *number);
    if (!share) return share.error();
    sum += share->share;
    shares.push_back(std::move(*share));
  }
  if (sum > 1 + 1e-9) return wrong("shares", "a sum of at most 1");
  return shares;
}

Result<Loss> read_loss(const JsonValue& value, std::string_view where) {
  if (value.IsString() && text_of(value) == "before") return Loss::before;
  if (value.IsString() && text_of(value) == "after") return Loss::after;
  return wrong(where, "\"before\" or \"after\"");
}

/// The members that say what happens to a call, of rules and of token faults alike.
Result<void> read_fate_member(Fate& fate, std::uint32_t& times, std::string_view key, const JsonValue& value, std::string_view where) {
  if (key == "errcode")
    return store(read_integer(value, where, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()),
                 [&](auto code) { fate.errcode = code; });
  if (key == "http") return store(read_integer(value, where, 200, 599), [&](auto status) { fate.http = static_cast<int>(status); });
  if (key == "lose") return store(read_loss(value, where), [&](Loss loss) { fate.loss = loss; });
  if (key == "latency_ms") return store(read_integer(value, where, 0, kMaxLatencyMs), [&](auto ms) { fate.latency = std::chrono::milliseconds{ms}; });
  if (key == "retry_after") return store(read_text(value, where), [&](std::string text) { fate.retry_after = std::move(text); });
  if (key == "body") return store(read_text(value, where), [&](std::string text) { fate.body = std::move(text); });
  if (key == "times")
    return store(read_integer(value, where, 0, std::numeric_limits<std::uint32_t>::max()),
                 [&](auto count) { times = static_cast<std::uint32_t>(count); });
  return Error{std::string{where} + ": unknown key"};
}

Result<void> read_rule_member(FaultRule& rule, std::string_view key, const JsonValue& value, std::string_view where) {
  if (key != "path" && key != "prefix") return read_fate_member(rule.fate, rule.times, key, value, where);
  rule.is_prefix = key == "prefix";
  return store(read_text(value, where), [&](std::string text) { rule.path = std::move(text); });
}

Result<void> check_fate(const Fate& fate, const std::string& where) {
  if (fate.loss != Loss::none && (fate.errcode || fate.http || fate.body)) return wrong(where, "lose without errcode, http and body");
  if (fate.errcode && fate.body) return wrong(where, "either errcode or body");
  if (fate.http == kNoAnswerStatus) return wrong(where + ".http", "another status: for no answer there is lose");
  if (fate.retry_after.find_first_of("\r\n") != std::string::npos) return wrong(where + ".retry_after", "one line");
  return {};
}

/// What the members mean together.
Result<void> check_rule(const FaultRule& rule, const JsonValue& object, const std::string& where) {
  if ((find_member(object, "path") != nullptr) == (find_member(object, "prefix") != nullptr)) return wrong(where, "either path or prefix");
  return check_fate(rule.fate, where);
}

Result<FaultRule> read_rule(const JsonValue& object, const std::string& where) {
  if (!object.IsObject()) return wrong(where, "an object");
  FaultRule rule;
  for (const auto& member : object.GetObject()) {
    const auto key = text_of(member.name);
    if (auto done = read_rule_member(rule, key, member.value, where + "." + std::string{key}); !done) return done.error();
  }
  if (auto good = check_rule(rule, object, where); !good) return good.error();
  return rule;
}

Result<std::vector<FaultRule>> read_rules(const JsonValue& value) {
  if (!value.IsArray()) return wrong("rules", "an array of objects");
  std::vector<FaultRule> rules;
  for (rapidjson::SizeType i = 0; i < value.Size(); ++i) {
    auto rule = read_rule(value[i], "rules[" + std::to_string(i) + "]");
    if (!rule) return rule.error();
    rules.push_back(std::move(*rule));
  }
  return rules;
}

Result<TokenFault> read_token_fault(const JsonValue& object) {
  if (!object.IsObject()) return wrong("tokens", "an object");
  TokenFault fault;
  for (const auto& member : object.GetObject()) {
    const auto key = text_of(member.name);
    const auto where = "tokens." + std::string{key};
    const auto is_call = key == "call";
    auto done = is_call ? store(read_text(member.value, where), [&](std::string text) { fault.call = std::move(text); })
                        : read_fate_member(fault.fate, fault.times, key, member.value, where);
    if (!done) return done.error();
  }
  constexpr std::array<std::string_view, 5> kCalls{"", "stable", "component", "authorizer", "service"};
  if (std::find(kCalls.begin(), kCalls.end(), fault.call) == kCalls.end())
    return wrong("tokens.call", "one of stable, component, authorizer, service");
  if (auto good = check_fate(fault.fate, "tokens"); !good) return good.error();
  return fault;
}

Result<void> read_member(FaultScript& script, std::string_view key, const JsonValue& value) {
  if (key == "seed")
    return store(read_integer(value, key, 0, std::numeric_limits<std::int64_t>::max()),
                 [&](auto seed) { script.seed = static_cast<std::uint64_t>(seed); });
  if (key == "latency_ms") return store(read_integer(value, key, 0, kMaxLatencyMs), [&](auto ms) { script.latency = std::chrono::milliseconds{ms}; });
  if (key == "shares") return store(read_shares(value), [&](auto shares) { script.shares = std::move(shares); });
  if (key == "rules") return store(read_rules(value), [&](auto rules) { script.rules = std::move(rules); });
  if (key == "refuse_tokens") return store(read_texts(value, key), [&](auto tokens) { script.refuse_tokens = std::move(tokens); });
  if (key == "accept_tokens") return store(read_texts(value, key), [&](auto tokens) { script.accept_tokens = std::move(tokens); });
  if (key == "tokens") return store(read_token_fault(value), [&](auto fault) { script.tokens = std::move(fault); });
  return Error{std::string{key} + ": unknown key; known are seed, latency_ms, shares, rules, refuse_tokens, accept_tokens, tokens"};
}

}  // namespace

Result<FaultScript> parse_fault_script(std::string_view json) {
  const auto bounded = parse_json(json, kMaxDepth);  // checks encoding and depth, but knows no fractions: shares are read from a second pass
  if (!bounded) return Error{"the fault script " + bounded.error().message};
  if (const auto twice = find_duplicate_key(*bounded)) return Error{*twice + ": stands twice"};
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
  if (document.HasParseError()) return Error{"the fault script holds a number that is too large"};
  if (!document.IsObject()) return wrong("the fault script", "an object");
  FaultScript script;
  for (const auto& member : std::as_const(document).GetObject())
    if (auto done = read_member(script, text_of(member.name), member.value); !done) return done.error();
  return script;
}

}  // namespace iw
