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

std::string replace_all(std::string text, std::string_view secret) {
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 5)) text.replace(at, secret.size(), "*****");
  return text;
}

std::string replace_encoded(const std::string& text, std::string_view secret) {
  const Plain plain = percent_decode(text);
  std::string clean;
  std::size_t copied = 0;
  for (auto at = plain.text.find(secret); at != std::string::npos; at = plain.text.find(secret, at + secret.size())) {
    clean += text.substr(copied, plain.origin[at] - copied) + "*****";
    copied = plain.origin[at + secret.size()];
  }
  return clean + text.substr(copied);
}

}  // namespace

std::string redact(std::string_view text, std::span<const std::string> secrets) {
  std::string clean{text};
  for (const auto& secret : secrets) {
    if (secret.empty() || clean.size() < secret.size()) continue;
    clean = replace_all(std::move(clean), secret);
    if (clean.find('%') != std::string::npos) clean = replace_encoded(clean, secret);
  }
  return clean;
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
