// Reads a YAML file and the environment into the targets of a declaration, and finds all that is wrong at once. Any thread; blocks on the disk.
// A key that is not given leaves its target as it is: the default. It does not compare keys with one another: that is the caller's.
#pragma once

#include <string>
#include <string_view>

#include "common/config/declaration.hpp"
#include "common/config/environment.hpp"
#include "common/config/findings.hpp"

namespace iw::config {

/// Reads the text of a file. A value's ${NAME} comes from `environment`, and a variable `<prefix>A__B_C` takes the place of the scalar at a.b_c; a
/// key below a user's own name (Entries, TextMap) has no variable, and with an empty prefix no key has one. An unknown key and an unknown variable with the prefix are problems. False when
/// the text is no YAML map at all: then the declaration's values say little, and comparing them with one another would only confuse.
[[nodiscard]] bool read_text(std::string_view yaml, const Section& declaration, std::string_view prefix, const Environment& environment,
                             Findings& findings);

/// The same for the file at `path`, which may hold 1 MiB at most.
[[nodiscard]] bool read_file(const std::string& path, const Section& declaration, std::string_view prefix, const Environment& environment,
                             Findings& findings);

}  // namespace iw::config
