// The keys that a configuration may have, as a tree: their names, types and bounds, each bound to the variable that takes its value.
// One declaration serves reading (reader.hpp), showing what is in force (render.hpp) and checking the editors' schema. Plain data: whoever holds the
// targets decides on the thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/secret.hpp"

namespace iw::config {

/// Text without control characters; lengths in code points.
struct Text {
  std::string* target;
  std::size_t min_length = 0;
  std::size_t max_length = 1024;
  std::string (*mask)(std::string_view value) = nullptr;  ///< what may be shown of it; null: all
};

/// Text that is never shown whole.
struct SecretText {
  Secret* target;
  bool may_be_empty = false;
  std::string (*mask)(std::string_view value) = nullptr;  ///< what may be shown of it; null: nothing
};

/// A whole number within bounds, both included.
struct Integer {
  int* target;
  int min;
  int max;
};

/// A decimal number within bounds, both included.
struct Number {
  double* target;
  double min;
  double max;
};

/// true or false.
struct Flag {
  bool* target;
};

/// A duration such as 250ms, 15s, 5m or 24h, within bounds, both included.
struct Span {
  std::chrono::milliseconds* target;
  std::chrono::milliseconds min;
  std::chrono::milliseconds max;
};

/// One of a few words. `later`: words that are planned and refused as such.
struct Choice {
  std::string* target;
  std::vector<std::string> words;
  std::vector<std::string> later = {};
};

/// A list of some of these words, each at most once.
struct WordList {
  std::vector<std::string>* target;
  std::vector<std::string> words;
};

/// Names that the user chooses, each with a scalar. `hides(name)`: is that entry's value never shown?
struct TextMap {
  std::map<std::string, std::string>* target;
  bool (*hides)(std::string_view name);
};

struct Key;

/// A fixed set of keys.
struct Section {
  std::vector<Key> keys;
};

/// Names that the user chooses, each with a sub-tree.
struct Entries {
  std::function<Section(const std::string& name)> open;  ///< the declaration of that entry, which is made if it is not there yet
  std::function<std::vector<std::string>()> names;       ///< the entries that are there
};

/// What a key takes.
using Rule = std::variant<Text, SecretText, Integer, Number, Flag, Span, Choice, WordList, TextMap, Section, Entries>;

/// One key. With a `refusal` the key is known, and refused with this sentence.
struct Key {
  std::string name;
  Rule rule;
  std::string refusal = {};
};

/// Can one scalar be its value, and so an environment variable?
[[nodiscard]] bool is_scalar(const Rule& rule);

/// `path.name`, or the name alone at the root.
[[nodiscard]] std::string below(const std::string& path, const std::string& name);

/// The names of a section's keys, without those that are refused.
[[nodiscard]] std::vector<std::string> names_of(const Section& section);

}  // namespace iw::config
