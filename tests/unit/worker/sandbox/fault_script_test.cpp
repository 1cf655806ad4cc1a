#include "worker/sandbox/fault_script.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace iw {
namespace {

using ::testing::HasSubstr;

FaultScript parsed(std::string_view json) {
  auto script = parse_fault_script(json);
  EXPECT_TRUE(script.has_value()) << script.error().message;
  return script ? std::move(*script) : FaultScript{};
}

std::string trouble_with(std::string_view json) {
  const auto script = parse_fault_script(json);
  EXPECT_FALSE(script.has_value()) << json;
  return script ? "" : script.error().message;
}

std::string path_of(int n) { return "imports/" + std::to_string(n) + ".json"; }

TEST(FaultScript, AnEmptyObjectPlaysNothing) {
  const auto script = parsed("{}");
  EXPECT_EQ(script.seed, 1u);
  EXPECT_EQ(script.latency.count(), 0);
  EXPECT_FALSE(script.refuses("anything"));
  EXPECT_TRUE(decide_by_share(script, "a", 1).executes());
}

TEST(FaultScript, ReadsEveryKey) {
  const auto script = parsed(R"({"seed":7,"latency_ms":50,"shares":{"-1":0.1,"-502005":0.02,"http_503":0.01,"lose_after":0.005},
    "rules":[{"path":"a.json","errcode":45009,"times":1,"retry_after":"10"},{"prefix":"dir/","http":503,"body":"raw","latency_ms":30000},{"prefix":"","lose":"after"}],
    "refuse_tokens":["old"],"accept_tokens":["new","old"]})");
  EXPECT_EQ(script.seed, 7u);
  EXPECT_EQ(script.latency.count(), 50);
  ASSERT_EQ(script.shares.size(), 4u);
  ASSERT_EQ(script.rules.size(), 3u);
  EXPECT_EQ(script.rules[0].fate.errcode, 45009);
  EXPECT_EQ(script.rules[0].times, 1u);
  EXPECT_EQ(script.rules[0].fate.retry_after, "10");
  EXPECT_EQ(script.rules[1].fate.http, 503);
  EXPECT_EQ(script.rules[1].fate.body, "raw");
  EXPECT_EQ(script.rules[1].fate.latency, std::chrono::milliseconds{30000});
  EXPECT_EQ(script.rules[2].fate.loss, Loss::after);
}

TEST(FaultScript, RefusesTokensThatAreListedAndThoseOutsideAnAcceptedList) {
  const auto script = parsed(R"({"refuse_tokens":["old"],"accept_tokens":["new","old"]})");
  EXPECT_TRUE(script.refuses("old"));
  EXPECT_TRUE(script.refuses("other"));
  EXPECT_FALSE(script.refuses("new"));
  EXPECT_TRUE(parsed(R"({"accept_tokens":[]})").refuses("any"));
}

TEST(FaultScript, NamesTheKeyThatIsWrong) {
  const std::map<std::string_view, std::string_view> cases{
      {"", "empty"},
      {"[]", "expected an object"},
      {R"({"sed":1})", "sed: unknown key"},
      {R"({"seed":1,"seed":2})", "stands twice"},
      {R"({"seed":-1})", "seed: expected an integer"},
      {R"({"latency_ms":0.5})", "latency_ms: expected an integer"},
      {R"({"shares":{"-1":1.5}})", "shares.-1: expected a number"},
      {R"({"shares":{"-1":"0.1"}})", "shares.-1: expected a number"},
      {R"({"shares":{"0":0.1}})", "shares.0: expected an errcode"},
      {R"({"shares":{"http_444":0.1}})", "shares.http_444: expected a key"},
      {R"({"shares":{"-1":0.6,"-1000":0.6}})", "at most 1"},
      {R"({"rules":{}})", "rules: expected an array"},
      {R"({"rules":[{"path":"a"},{"errcode":1}]})", "rules[1]: expected either path or prefix"},
      {R"({"rules":[{"path":"a","prefix":"b"}]})", "rules[0]: expected either path or prefix"},
      {R"({"rules":[{"path":"a","htp":503}]})", "rules[0].htp: unknown key"},
      {R"({"rules":[{"path":"a","http":99}]})", "rules[0].http: expected an integer"},
      {R"({"rules":[{"path":"a","http":444}]})", "rules[0].http: expected another status"},
      {R"({"rules":[{"path":"a","lose":"during"}]})", "rules[0].lose: expected \"before\" or \"after\""},
      {R"({"rules":[{"path":"a","lose":"after","errcode":1}]})", "rules[0]: expected lose without"},
      {R"({"rules":[{"path":"a","body":"x","errcode":1}]})", "rules[0]: expected either errcode or body"},
      {R"({"rules":[{"path":"a","retry_after":"1\r\nX: y"}]})", "retry_after: expected one line"},
      {R"({"rules":[{"path":"a","times":-1}]})", "rules[0].times: expected an integer"},
      {R"({"refuse_tokens":"t"})", "refuse_tokens: expected an array of strings"},
  };
  for (const auto& [json, message] : cases) EXPECT_THAT(trouble_with(json), HasSubstr(std::string{message})) << json;
}

