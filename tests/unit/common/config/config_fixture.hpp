// One declaration with a key of every type, and the reading of a text into it.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "common/config/reader.hpp"

namespace iw::config::testing {

/// Holds the targets; `read` fills them.
class ConfigFixture : public ::testing::Test {
 protected:
  struct Entry {
    std::string color;
    Secret token;
    std::string file;
  };

  Section declaration() {
    using namespace std::chrono_literals;
    const auto names = [this] {
      std::vector<std::string> all;
      for (const auto& entry : entries) all.push_back(entry.first);
      return all;
    };
    const auto open = [this](const std::string& who) {
      auto& entry = entries[who];
      return Section{
          {{"color", Choice{&entry.color, {"red", "green"}, {"blue"}}}, {"token", SecretText{&entry.token}}, {"file", Text{&entry.file, 1, 20}}}};
    };
    return {{
        {"name", Text{&name, 0, 10}},
        {"pass_word", SecretText{&password}},
        {"server", Section{{{"port", Integer{&port, 1, 100}},
                            {"ratio", Number{&ratio, 0, 2.5}},
                            {"open", Flag{&is_open}},
                            {"wait", Span{&wait, 1ms, 1h}},
                            {"later", Flag{&is_open}, "comes later"}}}},
        {"color", Choice{&color, {"red", "green"}, {"blue"}}},
        {"colors", WordList{&colors, {"red", "green"}}},
        {"options", TextMap{&options, [](std::string_view option) { return option.starts_with("secret"); }}},
        {"users", Entries{open, names}},
    }};
  }

  /// The problems of a text, one line each.
  std::vector<std::string> read(std::string_view yaml, const Environment& environment = {}) {
    Findings findings{"f.yaml"};
    whole = read_text(yaml, declaration(), "X__", environment, findings);
    return findings.lines();
  }

  bool whole = false;
  std::string name = "default";
  Secret password;
  int port = 7;
  double ratio = 1;
  bool is_open = false;
  std::chrono::milliseconds wait{1000};
  std::string color = "red";
  std::vector<std::string> colors = {"red"};
  std::map<std::string, std::string> options;
  std::map<std::string, Entry> entries;
};

}  // namespace iw::config::testing
