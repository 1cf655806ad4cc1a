#include "common/config/text_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "common/config/environment.hpp"

namespace iw::config {
namespace {

using ::testing::HasSubstr;

class TextFile : public ::testing::Test {
 protected:
  TextFile() : path_(std::filesystem::temp_directory_path() / ("import_worker_text_file." + std::to_string(getpid()))) {}
  ~TextFile() override { std::filesystem::remove(path_); }
  Result<std::string> written(const std::string& text) {
    std::ofstream{path_, std::ios::binary} << text;
    return read_text_file(path_);
  }
  std::filesystem::path path_;
};

TEST_F(TextFile, IsReadByteForByte) { EXPECT_EQ(written("a\r\n\0b").value(), "a\r\n\0b"); }

TEST_F(TextFile, MayHoldOneMebibyteAndNoMore) {
  EXPECT_EQ(written(std::string(kMaxFileBytes, 'x')).value().size(), kMaxFileBytes);
  EXPECT_THAT(written(std::string(kMaxFileBytes + 1, 'x')).error().message, HasSubstr("larger than 1 MiB"));
}

TEST_F(TextFile, SaysWhyItCannotBeRead) {
  EXPECT_THAT(read_text_file("/nonexistent").error().message, HasSubstr("No such file"));
  EXPECT_THAT(read_text_file("/").error().message, HasSubstr("Is a directory"));
}

TEST(FirstBadCharacter, FindsTheLine) {
  EXPECT_FALSE(first_bad_character("a\tb\r\nä\xc2\x85"));
  EXPECT_EQ(first_bad_character("a\nb\n\x1b")->line, 3);
  EXPECT_EQ(first_bad_character(std::string_view{"\0", 1})->line, 1);
  for (const auto* text : {"\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe4\xb8", "\x80"})
    EXPECT_THAT(first_bad_character(text)->text, HasSubstr("UTF-8")) << "overlong, surrogate, beyond, cut, alone";
}

TEST(CodePoints, CountsThemOrSaysNothing) {
  EXPECT_EQ(code_points(""), 0u);
  EXPECT_EQ(code_points("aä一😀"), 4u);
  EXPECT_FALSE(code_points("a\xff"));
}

TEST(ProcessEnvironment, HoldsWhatTheProcessHas) {
  const auto environment = process_environment();
  EXPECT_TRUE(environment.contains("PATH"));
  EXPECT_FALSE(host_name().empty());
}

}  // namespace
}  // namespace iw::config
