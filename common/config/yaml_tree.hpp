// YAML as a plain tree with line numbers. Pure, any thread. It knows no keys: reader.hpp does.
// It is stricter than YAML: one document, no anchors, aliases or tags, keys are scalars and stand once. So the text is what is read: nothing stands
// for something else, nothing grows when it is unfolded, and no second key wins silently.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/config/findings.hpp"

namespace iw::config {

/// One value, with the key that it stands under.
struct YamlNode {
  /// `refused`: there is a problem with it already, so that nothing more is said of it.
  enum class Kind : std::uint8_t { nothing, scalar, list, map, refused };
  Kind kind = Kind::nothing;
  int line = 0;                    ///< from 1; in a map that of the key
  std::string key;                 ///< in a map
  std::string text;                ///< scalar; references are marked (references.hpp)
  bool quoted = false;             ///< scalar in quotes or as a block
  std::vector<YamlNode> children;  ///< of a list or a map, in their order
};

/// Parses a file's text. What is wrong goes to `findings`; the tree holds what could be read. An empty text is an empty map.
[[nodiscard]] YamlNode parse_yaml(std::string_view text, Findings& findings);

/// "nothing (null)", "a text", "a list" or "a map": for a sentence that must not show the value.
[[nodiscard]] std::string_view kind_of(const YamlNode& node);

}  // namespace iw::config
