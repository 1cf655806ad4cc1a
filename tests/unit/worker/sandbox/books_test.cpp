// The sandbox's memories: tasks, tokens, upload links.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "worker/sandbox/task_book.hpp"
#include "worker/sandbox/token_book.hpp"
#include "worker/sandbox/upload_check.hpp"

namespace iw {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr TimePoint kStart{1h};

std::vector<std::string_view> states(TaskBook& tasks, std::int64_t job_id, int queries) {
  std::vector<std::string_view> seen;
  for (int i = 0; i < queries; ++i) seen.push_back(tasks.query(job_id, kStart)->status);
  return seen;
}

TEST(TaskBook, GivesNineDigitsAndNeverTheSameTwice) {
  TaskBook tasks;
  EXPECT_EQ(tasks.create("a", kStart), 100'000'001);
  EXPECT_EQ(tasks.create("a", kStart), 100'000'002);
}

TEST(TaskBook, ATaskTakesAStepAtEveryQuery) {
  TaskBook tasks;
  EXPECT_EQ(states(tasks, tasks.create("a", kStart), 6),
            (std::vector<std::string_view>{"waiting", "reading", "writing", "migrating", "success", "success"}));
}

TEST(TaskBook, ATaskGoesOnWithoutQueries) {
  TaskBook tasks;
  const auto job_id = tasks.create("a", kStart);
  EXPECT_EQ(tasks.query(job_id, kStart + 1100ms)->status, "writing");
  EXPECT_EQ(tasks.query(job_id, kStart + 2s)->status, "success");
}

TEST(TaskBook, TheFolderDecidesHowATaskEnds) {
  TaskBook tasks;
  const auto end_of = [&](std::string_view path) { return *tasks.query(tasks.create(path, kStart), kStart + 1h); };
  EXPECT_EQ(end_of("a").record_fail, 0);
  EXPECT_GT(end_of("a").record_success, 0);
  EXPECT_EQ(end_of("failing/a").status, "fail");
  EXPECT_EQ(end_of("partial/a").status, "success");
  EXPECT_GT(end_of("partial/a").record_fail, 0);
  EXPECT_EQ(end_of("stuck/a").status, "migrating");
}

TEST(TaskBook, KnowsNoTaskThatItDidNotCreate) {
  TaskBook tasks;
  const auto job_id = tasks.create("a", kStart);
  EXPECT_FALSE(tasks.query(job_id + 1, kStart).has_value());
  EXPECT_FALSE(tasks.query(job_id - 1, kStart).has_value());
  EXPECT_FALSE(tasks.query(-1, kStart).has_value());
}

TEST(TaskBook, ForgetsDetailsOfOldTasksButNotThatTheyWere) {
  TaskBook tasks;
  const auto first = tasks.create("failing/a", kStart);
  for (int i = 0; i < 200'000; ++i) static_cast<void>(tasks.create("a", kStart));
  EXPECT_EQ(tasks.query(first, kStart)->status, "success");
  EXPECT_EQ(tasks.query(first + 1, kStart)->status, "waiting");
}

TEST(TokenBook, GivesEveryCallerTheSameTokenUntilItExpires) {
  TokenBook tokens{7200s};
  const auto first = tokens.give("app", false, kStart);
  const auto later = tokens.give("app", false, kStart + 100s);
  EXPECT_EQ(first.expires_in, 7200);
  EXPECT_EQ(later.token, first.token);
  EXPECT_EQ(later.expires_in, 7100);
  EXPECT_NE(tokens.give("other", false, kStart).token, first.token);
  EXPECT_NE(tokens.give("app", false, kStart + 7200s).token, first.token);
}

TEST(TokenBook, AForcedRefreshEndsTheTokenBefore) {
  TokenBook tokens{7200s};
  const auto first = tokens.give("app", false, kStart);
  const auto second = tokens.give("app", true, kStart);
  EXPECT_NE(second.token, first.token);
  EXPECT_EQ(tokens.judge(first.token, kStart), 40001);
  EXPECT_EQ(tokens.judge(second.token, kStart), 0);
}

TEST(TokenBook, JudgesOnlyItsOwnTokens) {
  TokenBook tokens{60s};
  const auto given = tokens.give("app", false, kStart);
  EXPECT_EQ(tokens.judge(given.token, kStart + 59s), 0);
  EXPECT_EQ(tokens.judge(given.token, kStart + 60s), 42001);
  EXPECT_EQ(tokens.judge("of my own", kStart), 0);
}

/// A form with these parts, in this order; values as the link for "a.csv" says, where `name` is one of its fields.
UploadAnswer judge(std::initializer_list<std::string> names) {
  const auto link = upload_link("env", "a.csv");
  UploadForm form;
  for (const auto& name : names) {
    form.begin_part(name);
    if (name == "key") form.add_bytes("a.csv");
    if (name == "Signature") form.add_bytes(link.authorization);
    if (name == "x-cos-security-token") form.add_bytes(link.token);
    if (name == "x-cos-meta-fileid") form.add_bytes(link.cos_file_id);
    if (name == "file") form.add_bytes("a,b\n");
  }
  return form.judge();
}

TEST(UploadForm, AcceptsTheLinksFieldsWithFileLast) {
  const auto answer = judge({"key", "Signature", "x-cos-security-token", "x-cos-meta-fileid", "file"});
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.body, "");
}

TEST(UploadForm, RefusesAPartAfterFile) {
  EXPECT_THAT(judge({"key", "Signature", "x-cos-security-token", "file", "x-cos-meta-fileid"}).body, HasSubstr("<Code>InvalidArgument</Code>"));
}

TEST(UploadForm, RefusesAFormThatLacksSomething) {
  EXPECT_EQ(judge({"key", "Signature", "x-cos-security-token", "x-cos-meta-fileid"}).status, 400);
  EXPECT_EQ(judge({"Signature", "x-cos-security-token", "x-cos-meta-fileid", "file"}).status, 400);
  EXPECT_THAT(judge({"key", "x-cos-security-token", "x-cos-meta-fileid", "file"}).body, HasSubstr("<Code>SignatureDoesNotMatch</Code>"));
  EXPECT_EQ(judge({"key", "Signature", "x-cos-meta-fileid", "file"}).status, 403);
  EXPECT_EQ(judge({"key", "Signature", "x-cos-security-token", "file"}).status, 403);
}

TEST(UploadForm, ALinkIsForOnePath) { EXPECT_NE(upload_link("e", "a").authorization, upload_link("e", "b").authorization); }

}  // namespace
}  // namespace iw
