// The file with a merchant's refresh token: whole or not at all, and never lost.
#include "worker/call/token/fetch/refresh_token_file.hpp"

#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>

#include "tests/unit/worker/call/token/fetch/fetch_fixture.hpp"

namespace iw::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class RefreshTokenFileTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string current() {
    const auto token = file.current();
    return token ? std::string{token->reveal()} : "refused: " + token.error().message;
  }
  /// Nothing can be put into the file's folder: a file of that name stands where the folder should be, which stops root, too.
  void close_folder() const { std::filesystem::rename(folder.file("d"), folder.file("away")), folder.write("d", ""); }
  void open_folder() const { std::filesystem::remove(folder.file("d")), std::filesystem::rename(folder.file("away"), folder.file("d")); }

  RefreshTokenFileTest() {
    std::filesystem::create_directory(folder.file("d"));
    folder.write("d/r", "R0\n");
  }
  Folder folder;
  RefreshTokenFile file{folder.file("d/r")};
};

TEST_F(RefreshTokenFileTest, IsReadEachTime) {
  EXPECT_EQ(current(), "R0");
  folder.write("d/r", "R9");
  EXPECT_EQ(current(), "R9") << "another worker has written it";
}

TEST_F(RefreshTokenFileTest, IsReplacedByANewFileThatOnlyItsOwnerReads) {
  ASSERT_TRUE(file.replace(Secret{"R0"}, Secret{"R1"}));
  EXPECT_EQ(folder.read("d/r"), "R1");
  EXPECT_EQ(current(), "R1");
  struct stat info {};
  ASSERT_EQ(::stat(folder.file("d/r").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator{folder.file("d")}, std::filesystem::directory_iterator{}), 1)
      << "nothing is left beside";
}

TEST_F(RefreshTokenFileTest, ALinkIsFollowedAndStaysALink) {
  std::filesystem::create_symlink(folder.file("d/r"), folder.file("link"));
  RefreshTokenFile link{folder.file("link")};
  ASSERT_TRUE(link.replace(Secret{"R0"}, Secret{"R1"}));
  EXPECT_TRUE(std::filesystem::is_symlink(folder.file("link")));
  EXPECT_EQ(folder.read("d/r"), "R1");
}

TEST_F(RefreshTokenFileTest, WhatCannotBeWrittenIsToldWithoutTheSecret) {
  close_folder();
  const auto written = file.replace(Secret{"R0"}, Secret{"hunter2"});
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, AllOf(HasSubstr("cannot be written to refresh_token_file"), HasSubstr("d/r"), Not(HasSubstr("hunter2"))));
}

TEST_F(RefreshTokenFileTest, WhatCouldNotBeWrittenIsWrittenBeforeItIsUsed) {
  close_folder();
  ASSERT_FALSE(file.replace(Secret{"R0"}, Secret{"R1"}));
  EXPECT_THAT(current(), HasSubstr("refused: the new refresh token cannot be written")) << "it still cannot";
  open_folder();
  EXPECT_EQ(current(), "R1");
  EXPECT_EQ(folder.read("d/r"), "R1");
}

TEST_F(RefreshTokenFileTest, WhatAnotherWorkerHasWrittenMeanwhileCounts) {
  close_folder();
  ASSERT_FALSE(file.replace(Secret{"R0"}, Secret{"R1"}));
  open_folder();
  folder.write("d/r", "R7");
  EXPECT_EQ(current(), "R7");
  EXPECT_EQ(folder.read("d/r"), "R7");
  EXPECT_EQ(current(), "R7") << "and the other one is forgotten";
}

TEST_F(RefreshTokenFileTest, AMissingFileIsToldByItsName) {
  std::filesystem::remove(folder.file("d/r"));
  EXPECT_THAT(current(), HasSubstr("refused: refresh token file " + folder.file("d/r") + " cannot be read"));
}

TEST_F(RefreshTokenFileTest, AProcessThatIsKilledWhileItWritesLeavesAWholeFile) {
  for (int round = 0; round < 20; ++round) {
    const auto child = ::fork();
    if (child == 0) {
      RefreshTokenFile own{folder.file("d/r")};
      for (int n = 0;; ++n) (void)own.replace(Secret{"x"}, Secret{std::string(4000, static_cast<char>('a' + n % 26))});
    }
    ASSERT_GT(child, 0);
    for (int looks = 0; looks < 100'000 && folder.read("d/r").size() != 4000; ++looks) {
    }
    for (int reads = 0; reads < 5; ++reads) {
      const auto text = folder.read("d/r");
      EXPECT_EQ(text.size(), 4000u);
      EXPECT_EQ(text.find_first_not_of(text.substr(0, 1)), std::string::npos) << "two values in one file";
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ASSERT_EQ(current().size(), 4000u);
  }
}

}  // namespace
}  // namespace iw::testing
