#include "worker/sandbox/call_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

namespace iw {
namespace {

using ::testing::HasSubstr;

CallRecord accepted(std::int64_t job_id) {
  return {.time = WallTime{std::chrono::milliseconds{0}},
          .env = "e",
          .collection_name = "c",
          .file_path = "f",
          .conflict_mode = 2,
          .body_ok = true,
          .errcode = 0,
          .job_id = job_id,
          .http = 200,
          .answered = true,
          .executed = true};
}

std::string content_of(const std::string& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

TEST(CallList, ALineHoldsAllKeys) {
  EXPECT_EQ(call_line(1, accepted(7)),
            "{\"n\":1,\"time\":\"1970-01-01T00:00:00.000Z\",\"path\":\"/tcb/"
            "databasemigrateimport\",\"env\":\"e\",\"collection_name\":\"c\",\"file_path\":\"f\","
            "\"conflict_mode\":2,\"body_ok\":true,\"errcode\":0,\"job_id\":7,\"http\":200,\"answered\":true,\"executed\":true}\n");
}

TEST(CallList, WhatIsAbsentIsNull) {
  const auto line = call_line(2, CallRecord{.answered = false});
  EXPECT_THAT(
      line,
      HasSubstr(
          R"("env":null,"collection_name":null,"file_path":null,"conflict_mode":null,"body_ok":false,"errcode":null,"job_id":null,"http":null,"answered":false)"));
}

TEST(CallList, LongTextsAreCut) {
  auto call = accepted(1);
  call.file_path = std::string(100'000, 'x');
  EXPECT_LT(call_line(1, call).size(), 2000u);
}

TEST(CallList, PagesByTheLastNumberSeen) {
  CallList calls;
  for (int i = 1; i <= 5; ++i) calls.add(accepted(i));
  EXPECT_EQ(calls.lines(0, 2), call_line(1, accepted(1)) + call_line(2, accepted(2)));
  EXPECT_EQ(calls.lines(4, 10), call_line(5, accepted(5)));
  EXPECT_EQ(calls.lines(5, 10), "");
  EXPECT_EQ(calls.lines(99, 10), "");
}

TEST(CallList, KeepsTheLastTwoHundredThousandAndCountsAll) {
  CallList calls;
  for (int i = 1; i <= 200'005; ++i) calls.add(accepted(i));
  EXPECT_THAT(calls.lines(0, 1), HasSubstr(R"({"n":6,)"));
  EXPECT_THAT(calls.lines(200'004, 10), HasSubstr(R"({"n":200005,)"));
  EXPECT_THAT(calls.stats(), HasSubstr(R"("calls":200005)"));
  EXPECT_THAT(calls.stats(), HasSubstr(R"("kept_from":6)"));
}

TEST(CallList, CountsAnswersByErrcodeAndTheLostApart) {
  CallList calls;
  calls.add(accepted(1));
  calls.add({.errcode = -1, .http = 200});
  calls.add({.errcode = -1, .http = 200});
  calls.add({.http = 503});
  calls.add({.http = 200, .executed = true});
  auto lost = accepted(2);
  lost.answered = false;
  calls.add(lost);
  EXPECT_EQ(calls.stats(),
            R"({"calls":6,"accepted":1,"executed":3,"lost":1,"by_errcode":{"-1":2,"0":1,"body":1,"http_503":1},"tokens":{},"kept_from":1,"unwritten":0})"
            "\n");
}

TEST(CallList, TheFileHasEveryLineAsSoonAsItIsAdded) {
  const std::string path = ::testing::TempDir() + "call_list_test.jsonl";
  std::remove(path.c_str());
  CallList calls;
  ASSERT_TRUE(calls.append_to(path).has_value());
  calls.add(accepted(1));
  EXPECT_EQ(content_of(path), call_line(1, accepted(1)));
  calls.add(accepted(2));
  EXPECT_EQ(content_of(path), calls.lines(0, 10));
  std::remove(path.c_str());
}

TEST(CallList, AFileThatCannotBeOpenedIsAnError) {
  CallList calls;
  const auto opened = calls.append_to("/nowhere/at/all/calls.jsonl");
  ASSERT_FALSE(opened.has_value());
  EXPECT_THAT(opened.error().message, HasSubstr("/nowhere/at/all/calls.jsonl"));
}

TEST(CallList, AFullFileIsCountedAndTheListGoesOn) {
  CallList calls;
  ASSERT_TRUE(calls.append_to("/dev/full").has_value());
  calls.add(accepted(1));
  EXPECT_THAT(calls.stats(), HasSubstr(R"("unwritten":1)"));
  EXPECT_NE(calls.lines(0, 10), "");
}

TEST(CallList, LosesNothingBetweenThreads) {
  const std::string path = ::testing::TempDir() + "call_list_threads.jsonl";
  std::remove(path.c_str());
  CallList calls;
  ASSERT_TRUE(calls.append_to(path).has_value());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&calls] {
      for (int i = 0; i < 500; ++i) calls.add(accepted(i));
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(content_of(path), calls.lines(0, 10'000));
  EXPECT_THAT(calls.stats(), HasSubstr(R"("calls":2000)"));
  std::remove(path.c_str());
}

}  // namespace
}  // namespace iw
