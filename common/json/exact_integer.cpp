#include "common/json/exact_integer.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace iw {

namespace {

/// No 64-bit integer has more digits.
constexpr std::int64_t kMostDigits = 19;
/// Beyond it only a zero is left, or nothing that fits.
constexpr std::int64_t kFarExponent = 1'000'000;

/// The digits of an exponent, with its sign; one that is too long is far.
std::int64_t exponent_of(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  std::int64_t value = 0;
  for (const char c : text) value = std::min(kFarExponent, value * 10 + (c - '0'));
  return negative ? -value : value;
}

}  // namespace

std::size_t end_of_number(std::string_view text, std::size_t at) {
  const auto start = at;
  const auto digits = [&] {
    const auto from = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at > from;
  };
  const auto skip = [&](std::string_view any_of) {
    return at < text.size() && any_of.find(text[at]) != std::string_view::npos ? (++at, true) : false;
  };
  skip("-");
  if (!skip("0") && !digits()) return start;
  if (skip(".") && !digits()) return start;
  if (skip("eE")) {
    skip("+-");
    if (!digits()) return start;
  }
  return at;
}

std::optional<std::int64_t> exact_integer(std::string_view text) {
  if (text.empty() || end_of_number(text, 0) != text.size()) return std::nullopt;
  const auto e = text.find_first_of("eE");
  std::int64_t exponent = e == std::string_view::npos ? 0 : exponent_of(text.substr(e + 1));
  std::string digits{text.substr(0, e)};
  const bool negative = digits.starts_with('-');
  if (negative) digits.erase(0, 1);
  if (const auto point = digits.find('.'); point != std::string::npos) {
    exponent -= static_cast<std::int64_t>(digits.size() - point - 1);
    digits.erase(point, 1);
  }
  digits.erase(0, digits.find_first_not_of('0'));
  if (digits.empty()) return 0;
  // Zeros at the end and the exponent say the same.
  const auto significant = digits.find_last_not_of('0') + 1;
  exponent += static_cast<std::int64_t>(digits.size() - significant);
  digits.resize(significant);
  if (exponent < 0 || static_cast<std::int64_t>(digits.size()) + exponent > kMostDigits) return std::nullopt;
  digits.append(static_cast<std::size_t>(exponent), '0');
  if (negative) digits.insert(0, 1, '-');
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc{} ? std::optional{value} : std::nullopt;
}

}  // namespace iw
