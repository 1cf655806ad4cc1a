#include "worker/call/token/token_file.hpp"

#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace iw {

namespace {

constexpr std::streamsize kMaxToken = 8192;

bool is_token_character(char c) { return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F; }

std::string trim(const std::string& text) {
  const auto space = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
  std::size_t from = 0;
  std::size_t to = text.size();
  while (from < to && space(text[from])) ++from;
  while (to > from && space(text[to - 1])) --to;
  return text.substr(from, to - from);
}

}  // namespace

TokenFile::Stamp TokenFile::stamp() const {
  struct stat info {};
  if (::stat(path_.c_str(), &info) != 0) return {};
  return {info.st_mtim.tv_sec, info.st_mtim.tv_nsec, info.st_size, info.st_ctim.tv_sec, info.st_ctim.tv_nsec, info.st_ino};
}

std::optional<Result<Secret>> TokenFile::look() {
  if (stamp() == seen_) return std::nullopt;
  return read();
}

Result<Secret> TokenFile::read() {
  seen_ = stamp();
  std::ifstream file{path_, std::ios::binary};
  if (!file) return Error{"token file " + path_ + " cannot be read: " + std::strerror(errno)};
  std::string text(kMaxToken + 1, '\0');
  file.read(text.data(), kMaxToken + 1);
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > static_cast<std::size_t>(kMaxToken))
    return Error{"token file " + path_ + " is too large; expected the token alone, at most 8192 bytes"};
  Secret token{trim(text)};
  Secret wiped{std::move(text)};
  if (token.empty()) return Error{"token file " + path_ + " is empty; expected the token alone"};
  for (const char c : token.reveal())
    if (!is_token_character(c))
      return Error{"token file " + path_ + " holds more than a token; expected the token alone, without spaces or line breaks inside"};
  return token;
}

}  // namespace iw
