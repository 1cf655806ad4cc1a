#include "common/config/scalar.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "common/config/text_file.hpp"
#include "common/overloaded.hpp"

namespace iw::config {

namespace {

using std::chrono::milliseconds;

/// As long as the words and numbers that keys take. What is longer may be a secret that got into the wrong key.
constexpr std::size_t kShownLength = 16;
constexpr milliseconds kLongest = std::chrono::hours{24 * 36'525};
constexpr std::array<std::pair<std::string_view, milliseconds>, 4> kUnits{
    {{"h", std::chrono::hours{1}}, {"m", std::chrono::minutes{1}}, {"s", std::chrono::seconds{1}}, {"ms", milliseconds{1}}}};

/// The whole text as a number, or nothing.
template <class T>
std::optional<T> number_of(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

std::string short_form(double number) {
  std::array<char, 32> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), number);
  return {text.data(), error == std::errc{} ? end : text.data()};
}

/// Stores a value that lies within the rule's bounds.
template <class R, class T>
bool put_within(const R& rule, const std::optional<T>& value) {
  const bool fits = value && *value >= rule.min && *value <= rule.max;  // false for NaN
  if (fits) *rule.target = *value;
  return fits;
}

bool put_text(const Text& rule, std::string_view text) {
  const auto length = code_points(text);
  const bool fits = length && *length >= rule.min_length && *length <= rule.max_length && !has_control_character(text);
  if (fits) *rule.target = text;
  return fits;
}

bool put_secret(const SecretText& rule, std::string_view text) {
  if (text.empty() && !rule.may_be_empty) return false;
  *rule.target = Secret{std::string{text}};
  return true;
}

bool put_flag(const Flag& rule, std::string_view text) {
  if (text != "true" && text != "false") return false;
  *rule.target = text == "true";
  return true;
}

bool holds(const std::vector<std::string>& words, std::string_view word) { return std::find(words.begin(), words.end(), word) != words.end(); }

bool put_choice(const Choice& rule, std::string_view text) {
  if (!holds(rule.words, text)) return false;
  *rule.target = text;
  return true;
}

/// What is wrong with a text, without showing it.
std::string flaw_of(std::string_view text) {
  const auto length = code_points(text);
  if (!length) return "bytes that are not UTF-8";
  return has_control_character(text) ? "a control character" : "one of " + std::to_string(*length) + " characters";
}

std::string range(const std::string& what, const std::string& min, const std::string& max) { return what + " from " + min + " to " + max; }

}  // namespace

std::optional<milliseconds> parse_duration(std::string_view text) {
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto count = number_of<std::int64_t>(text.substr(0, digits));
  for (const auto& [name, unit] : kUnits)
    if (count && text.substr(digits) == name && *count <= kLongest / unit) return *count * unit;
  return std::nullopt;
}

std::string format_duration(milliseconds duration) {
  const auto fits = [&](const auto& unit) { return duration % unit.second == milliseconds{0} && (duration != milliseconds{0} || unit.first == "s"); };
  const auto& [name, unit] = *std::find_if(kUnits.begin(), kUnits.end(), fits);  // milliseconds always fit
  return std::to_string(duration / unit) + std::string{name};
}

std::string expectation(const Rule& rule) {
  return std::visit(Overloaded{[](const Text& text) {
                                 return "a text of " + (text.min_length > 0 ? std::to_string(text.min_length) + " to " : "at most ") +
                                        std::to_string(text.max_length) + " characters without control characters";
                               },
                               [](const SecretText&) -> std::string { return "a text that is not empty"; },
                               [](const Integer& integer) { return range("an integer", std::to_string(integer.min), std::to_string(integer.max)); },
                               [](const Number& number) { return range("a number", short_form(number.min), short_form(number.max)); },
                               [](const Flag&) -> std::string { return "true or false"; },
                               [](const Span& span) {
                                 return range("a duration (such as 250ms, 15s, 5m, 24h)", format_duration(span.min), format_duration(span.max));
                               },
                               [](const Choice& choice) { return "one of " + joined(choice.words); },
                               [](const WordList& list) { return "a list of " + joined(list.words) + ", each at most once ([] for none)"; },
                               [](const auto&) -> std::string { return "a map"; }},
                    rule);
}

bool assign(const Rule& rule, std::string_view text) {
  return std::visit(
      Overloaded{[&](const Text& key) { return put_text(key, text); }, [&](const SecretText& key) { return put_secret(key, text); },
                 [&](const Integer& key) { return put_within(key, number_of<int>(text)); },
                 [&](const Number& key) { return put_within(key, number_of<double>(text)); }, [&](const Flag& key) { return put_flag(key, text); },
                 [&](const Span& key) { return put_within(key, parse_duration(text)); }, [&](const Choice& key) { return put_choice(key, text); },
                 [](const auto&) { return false; }},
      rule);
}

std::string mismatch(const Rule& rule, std::string_view value, std::string_view written) {
  const auto expected = "expected " + expectation(rule) + ", found ";
  if (std::holds_alternative<SecretText>(rule)) return expected + "an empty one";
  if (std::holds_alternative<Text>(rule)) return expected + flaw_of(value);
  const auto* choice = std::get_if<Choice>(&rule);
  return expected + shown(written) + (choice != nullptr && holds(choice->later, value) ? ", which is not available in this version" : "");
}

bool is_unquoted(const Rule& rule) {
  return std::holds_alternative<Integer>(rule) || std::holds_alternative<Number>(rule) || std::holds_alternative<Flag>(rule);
}

std::string shown(std::string_view value) {
  if (value.size() > kShownLength) return "a longer text (it is not shown)";
  std::string text{value};
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return "'" + text + "'";
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace iw::config
