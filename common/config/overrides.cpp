#include "common/config/overrides.hpp"

#include <algorithm>
#include <cctype>

#include "common/config/nearest.hpp"
#include "common/config/scalar.hpp"

namespace iw::config {

std::string variable_of(std::string_view prefix, const std::string& path) {
  std::string variable{prefix};
  for (const char c : path) c == '.' ? variable += "__" : variable += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return variable;
}

Overrides::Overrides(const Section& declaration, std::string_view prefix, const Environment& environment) : prefix_(prefix) {
  if (prefix_.empty()) return;
  learn(declaration, "");
  for (const auto& entry : environment)
    if (entry.first.starts_with(prefix_)) given_.insert(entry);
}

void Overrides::learn(const Section& section, const std::string& path) {
  for (const auto& key : section.keys) {
    const auto full = below(path, key.name);
    known_.insert_or_assign(variable_of(prefix_, full), Known{full, &key});
    if (const auto* inner = std::get_if<Section>(&key.rule)) learn(*inner, full);
  }
}

bool Overrides::has(const std::string& path) const {
  const auto variable = variable_of(prefix_, path);
  const auto known = known_.find(variable);  // the path below a user's own name may spell the same variable
  return known != known_.end() && known->second.path == path && given_.contains(variable);
}

void Overrides::apply(Findings& findings) const {
  for (const auto& [variable, value] : given_) {
    const auto known = known_.find(variable);
    known == known_.end() ? refuse_unknown(variable, findings) : apply_one(known->second, variable, value, findings);
  }
}

void Overrides::apply_one(const Known& known, const std::string& variable, const std::string& value, Findings& findings) const {
  const auto& rule = known.key->rule;
  if (!known.key->refusal.empty()) return findings.add_variable(variable, known.key->refusal);
  if (!is_scalar(rule)) return findings.add_variable(variable, known.path + " is not a single value: set it in the file");
  findings.came_from_variable(known.path, variable);
  if (assign(rule, value)) return;
  findings.add_variable(variable, mismatch(rule, value, value));
}

void Overrides::refuse_unknown(const std::string& variable, Findings& findings) const {
  std::vector<std::string> names;
  for (const auto& [name, known] : known_) {
    const bool free = std::holds_alternative<Entries>(known.key->rule) || std::holds_alternative<TextMap>(known.key->rule);
    if (free && variable.starts_with(name + "__"))
      return findings.add_variable(variable, "entries of " + known.path + " are set in the file; a value there may be ${NAME}");
    if (is_scalar(known.key->rule) && known.key->refusal.empty()) names.push_back(name);
  }
  findings.add_variable(variable, "unknown variable: no key has this name" + suggestion(variable, names));
}

}  // namespace iw::config
