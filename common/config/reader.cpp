#include "common/config/reader.hpp"

#include <algorithm>

#include "common/config/nearest.hpp"
#include "common/config/overrides.hpp"
#include "common/config/references.hpp"
#include "common/config/scalar.hpp"
#include "common/config/text_file.hpp"
#include "common/config/yaml_tree.hpp"

namespace iw::config {

namespace {

using Kind = YamlNode::Kind;

/// Walks declaration and file side by side. A value that is wrong is reported and leaves its target alone; the walk goes on.
class Walk {
 public:
  Walk(const Overrides& overrides, const Environment& environment, Findings& findings)
      : overrides_(overrides), environment_(environment), findings_(findings) {}

  void section(const YamlNode& node, const Section& section, const std::string& path) {
    if (!is(Kind::map, node, path, "a map of keys (leave the key out, or write {}, for none)")) return;
    for (const auto& child : node.children) known_key(child, section, path);
  }

 private:
  void known_key(const YamlNode& node, const Section& section, const std::string& path) {
    const auto full = below(path, node.key);
    const auto key = std::find_if(section.keys.begin(), section.keys.end(), [&](const Key& candidate) { return candidate.name == node.key; });
    if (key == section.keys.end()) return unknown_key(node, section, path);
    findings_.came_from_line(full, node.line);
    if (!key->refusal.empty()) return findings_.add(node.line, full, key->refusal);
    value(node, key->rule, full);
  }

  void unknown_key(const YamlNode& node, const Section& section, const std::string& path) {
    const auto& keys = section.keys;
    const bool has_secrets = std::any_of(keys.begin(), keys.end(), [](const Key& key) { return std::holds_alternative<SecretText>(key.rule); });
    // In {value: abc,def} what was to be the end of a secret becomes a key of its own.
    if (has_secrets && node.kind == Kind::nothing)
      return findings_.add(
          node.line, path,
          "unknown key without a value (it is not shown: it may be the end of a secret that holds a comma and stands without quotes)");
    findings_.add(node.line, below(path, shown_key(node.key)), "unknown key" + suggestion(node.key, names_of(section)));
  }

  void value(const YamlNode& node, const Rule& rule, const std::string& path) {
    if (is_scalar(rule)) return scalar(node, rule, path);
    if (const auto* fixed = std::get_if<Section>(&rule)) return section(node, *fixed, path);
    if (const auto* list = std::get_if<WordList>(&rule)) return words(node, *list, path);
    if (const auto* texts = std::get_if<TextMap>(&rule)) return text_map(node, *texts, path);
    if (const auto* free = std::get_if<Entries>(&rule)) return entries(node, *free, path);
  }

  void scalar(const YamlNode& node, const Rule& rule, const std::string& path) {
    if (overrides_.has(path)) return;  // the variable's value counts, and this one may even have no meaning here
    const auto text = scalar_text(node, path, expectation(rule));
    if (!text) return;
    const bool quoted = node.quoted && is_unquoted(rule) && !has_reference(node.text);
    if (quoted || !assign(rule, *text))
      findings_.add(node.line, path, mismatch(rule, *text, as_written(node.text)) + (quoted ? " in quotes: write it without" : ""));
  }

  void words(const YamlNode& node, const WordList& list, const std::string& path) {
    const auto expected = expectation(list);
    if (!is(Kind::list, node, path, expected)) return;
    std::vector<std::string> found;
    for (const auto& item : node.children) {
      const auto word = scalar_text(item, path, expected);
      if (!word) return;
      const bool known = std::find(list.words.begin(), list.words.end(), *word) != list.words.end();
      const bool again = std::find(found.begin(), found.end(), *word) != found.end();
      if (!known || again)
        return findings_.add(item.line, path, "expected " + expected + ", found " + shown(as_written(item.text)) + (again ? " twice" : ""));
      found.push_back(*word);
    }
    *list.target = found;
  }

  void text_map(const YamlNode& node, const TextMap& map, const std::string& path) {
    if (!is(Kind::map, node, path, "a map of names and their values ({} for none)")) return;
    for (const auto& child : node.children) {
      const auto full = below(path, child.key);
      findings_.came_from_line(full, child.line);
      if (const auto text = scalar_text(child, full, "a text, number or flag")) (*map.target)[child.key] = *text;
    }
  }

  void entries(const YamlNode& node, const Entries& entries, const std::string& path) {
    if (!is(Kind::map, node, path, "a map of names")) return;
    for (const auto& child : node.children) {
      findings_.came_from_line(below(path, child.key), child.line);
      section(child, entries.open(child.key), below(path, child.key));
    }
  }

  /// The scalar's text with its references replaced; nothing when it is no scalar or a variable is missing, which is reported.
  std::optional<std::string> scalar_text(const YamlNode& node, const std::string& path, std::string_view expected) {
    if (!is(Kind::scalar, node, path, expected)) return std::nullopt;
    auto text = replace_references(node.text, environment_);
    if (!text) return findings_.add(node.line, path, text.error().message), std::nullopt;
    return std::move(text).value();
  }

  bool is(Kind kind, const YamlNode& node, const std::string& path, std::string_view expected) {
    if (node.kind != kind && node.kind != Kind::refused)
      findings_.add(node.line, path, "expected " + std::string{expected} + ", found " + std::string{kind_of(node)});
    return node.kind == kind;
  }

  static std::string shown_key(const std::string& key) { return key.size() > 60 || has_control_character(key) ? shown(key) : key; }

  const Overrides& overrides_;
  const Environment& environment_;
  Findings& findings_;
};

}  // namespace

bool read_text(std::string_view yaml, const Section& declaration, std::string_view prefix, const Environment& environment, Findings& findings) {
  const Overrides overrides{declaration, prefix, environment};
  const auto root = parse_yaml(yaml, findings);
  Walk{overrides, environment, findings}.section(root, declaration, "");
  overrides.apply(findings);
  return root.kind == Kind::map;
}

bool read_file(const std::string& path, const Section& declaration, std::string_view prefix, const Environment& environment, Findings& findings) {
  const auto text = read_text_file(path);
  if (text) return read_text(*text, declaration, prefix, environment, findings);
  findings.add(0, "", text.error().message);
  Overrides{declaration, prefix, environment}.apply(findings);
  return false;
}

}  // namespace iw::config
