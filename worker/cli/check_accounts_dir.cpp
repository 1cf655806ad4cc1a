#include "worker/cli/checks.hpp"
#include "worker/settings/account_directory.hpp"

namespace iw {

std::vector<Finding> add_accounts_of_directory(Settings& settings) {
  if (settings.accounts_dir.empty()) return {};
  AccountDirectory directory{settings.accounts_dir, config::process_environment()};
  const auto found = directory.look();
  if (!found) return {{false, found.error().message}};
  std::vector<Finding> findings;
  for (const auto& change : *found) {
    if (change.now && *change.now)
      settings.accounts.push_back(**change.now);
    else if (change.now)
      findings.push_back({false, "account " + change.name + ": its file cannot be used: " + change.now->error().message});
  }
  if (findings.empty()) findings.push_back({true, "accounts_dir: " + std::to_string(found->size()) + " accounts in " + settings.accounts_dir});
  return findings;
}

}  // namespace iw