TEST(FaultScript, ExecutesUnlessItAnswersWithAnErrorOrLosesTheCallBefore) {
  EXPECT_TRUE(Fate{}.executes());
  EXPECT_TRUE(Fate{.errcode = 0}.executes());
  EXPECT_TRUE(Fate{.body = "{"}.executes());
  EXPECT_TRUE(Fate{.loss = Loss::after}.executes());
  EXPECT_FALSE(Fate{.loss = Loss::before}.executes());
  EXPECT_FALSE(Fate{.errcode = -1}.executes());
  EXPECT_FALSE(Fate{.http = 502}.executes());
}

TEST(FaultScript, HitsAboutTheShareThatItIsGiven) {
  const auto script = parsed(R"({"seed":3,"shares":{"-1":0.1,"-1000":0.05}})");
  std::map<std::int64_t, int> hits;
  for (int n = 0; n < 20'000; ++n) ++hits[decide_by_share(script, path_of(n), 1).errcode.value_or(0)];
  EXPECT_NEAR(hits[-1], 2000, 150);
  EXPECT_NEAR(hits[-1000], 1000, 110);
  EXPECT_EQ(hits.size(), 3u);
}

TEST(FaultScript, DecidesTransientSharesForEachAttemptAnew) {
  const auto script = parsed(R"({"shares":{"-1":0.5}})");
  int hits = 0;
  for (std::uint32_t nth = 1; nth <= 1000; ++nth) hits += decide_by_share(script, "one", nth).errcode.has_value() ? 1 : 0;
  EXPECT_NEAR(hits, 500, 60);
}

TEST(FaultScript, DecidesPermanentOperatorAndUnknownSharesByThePathAlone) {
  const auto script = parsed(R"({"shares":{"-502005":0.2,"-501000":0.2,"-987654":0.2,"-1":0.2}})");
  for (int n = 0; n < 500; ++n) {
    const auto first = decide_by_share(script, path_of(n), 1).errcode;
    for (std::uint32_t nth = 2; nth <= 10; ++nth) {
      const auto again = decide_by_share(script, path_of(n), nth).errcode;
      const bool transient = (!first || first == -1) && (!again || again == -1);
      EXPECT_TRUE(first == again || transient) << path_of(n);
    }
  }
}

TEST(FaultScript, TheSeedChangesWhoIsHitAndTheOrderOfKeysDoesNot) {
  const auto one = parsed(R"({"seed":1,"shares":{"-1":0.3,"-1000":0.3}})");
  const auto turned = parsed(R"({"shares":{"-1000":0.3,"-1":0.3},"seed":1})");
  const auto two = parsed(R"({"seed":2,"shares":{"-1":0.3,"-1000":0.3}})");
  int different = 0;
  for (int n = 0; n < 1000; ++n) {
    EXPECT_EQ(decide_by_share(one, path_of(n), 1).errcode, decide_by_share(turned, path_of(n), 1).errcode);
    if (decide_by_share(one, path_of(n), 1).errcode != decide_by_share(two, path_of(n), 1).errcode) ++different;
  }
  EXPECT_GT(different, 300);
}

TEST(FaultScript, AShareOfOneHitsAllAndAShareOfZeroNone) {
  const auto all = parsed(R"({"shares":{"lose_before":1}})");
  const auto none = parsed(R"({"shares":{"lose_before":0}})");
  for (int n = 0; n < 200; ++n) {
    EXPECT_EQ(decide_by_share(all, path_of(n), 1).loss, Loss::before);
    EXPECT_EQ(decide_by_share(none, path_of(n), 1).loss, Loss::none);
  }
}

TEST(FaultScript, KeepsItsDecisionsFromOneVersionToTheNext) {
  const auto script = parsed(R"({"seed":42,"shares":{"-1":0.5}})");
  std::string pattern;
  for (std::uint32_t nth = 1; nth <= 16; ++nth) pattern += decide_by_share(script, "imports/1.json", nth).errcode ? 'x' : '.';
  EXPECT_EQ(pattern, ".....x...xxxx...");
}

}  // namespace
}  // namespace iw
