#include "worker/call/token/fetch/token_file.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace iw {

namespace {

bool is_token_character(char c) { return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F; }

std::string trim(const std::string& text) {
  const auto space = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  std::size_t from = 0;
  std::size_t to = text.size();
  while (from < to && space(text[from])) ++from;
  while (to > from && space(text[to - 1])) --to;
  return text.substr(from, to - from);
}

/// Files that were meant well: what they hold is no token, and sending it as one would only be refused far from here. The content itself is not shown.
std::string_view strange_token(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) return "begins with a byte order mark (BOM)";
  if (text.front() == '{' || text.front() == '[') return "holds JSON";
  if (text.front() == '"' || text.front() == '\'' || text.back() == '"' || text.back() == '\'') return "holds quotes";
  if (text.starts_with("-----BEGIN")) return "holds a certificate or key";
  return {};
}

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() && text.size() <= kMaxToken && std::all_of(text.begin(), text.end(), is_token_character);
}

std::optional<Result<Secret>> TokenFile::look() {
  if (stamp_of(path_) == seen_) return std::nullopt;
  return read();
}

Error TokenFile::trouble(std::string_view text) const { return Error{what_ + " file " + path_ + " " + std::string{text}}; }

Result<Secret> TokenFile::read() {
  seen_ = stamp_of(path_);
  if (std::error_code ignored; std::filesystem::is_directory(path_, ignored)) return trouble("is a directory; expected a file that holds the " + what_ + " alone");
  std::ifstream file{path_, std::ios::binary};
  if (!file) return trouble("cannot be read: " + std::string{std::strerror(errno)});
  std::string text(kMaxToken + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kMaxToken) return trouble("is too large; expected the " + what_ + " alone, at most 8192 bytes");
  Secret token{trim(text)};
  Secret wiped{std::move(text)};
  if (token.empty()) return trouble("is empty; expected the " + what_ + " alone");
  if (const auto strange = strange_token(token.reveal()); !strange.empty()) return trouble(std::string{strange} + "; expected the " + what_ + " alone");
  if (!is_token(token.reveal())) return trouble("holds more than the " + what_ + "; expected it alone, without spaces or line breaks inside");
  return token;
}

}  // namespace iw
