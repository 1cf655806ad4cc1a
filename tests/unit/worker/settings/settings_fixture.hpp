// A configuration file made of a text, and what load_settings says of it.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "worker/settings/load_settings.hpp"

namespace iw::testing {

/// Writes the text to a file, loads it, and keeps the settings. Problems come with the file's name as "f".
class SettingsFixture : public ::testing::Test {
 protected:
  SettingsFixture() : path_(std::filesystem::temp_directory_path() / ("import_worker_settings." + std::to_string(getpid()) + ".yaml")) {}
  ~SettingsFixture() override { std::filesystem::remove(path_); }

  std::vector<std::string> load(const std::string& yaml, config::Environment environment = {{"WECHAT_ACCESS_TOKEN", "t0ken"}}) {
    std::ofstream{path_, std::ios::binary} << yaml;
    auto loaded = load_settings(path_, environment);
    settings = std::move(loaded.settings);
    for (auto& problem : loaded.problems)
      if (problem.starts_with(path_.string())) problem.replace(0, path_.string().size(), "f");
    return loaded.problems;
  }

  Settings settings;

 private:
  std::filesystem::path path_;
};

}  // namespace iw::testing
