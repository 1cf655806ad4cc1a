// Accounts that stand in a directory, one YAML file each (`accounts_dir`): looked at again and again, so that accounts come, change and go without a
// restart. Loop thread; a look reads the directory, and only files whose stamp has changed. It decides nothing: the worker does.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/config/environment.hpp"
#include "common/error.hpp"
#include "common/file_stamp.hpp"
#include "worker/settings/settings.hpp"

namespace iw {

/// What happened to one account's file.
struct AccountChange {
  std::string name;
  /// What it says now, or all that is wrong with it in one sentence; nothing: the file is gone.
  std::optional<Result<AccountSettings>> now;
};

/// Reads one account's file: the keys of an entry of `accounts`. The error names file, line, key and what was expected, for each problem.
[[nodiscard]] Result<AccountSettings> read_account_file(const std::string& path, const std::string& name, const config::Environment& environment);

/// Watches the directory. An account's name is its file's name without `.yaml`; names that begin with a dot and other endings are passed by.
class AccountDirectory {
 public:
  /// `environment` serves ${NAME} in the files.
  AccountDirectory(std::string path, config::Environment environment) : path_(std::move(path)), environment_(std::move(environment)) {}

  /// What has changed since the last look; the first look finds every account new. A file counts as gone when two looks in a row miss it: editors and
  /// mounts replace files in steps. The error says why the directory cannot be read; then nothing has changed.
  [[nodiscard]] Result<std::vector<AccountChange>> look();

 private:
  /// A file as it was at the last look.
  struct Known {
    FileStamp stamp = FileStamp::never();
    int missed = 0;  ///< looks in a row
  };
  void look_at(const std::string& name, const std::string& file, std::vector<AccountChange>& changes);

  std::string path_;
  config::Environment environment_;
  std::map<std::string, Known> known_;
};

}  // namespace iw
