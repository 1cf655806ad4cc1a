#include "tests/fuzz/mutator.hpp"

#include <array>
#include <string_view>

namespace iw::testing {

namespace {

using std::string_view_literals::operator""sv;

/// Longer inputs cost time and reach nothing that a shorter one would not.
constexpr std::size_t kLongest = 8192;

/// Where forms of text break.
constexpr std::array kPieces{"\0"sv,       "\n"sv,
                             "\r\n"sv,     "\x7F"sv,
                             "\xC2\x85"sv, "\xED\xA0\x80"sv,
                             "\xFF"sv,     "\""sv,
                             "\\"sv,       "{"sv,
                             "}"sv,        "["sv,
                             "]"sv,        ","sv,
                             ":"sv,        "%"sv,
                             "%41"sv,      "*****"sv,
                             "${"sv,       "null"sv,
                             "true"sv,     "0"sv,
                             "-1"sv,       "1.0"sv,
                             "1e999"sv,    "\\u0000"sv,
                             "\\ud800"sv,  "9223372036854775807"sv,
                             "Z"sv,        "/"sv,
                             "=="sv,       "- "sv,
                             "&a *a"sv,    "99999999999999999999"sv};

}  // namespace

std::string Mutator::next() {
  if (kept_.empty()) return {};
  std::string input = kept_[below(kept_.size())];
  for (std::size_t changes = 1 + below(4); changes > 0; --changes) change(input);
  if (input.size() > kLongest) input.resize(kLongest);
  return input;
}

void Mutator::change(std::string& input) {
  const auto at = below(input.size() + 1);
  const auto length = below(std::min<std::size_t>(input.size() - at, 32) + 1);
  switch (below(7)) {
    case 0:
      if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << below(8)));
      break;
    case 1:
      if (at < input.size()) input[at] = static_cast<char>(below(256));
      break;
    case 2:
      input.insert(at, kPieces[below(kPieces.size())]);
      break;
    case 3:
      input.erase(at, length);
      break;
    case 4:
      input.insert(below(input.size() + 1), input.substr(at, length));
      break;
    case 5:
      input.resize(at);
      break;
    default:
      splice(input);
  }
}

void Mutator::splice(std::string& input) {
  const auto& other = kept_[below(kept_.size())];
  input.resize(below(input.size() + 1));
  input += other.substr(below(other.size() + 1));
}

}  // namespace iw::testing
