// ${NAME} inside a value: the environment variable's text takes its place. Pure, any thread.
// YAML gives braces a meaning of their own inside {…} and […], so references are marked in the raw text before it is parsed, with characters that no
// file may hold.
#pragma once

#include <string>
#include <string_view>

#include "common/config/environment.hpp"
#include "common/error.hpp"

namespace iw::config {

/// The YAML text with each ${NAME} marked; lines stay where they are. NAME: letters, digits and _, not beginning with a digit.
[[nodiscard]] std::string mark_references(std::string_view yaml);

/// Does a parsed value hold a marked reference?
[[nodiscard]] bool has_reference(std::string_view value);

/// A parsed value as it stands in the file, references unread.
[[nodiscard]] std::string as_written(std::string_view value);

/// A parsed value with its references replaced, once: what a variable holds is not looked at again. The error names each variable that is not set.
[[nodiscard]] Result<std::string> replace_references(std::string_view value, const Environment& environment);

}  // namespace iw::config
