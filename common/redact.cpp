#include "common/redact.hpp"

#include <cctype>
#include <cstddef>
#include <vector>

namespace iw {

namespace {

/// A text with its percent-encoding taken off, and for each of its bytes where it began in the original (one more entry: the end).
struct Plain {
  std::string text;
  std::vector<std::size_t> origin;
};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Plain percent_decode(std::string_view text) {
  Plain plain;
  for (std::size_t i = 0; i < text.size();) {
    plain.origin.push_back(i);
    const bool encoded = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    plain.text += encoded ? static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])) : text[i];
    i += encoded ? 3 : 1;
  }
  plain.origin.push_back(text.size());
  return plain;
}

/// Marks every place of `secret` in `text`; `origin` maps its bytes to those of the original.
template <class Origin>
void mark(std::string_view text, std::string_view secret, Origin origin, std::vector<bool>& hidden) {
  for (auto at = text.find(secret); at != std::string_view::npos; at = text.find(secret, at + 1))
    for (auto i = origin(at); i < origin(at + secret.size()); ++i) hidden[i] = true;
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
  const bool encoded = text.find('%') != std::string_view::npos;
  const Plain plain = encoded ? percent_decode(text) : Plain{};
  for (const auto& secret : secrets) {
    if (secret.empty()) continue;
    mark(
        text, secret, [](std::size_t at) { return at; }, hidden);
    if (encoded)
      mark(
          plain.text, secret, [&](std::size_t at) { return plain.origin[at]; }, hidden);
  }
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
