#include "common/config/yaml_tree.hpp"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <utility>

#include "common/config/declaration.hpp"
#include "common/config/references.hpp"
#include "common/config/scalar.hpp"
#include "common/config/text_file.hpp"

namespace iw::config {

namespace {

using Kind = YamlNode::Kind;

// yaml-cpp 0.7 takes a quote that is never closed, and with it the rest of the file, when the text ends in a line end. Behind a last line without one
// it is an error.
constexpr const char* kLastLine = "#";

/// Builds the tree from the parser's events. A map's events are key, value, key, value …
class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(Findings& findings) : findings_(findings) {}
  [[nodiscard]] YamlNode take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add(node(Kind::nothing, mark, "?", anchor)); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    const auto at = line_of(mark);
    findings_.add(at, path(), "expected the value itself, found an alias (*name): anchors and aliases are not supported");
    add({Kind::refused, at});
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
    auto scalar = node(Kind::scalar, mark, tag, anchor);
    scalar.text = value;
    scalar.quoted = tag == "!";
    add(std::move(scalar));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value /*style*/) override {
    open_.push_back({node(Kind::list, mark, tag, anchor), std::nullopt});
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value /*style*/) override {
    open_.push_back({node(Kind::map, mark, tag, anchor), std::nullopt});
  }
  void OnMapEnd() override { close(); }

 private:
  /// A list or map whose end has not come yet. `key`: read, its value is next.
  struct Open {
    YamlNode node;
    std::optional<YamlNode> key;
  };

  static int line_of(const YAML::Mark& mark) { return mark.line + 1; }

  YamlNode node(Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    const int line = line_of(mark);
    const bool plain = tag.empty() || tag == "?" || tag == "!";
    if (anchor != YAML::NullAnchor) findings_.add(line, path(), "anchors (&name) and aliases are not supported: write the value out");
    // The tag is not shown: a secret that begins with ! and stands without quotes is one, too.
    if (!plain) findings_.add(line, path(), "tags (!name) are not supported: write the value without one, or in quotes if it begins with '!'");
    return {plain && anchor == YAML::NullAnchor ? kind : Kind::refused, line};
  }

  /// Where the next value stands.
  [[nodiscard]] std::string path() const {
    std::string text;
    for (const auto& open : open_)
      if (open.key) text = below(text, open.key->key);
    return text;
  }

  void close() {
    auto done = std::move(open_.back().node);
    open_.pop_back();
    add(std::move(done));
  }

  void add(YamlNode value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (!open_.back().key && is_map()) {
      open_.back().key = key_from(value);
    } else {
      put(std::move(value));
    }
  }

  /// A tagged or anchored map is refused as a value, but its events come in pairs all the same; a list has no keys to wait for.
  [[nodiscard]] bool is_map() const { return open_.back().node.kind != Kind::list; }

  YamlNode key_from(const YamlNode& value) {
    YamlNode key{value.kind, value.line, as_written(value.text)};
    if (value.kind == Kind::scalar || value.kind == Kind::refused) return key;
    findings_.add(value.line, path(), "expected a name as a key, found " + std::string{kind_of(value)});
    key.kind = Kind::refused;
    return key;
  }

  void put(YamlNode value) {
    auto& [parent, key] = open_.back();
    if (key) {
      value.key = key->key;
      value.line = key->line;
      if (is_good_key(parent, *key)) parent.children.push_back(std::move(value));
      key.reset();
    } else {
      parent.children.push_back(std::move(value));
    }
  }

  bool is_good_key(const YamlNode& parent, const YamlNode& key) {
    const auto first = std::find_if(parent.children.begin(), parent.children.end(), [&](const YamlNode& child) { return child.key == key.key; });
    if (key.kind != Kind::refused && first != parent.children.end())
      findings_.add(key.line, path(), "this key stands twice, first in line " + std::to_string(first->line));
    return key.kind != Kind::refused && first == parent.children.end();
  }

  Findings& findings_;
  std::vector<Open> open_;
  YamlNode root_;
};

/// Throws what yaml-cpp throws.
void parse_document(const std::string& text, TreeBuilder& builder, Findings& findings) {
  std::istringstream stream{text};
  YAML::Parser parser{stream};
  if (!parser.HandleNextDocument(builder)) return;
  Findings unheard{""};
  TreeBuilder second{unheard};
  if (parser.HandleNextDocument(second)) findings.add(0, "", "expected one YAML document, found a second one after '---'");
}

}  // namespace

YamlNode parse_yaml(std::string_view text, Findings& findings) {
  const YamlNode refused{Kind::refused};
  if (const auto bad = first_bad_character(text)) return findings.add(bad->line, "", bad->text), refused;
  TreeBuilder builder{findings};
  try {
    parse_document(mark_references(text) + (text.ends_with('\n') ? "" : "\n") + kLastLine, builder, findings);
  } catch (const YAML::DeepRecursion& error) {
    return findings.add(error.mark.line + 1, "", "nested too deeply"), refused;
  } catch (const YAML::Exception& error) {
    return findings.add(error.mark.line + 1, "",
                        "not YAML: " + as_written(error.msg) + " (look at this line and the ones before it: indentation, quotes, brackets)"),
           refused;
  }
  auto root = builder.take_root();
  if (root.kind == Kind::nothing) root.kind = Kind::map;
  return root;
}

std::string_view kind_of(const YamlNode& node) {
  switch (node.kind) {
    case Kind::nothing:
      return "nothing (null)";
    case Kind::scalar:
      return "a text";
    case Kind::list:
      return "a list";
    case Kind::map:
      return "a map";
    case Kind::refused:
      break;
  }
  return "something else";
}

}  // namespace iw::config
