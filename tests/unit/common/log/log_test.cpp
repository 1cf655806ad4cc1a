// What a log line looks like, whatever is said in it.
#include "common/log/log.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "common/json/json.hpp"
#include "common/json/members.hpp"

namespace iw {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A new line that looks like one of ours, colours and a bell for a terminal, a broken character, a quote.
constexpr const char* kForged = "no such topic\"\n{\"level\":\"error\",\"msg\":\"forged\"}\x1b[31m\x07\xff\r";

/// Standard error goes to a file while this lives.
class CaughtStderr {
 public:
  CaughtStderr() {
    std::fflush(stderr);
    const int file = ::open(path_.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    ::dup2(file, STDERR_FILENO);
    ::close(file);
  }
  ~CaughtStderr() {
    ::dup2(before_, STDERR_FILENO);
    ::close(before_);
    std::filesystem::remove(path_);
  }
  CaughtStderr(const CaughtStderr&) = delete;
  CaughtStderr& operator=(const CaughtStderr&) = delete;
  [[nodiscard]] std::string text() const {
    std::ifstream in{path_, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

 private:
  const std::string path_ = (std::filesystem::temp_directory_path() / ("import_worker_log." + std::to_string(::getpid()))).string();
  const int before_ = ::dup(STDERR_FILENO);
};

/// What the log says of one warning, in this format.
std::string logged(bool as_json, LogLevel lowest, LogFields fields) {
  const CaughtStderr caught;
  start_log(lowest, as_json);
  log_warn("kafka trouble", fields);
  stop_log();
  return caught.text();
}

TEST(Log, AValueNeverMakesASecondLineOrSpeaksToATerminal) {
  for (const bool as_json : {true, false}) {
    const auto text = logged(as_json, LogLevel::debug, {{"text", kForged}});
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
    EXPECT_TRUE(std::none_of(text.begin(), text.end() - 1, [](unsigned char c) { return c < 0x20 || c == 0xff; })) << text;
  }
}

TEST(Log, AJsonLineIsOneDocumentWithTheValueInIt) {
  const auto text = logged(true, LogLevel::debug, {{"text", kForged}, {"count", 7}, {"flag", true}});
  const auto document = parse_json(std::string_view{text}.substr(0, text.size() - 1), 4);
  ASSERT_TRUE(document && document->IsObject()) << text;
  EXPECT_EQ(text_of(*find_member(*document, "level")), "warn");
  EXPECT_THAT(std::string{text_of(*find_member(*document, "text"))}, HasSubstr("forged"));
  EXPECT_EQ(number_member(*document, "count"), 7);
}

TEST(Log, AHugeValueIsCut) { EXPECT_LT(logged(true, LogLevel::debug, {{"text", std::string(1'000'000, 'x')}}).size(), 5000u); }

TEST(Log, WhatIsBelowItsLevelIsNotWritten) {
  EXPECT_EQ(logged(true, LogLevel::error, {}), "");
  EXPECT_THAT(logged(true, LogLevel::warn, {}), Not(""));
}

TEST(Log, BeforeItsStartAndAfterItsEndItSaysNothing) {
  const CaughtStderr caught;
  log_error("nobody hears this");
  EXPECT_EQ(caught.text(), "");
}

}  // namespace
}  // namespace iw
