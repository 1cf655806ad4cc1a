#include "worker/settings/account_directory.hpp"

#include <filesystem>
#include <set>

#include "common/config/reader.hpp"
#include "worker/settings/check_settings.hpp"
#include "worker/settings/declare_settings.hpp"

namespace iw {

namespace {

constexpr std::string_view kEnding = ".yaml";
constexpr int kMissedUntilGone = 2;
/// More is a mistake: somebody named the wrong directory.
constexpr std::size_t kMostAccounts = 20'000;

/// The account's name that a file's name stands for; empty for a file that is none of ours.
std::string account_of(const std::string& file_name) {
  const bool ours = file_name.size() > kEnding.size() && file_name.front() != '.' && file_name.ends_with(kEnding);
  return ours ? file_name.substr(0, file_name.size() - kEnding.size()) : std::string{};
}

Result<std::map<std::string, std::string>> files_in(const std::string& path) {
  std::map<std::string, std::string> files;
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator{path, error}; !error && entry != std::filesystem::directory_iterator{};
       entry.increment(error)) {
    const auto name = account_of(entry->path().filename().string());
    if (!name.empty()) files.emplace(name, entry->path().string());
    if (files.size() > kMostAccounts) return Error{"accounts_dir: " + path + " holds more than " + std::to_string(kMostAccounts) + " accounts"};
  }
  if (error) return Error{"accounts_dir: " + path + " cannot be read: " + error.message()};
  return files;
}

}  // namespace

Result<AccountSettings> read_account_file(const std::string& path, const std::string& name, const config::Environment& environment) {
  AccountDraft draft;
  config::Findings findings{path};
  // No variable overrides a key here: a variable has one account's name in it nowhere.
  if (config::read_file(path, declare_account(draft), "", environment, findings)) check_account(name, draft, "", findings);
  const auto lines = findings.lines();
  if (lines.empty()) return AccountSettings{name, token_of(draft.token)};
  std::string all;
  for (const auto& line : lines) all += (all.empty() ? "" : "; ") + line;
  return Error{all};
}

Result<std::vector<AccountChange>> AccountDirectory::look() {
  const auto files = files_in(path_);
  if (!files) return files.error();
  std::vector<AccountChange> changes;
  for (const auto& [name, file] : *files) look_at(name, file, changes);
  for (auto it = known_.begin(); it != known_.end();) {
    const bool is_gone = !files->contains(it->first) && ++it->second.missed >= kMissedUntilGone;
    if (is_gone) changes.push_back({it->first, std::nullopt});
    it = is_gone ? known_.erase(it) : std::next(it);
  }
  return changes;
}

void AccountDirectory::look_at(const std::string& name, const std::string& file, std::vector<AccountChange>& changes) {
  Known& known = known_[name];
  known.missed = 0;
  const auto stamp = stamp_of(file);
  if (stamp == known.stamp) return;
  known.stamp = stamp;
  changes.push_back({name, read_account_file(file, name, environment_)});
}

}  // namespace iw
