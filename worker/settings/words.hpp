// A closed set of values and the words that stand for them in a configuration. Pure, any thread.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace iw {

/// The value of a word, by a table of pairs (value, word); the table's first one for a word that is not in it.
template <class Table>
[[nodiscard]] auto value_of(const Table& table, std::string_view word) {
  const auto row = std::find_if(table.begin(), table.end(), [&](const auto& candidate) { return candidate.second == word; });
  return row == table.end() ? table.front().first : row->first;
}

/// The word of a value, which must be in the table.
template <class Table, class Value>
[[nodiscard]] std::string word_of(const Table& table, Value value) {
  return std::string{std::find_if(table.begin(), table.end(), [&](const auto& candidate) { return candidate.first == value; })->second};
}

}  // namespace iw
