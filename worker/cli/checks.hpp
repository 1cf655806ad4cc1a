// What `import-worker check` looks at beyond the file itself: the cluster, its topics, the API, the tokens. Main thread, blocking with bounds.
// Little is changed: a refresh token that comes back new is written, a group without members is joined and left, and records are written that are aborted.
// No running worker notices, and no import is called.
#pragma once

#include <string>
#include <vector>

#include "worker/cli/load_or_explain.hpp"

namespace iw {

/// One thing that was looked at.
struct Finding {
  bool good = false;
  std::string text;  ///< one sentence; for a bad one with what to do
};

/// The cluster, its topics, its limits, the group and transactions, as `run` would meet them; within 15 s.
[[nodiscard]] std::vector<Finding> check_kafka(const Settings& settings);

/// Reads the files of `accounts_dir` and adds their accounts to the settings.
[[nodiscard]] std::vector<Finding> add_accounts_of_directory(Settings& settings);

/// The API answers with each account's token. Gets tokens that are fetched (a refresh token that comes back changed is written to its file, as the
/// worker does it), then asks for the state of an import task that does not exist.
[[nodiscard]] std::vector<Finding> check_api(const Loaded& loaded);

}  // namespace iw
