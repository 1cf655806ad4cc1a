// Accounts in files: what a look finds, and what it makes of files that are wrong or on their way.
#include "worker/settings/account_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace iw {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Accounts : public ::testing::Test {
 protected:
  Accounts() : path_(std::filesystem::temp_directory_path() / ("import_worker_accounts." + std::to_string(getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~Accounts() override { std::filesystem::remove_all(path_); }

  void write(const std::string& file, const std::string& text) { std::ofstream{path_ / file, std::ios::binary} << text; }
  void remove(const std::string& file) { std::filesystem::remove(path_ / file); }
  /// What a look finds, in words: "name kind", "name gone", "name wrong".
  std::vector<std::string> look() {
    std::vector<std::string> found;
    const auto changes = directory_.look().value();
    for (const auto& change : changes) {
      if (change.now && !*change.now) message = change.now->error().message;
      found.push_back(change.name + (!change.now ? " gone" : !*change.now ? " wrong" : " " + (*change.now)->token.path));
    }
    return found;
  }

  std::filesystem::path path_;
  AccountDirectory directory_{path_.string(), {{"SECRET_OF_SHOP", "s3cret"}}};
  std::string message;  ///< of the last wrong one
};

TEST_F(Accounts, FirstLookFindsAllAndTheNextOneNothing) {
  write("shop-1.yaml", "token: {kind: file, path: /t/1}");
  write("shop-2.yaml", "token: {kind: file, path: /t/2}\nlimits: {in_flight: 0}");
  EXPECT_THAT(look(), ElementsAre("shop-1 /t/1", "shop-2 /t/2"));
  EXPECT_THAT(look(), IsEmpty());
}

TEST_F(Accounts, ChangedAndNewFilesAreFound) {
  write("a.yaml", "token: {kind: file, path: /t/1}");
  (void)look();
  write("a.yaml", "token: {kind: file, path: /t/other}");
  write("b.yaml", "token: {kind: file, path: /t/b}");
  EXPECT_THAT(look(), ElementsAre("a /t/other", "b /t/b"));
}

TEST_F(Accounts, FileIsGoneOnlyWhenTwoLooksMissIt) {
  write("a.yaml", "token: {kind: file, path: /t/1}");
  (void)look();
  remove("a.yaml");
  EXPECT_THAT(look(), IsEmpty()) << "it may be about to be replaced";
  write("a.yaml", "token: {kind: file, path: /t/22}");
  EXPECT_THAT(look(), ElementsAre("a /t/22"));
  remove("a.yaml");
  EXPECT_THAT(look(), IsEmpty());
  EXPECT_THAT(look(), ElementsAre("a gone"));
  EXPECT_THAT(look(), IsEmpty());
}

TEST_F(Accounts, OtherFilesArePassedBy) {
  for (const char* file : {".hidden.yaml", "notes.txt", "backup.yaml~", ".yaml", "..data"}) write(file, "nonsense");
  EXPECT_THAT(look(), IsEmpty());
}

TEST_F(Accounts, WrongFileIsToldWithAllThatIsWrongWithIt) {
  write("a.yaml", "token: {kind: fil, pth: /x}\nlimit: 3");
  EXPECT_THAT(look(), ElementsAre("a wrong"));
  EXPECT_THAT(message, HasSubstr("a.yaml:1: token.kind"));
  EXPECT_THAT(message, HasSubstr("token.pth"));
  EXPECT_THAT(message, HasSubstr("a.yaml:2: limit"));
}

TEST_F(Accounts, FilesThatAreNoYamlOrEmptyAreWrong) {
  write("a.yaml", "{");
  write("b.yaml", "");
  write("c.yaml", "token: {kind: static}");
  EXPECT_THAT(look(), ElementsAre("a wrong", "b wrong", "c wrong"));
}

TEST_F(Accounts, ValuesComeFromTheEnvironmentAndNoVariableOverridesAKey) {
  write("a.yaml", "token: {kind: static, value: \"${SECRET_OF_SHOP}\"}");
  const auto found = directory_.look().value();
  ASSERT_EQ(found.size(), 1u);
  ASSERT_TRUE(found[0].now->has_value()) << found[0].now->error().message;
  EXPECT_EQ((*found[0].now)->token.value.reveal(), "s3cret");
}

TEST_F(Accounts, SecretsOfAWrongFileAreNotShown) {
  write("a.yaml", "token: {kind: stable, appid: wx1, secret: s3cret-in-a-file, value: t0ken-in-a-file}");
  EXPECT_THAT(look(), ElementsAre("a wrong"));
  EXPECT_THAT(message, Not(HasSubstr("s3cret-in-a-file")));
  EXPECT_THAT(message, Not(HasSubstr("t0ken-in-a-file")));
}

TEST_F(Accounts, DirectoryThatCannotBeReadChangesNothing) {
  write("a.yaml", "token: {kind: file, path: /t/1}");
  (void)look();
  const auto aside = path_.string() + ".aside";
  std::filesystem::rename(path_, aside);
  for (int i = 0; i < 3; ++i) {
    const auto found = directory_.look();
    ASSERT_FALSE(found);
    EXPECT_THAT(found.error().message, HasSubstr("accounts_dir"));
  }
  std::filesystem::rename(aside, path_);
  EXPECT_THAT(look(), IsEmpty()) << "nothing was taken for gone meanwhile";
}

}  // namespace
}  // namespace iw
