#include "common/config/nearest.hpp"

#include <algorithm>
#include <cctype>

#include "common/config/scalar.hpp"

namespace iw::config {

namespace {

constexpr std::size_t kListed = 12;
constexpr std::size_t kMaxCompared = 120;  // a longer word is no misspelt key, and the distance costs its length squared

bool same(char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b)); }

bool is_near(std::size_t distance, std::string_view word) { return distance <= std::max<std::size_t>(2, word.size() / 3) && distance < word.size(); }

}  // namespace

std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> before, last(to.size() + 1), row(to.size() + 1);
  for (std::size_t j = 0; j <= to.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= from.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same(from[i - 1], to[j - 1]) ? 0u : 1u)});
      if (i > 1 && j > 1 && same(from[i - 1], to[j - 2]) && same(from[i - 2], to[j - 1])) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = last;
    last = row;
  }
  return last[to.size()];
}

std::string suggestion(std::string_view found, const std::vector<std::string>& known) {
  const auto distance = [&](const std::string& word) { return edit_distance(found.substr(0, kMaxCompared), word); };
  const auto nearest = std::min_element(known.begin(), known.end(), [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
  if (nearest != known.end() && is_near(distance(*nearest), *nearest)) return "; did you mean " + *nearest + "?";
  return known.empty() || known.size() > kListed ? "" : "; known here: " + joined(known);
}

}  // namespace iw::config
