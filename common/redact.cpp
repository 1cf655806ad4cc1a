#include "common/redact.hpp"

#include <cctype>
#include <cstddef>
#include <vector>

namespace iw {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The byte that a percent-encoded triple at `at` stands for; -1 when there is none.
int triple_at(std::string_view text, std::size_t at) {
  if (text[at] != '%' || at + 2 >= text.size()) return -1;
  const int high = hex_digit(text[at + 1]), low = hex_digit(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/// Where `secret` ends when it begins at `at`, each of its bytes raw or percent-encoded; `at` itself when it does not begin there.
/// Decoding starts at each place anew: what stands before could swallow the secret's first bytes (a `%` right before `00…`).
std::size_t end_of_secret(std::string_view text, std::size_t at, std::string_view secret) {
  std::size_t next = at;
  for (const char byte : secret) {
    if (next >= text.size()) return at;
    if (triple_at(text, next) == static_cast<unsigned char>(byte))
      next += 3;
    else if (text[next] == byte)
      ++next;
    else
      return at;
  }
  return next;
}

/// Marks every place of `secret` in `text`.
void mark(std::string_view text, std::string_view secret, std::vector<bool>& hidden) {
  const auto hide = [&](std::size_t from, std::size_t to) {
    for (; from < to; ++from) hidden[from] = true;
  };
  for (auto at = text.find(secret); at != std::string_view::npos; at = text.find(secret, at + 1)) hide(at, at + secret.size());
  if (text.find('%') == std::string_view::npos) return;
  for (std::size_t at = 0; at < text.size(); ++at) hide(at, end_of_secret(text, at, secret));
}

/// Each row of marked bytes becomes *****.
std::string cover(std::string_view text, const std::vector<bool>& hidden) {
  std::string covered;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!hidden[i])
      covered += text[i];
    else if (i == 0 || !hidden[i - 1])
      covered += "*****";
  }
  return covered;
}

}  // namespace

std::string redact(std::string_view text, std::span<const std::string> secrets) {
  // All are looked for in the original: one secret may be a part of another, or overlap it.
  std::vector<bool> hidden(text.size());
  for (const auto& secret : secrets)
    if (!secret.empty()) mark(text, secret, hidden);
  return cover(text, hidden);
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '.' || c == '_' || c == '~') {
      encoded += c;
    } else {
      encoded += '%';
      encoded += kHex[byte >> 4];
      encoded += kHex[byte & 15];
    }
  }
  return encoded;
}

}  // namespace iw
