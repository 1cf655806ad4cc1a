#include "common/config/render.hpp"

#include <yaml-cpp/emitter.h>

#include <algorithm>

#include "common/config/scalar.hpp"

namespace iw::config {

namespace {

/// Writes one value after its key.
class Writer {
 public:
  explicit Writer(YAML::Emitter& out) : out_(out) {}

  void operator()(const Text& text) const { quoted(text.mask != nullptr ? text.mask(*text.target) : *text.target); }
  void operator()(const SecretText& secret) const { quoted(secret.mask != nullptr ? secret.mask(secret.target->reveal()) : "*****"); }
  void operator()(const Integer& integer) const { out_ << *integer.target; }
  void operator()(const Number& number) const { out_ << *number.target; }
  void operator()(const Flag& flag) const { out_ << *flag.target; }
  void operator()(const Span& span) const { out_ << format_duration(*span.target); }
  void operator()(const Choice& choice) const { out_ << *choice.target; }
  void operator()(const WordList& list) const {
    out_ << YAML::Flow << YAML::BeginSeq;
    for (const auto& word : *list.target) out_ << word;
    out_ << YAML::EndSeq;
  }
  void operator()(const TextMap& map) const {
    begin_map(map.target->empty());
    for (const auto& [name, value] : *map.target) {
      key(name);
      quoted(map.hides(name) ? "*****" : value);
    }
    out_ << YAML::EndMap;
  }
  void operator()(const Section& section) const {
    begin_map(names_of(section).empty());
    for (const auto& item : section.keys) {
      if (!item.refusal.empty() || is_absent(item.rule)) continue;
      key(item.name);
      std::visit(*this, item.rule);
    }
    out_ << YAML::EndMap;
  }
  void operator()(const Entries& entries) const {
    const auto names = entries.names();
    begin_map(names.empty());
    for (const auto& name : names) {
      key(name);
      (*this)(entries.open(name));
    }
    out_ << YAML::EndMap;
  }

 private:
  /// Empty where an empty value is not allowed: it was never given.
  [[nodiscard]] static bool is_absent(const Rule& rule) {
    const auto* text = std::get_if<Text>(&rule);
    const auto* secret = std::get_if<SecretText>(&rule);
    const auto* choice = std::get_if<Choice>(&rule);
    const auto* section = std::get_if<Section>(&rule);
    if (text != nullptr) return text->min_length > 0 && text->target->empty();
    if (secret != nullptr) return !secret->may_be_empty && secret->target->empty();
    if (choice != nullptr) return choice->target->empty();
    if (section == nullptr || section->keys.empty()) return false;
    return std::all_of(section->keys.begin(), section->keys.end(), [](const Key& key) { return is_absent(key.rule); });
  }
  void quoted(const std::string& text) const { out_ << YAML::DoubleQuoted << text; }
  void key(const std::string& name) const { out_ << YAML::Key << name << YAML::Value; }
  void begin_map(bool empty) const { out_ << (empty ? YAML::Flow : YAML::Block) << YAML::BeginMap; }

  YAML::Emitter& out_;
};

}  // namespace

std::string render(const Section& declaration) {
  YAML::Emitter out;
  Writer{out}(declaration);
  return std::string{out.c_str()} + "\n";
}

}  // namespace iw::config
