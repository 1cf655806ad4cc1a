// Environment variables that take the place of single keys. Pure, any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/config/declaration.hpp"
#include "common/config/environment.hpp"
#include "common/config/findings.hpp"

namespace iw::config {

/// The variable of a key: prefix, then the path in capitals with two underscores for each dot.
[[nodiscard]] std::string variable_of(std::string_view prefix, const std::string& path);

/// The variables with the prefix, matched with the keys of a declaration. The declaration must outlive it.
class Overrides {
 public:
  Overrides(const Section& declaration, std::string_view prefix, const Environment& environment);

  /// Does a variable take this key's place?
  [[nodiscard]] bool has(const std::string& path) const;
  /// Puts the variables' values into their keys' targets. What does not fit, and a variable that no key knows, goes to `findings`.
  void apply(Findings& findings) const;

 private:
  /// A key of the declaration.
  struct Known {
    std::string path;
    const Key* key;
  };
  void learn(const Section& section, const std::string& path);
  void apply_one(const Known& known, const std::string& variable, const std::string& value, Findings& findings) const;
  void refuse_unknown(const std::string& variable, Findings& findings) const;

  std::string prefix_;
  std::map<std::string, Known> known_;  // by variable; sections and free maps too, to tell what is wrong with a variable that names one
  Environment given_;                   // the variables with the prefix
};

}  // namespace iw::config
