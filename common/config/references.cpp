#include "common/config/references.hpp"

#include <cctype>

namespace iw::config {

namespace {

// Refused in a file by first_bad_character(), so they can only come from mark_references().
constexpr char kOpen = '\x01';
constexpr char kClose = '\x02';

std::string_view cut_name(std::string_view value, std::size_t open) { return value.substr(open + 1, value.find(kClose, open) - open - 1); }

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// The name of the ${NAME} that begins here; empty when none does.
std::string_view reference_at(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != "${") return {};
  const auto begin = at + 2;
  auto end = begin;
  while (end < text.size() && is_word(text[end])) ++end;
  const bool whole = end > begin && end < text.size() && text[end] == '}' && std::isdigit(static_cast<unsigned char>(text[begin])) == 0;
  return whole ? text.substr(begin, end - begin) : std::string_view{};
}

}  // namespace

std::string mark_references(std::string_view yaml) {
  std::string marked;
  for (std::size_t at = 0; at < yaml.size(); ++at) {
    const auto name = reference_at(yaml, at);
    if (name.empty()) {
      marked += yaml[at];
      continue;
    }
    marked.append(1, kOpen).append(name).append(1, kClose);
    at += name.size() + 2;
  }
  return marked;
}

bool has_reference(std::string_view value) { return value.find(kOpen) != std::string_view::npos; }

std::string as_written(std::string_view value) {
  std::string text;
  for (const char c : value) c == kOpen ? text += "${" : c == kClose ? text += '}' : text += c;
  return text;
}

Result<std::string> replace_references(std::string_view value, const Environment& environment) {
  std::string text, missing;
  for (std::size_t at = 0; at < value.size(); ++at) {
    if (value.substr(at, 2) == "${")
      return Error{"expected ${NAME}, found '${' that no name and '}' follow (a value that holds '${' goes into an environment variable)"};
    if (value[at] != kOpen) {
      text += value[at];
      continue;
    }
    const std::string name{cut_name(value, at)};
    const auto variable = environment.find(name);
    if (variable == environment.end())
      missing += (missing.empty() ? "" : ", ") + name;
    else
      text += variable->second;
    at += name.size() + 1;
  }
  if (!missing.empty()) return Error{"the environment variable " + missing + " is not set"};
  return Result<std::string>{boost::system::in_place_value, text};
}

}  // namespace iw::config
