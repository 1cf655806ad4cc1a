#include "common/config/declaration.hpp"

namespace iw::config {

bool is_scalar(const Rule& rule) {
  return !std::holds_alternative<WordList>(rule) && !std::holds_alternative<TextMap>(rule) && !std::holds_alternative<Section>(rule) &&
         !std::holds_alternative<Entries>(rule);
}

std::string below(const std::string& path, const std::string& name) { return path.empty() ? name : path + "." + name; }

std::vector<std::string> names_of(const Section& section) {
  std::vector<std::string> names;
  for (const auto& key : section.keys)
    if (key.refusal.empty()) names.push_back(key.name);
  return names;
}

}  // namespace iw::config
