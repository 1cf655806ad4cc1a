// The checks that the API makes on the body of an import call. Pure, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace iw {

/// What a body holds, as far as it can be read, and the first thing that is wrong with it.
struct CheckedImport {
  std::optional<std::string> env;
  std::optional<std::string> collection_name;
  std::optional<std::string> file_path;
  std::optional<std::int64_t> conflict_mode;
  std::int64_t errcode = 0;  ///< 44002 empty, 47001 no JSON object, 40101 field missing, 40097 wrong type or value
  std::string trouble;       ///< one clause for errmsg; empty when errcode is 0
  bool exact = false;        ///< nothing wrong, and no field beyond the six
};

/// Checks env, collection_name, file_path (strings, not empty), file_type and conflict_mode (1 or 2), stop_on_error (boolean). Other fields are
/// ignored.
[[nodiscard]] CheckedImport check_import(std::string_view body);

}  // namespace iw
