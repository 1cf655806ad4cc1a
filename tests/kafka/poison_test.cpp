// Every kind of bad record, sent through a real Kafka: one invalid_request event each, no call, and the partition moves on.
#include "tests/support/scenario.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;

class Poison : public Scenario {
 protected:
  /// A good request with one member replaced.
  static std::string with(const std::string& from, const std::string& to) {
    auto text = request("poison", false);
    const auto at = text.find(from);
    return text.replace(at, from.size(), to);
  }
  static std::vector<std::optional<std::string>> bad_values() {
    const std::string nested = std::string(40, '[') + std::string(40, ']');
    return {
        std::nullopt,
        "",
        "not json",
        "[]",
        "\"text\"",
        "42",
        "null",
        "{}",
        "{} {}",
        "\xff\xfe",
        std::string(1024 * 1024 + 1, ' '),
        with(R"("env":"test-env",)", ""),
        with(R"("test-env")", "7"),
        with(R"("test-env")", "\"\""),
        with("test-env", std::string(129, 'e')),
        with("test-env", "a\\u0000b"),
        with("test-env", "\\ud800"),
        with(R"("file_path":"poison")", R"("file_path":"cloud://env.bucket/poison")"),
        with("poison", std::string(1025, 'p')),
        with(R"("file_type":1)", R"("file_type":3)"),
        with(R"("file_type":1)", R"("file_type":1.0)"),
        with(R"("file_type":1)", R"("file_type":"1")"),
        with(R"("file_type":1)", R"("file_type":null)"),
        with("false", "\"false\""),
        with("false", "0"),
        with(R"("conflict_mode":2)", R"("conflict_mode":0)"),
        with(R"("conflict_mode":2)", R"("conflict_mode":"replace")"),
        with(R"("env":)", R"("env":"x","env":)"),
        request("poison", false, R"(,"account":"nobody")"),
        request("poison", false, R"(,"deadline":"tomorrow")"),
        request("poison", false, R"(,"not_before":5)"),
        request("poison", false, R"(,"when_in_doubt":"maybe")"),
        request("poison", false, R"(,"request_id":"")"),
        request("poison", false, ",\"extra\":" + nested),
        request("poison", false, R"(,"extra":{"a":1,"a":2})"),
    };
  }
};

TEST_F(Poison, EachBadRecordGivesItsEventAndNoCall) {
  prepare(2);
  std::vector<Sent> records;
  for (const auto& value : bad_values()) records.push_back({"k", value, {}, 0});
  records.push_back({"k", R"({"data_base64":"e30="})", {{"content-type", "application/cloudevents+json"}}, 0});
  records.push_back({"k", R"({"data":"text"})", {{"content-type", "application/cloudevents+json"}}, 0});
  const auto bad = records.size();
  records.push_back({"k", request("good", true), {}, 0});
  send(records);
  start_worker();
  ASSERT_TRUE(wait_for_lag_zero(30s));
  const auto seen = history();
  expect_right(seen);
  EXPECT_EQ(seen.by_reason().at("invalid_request"), static_cast<int>(bad));
  EXPECT_EQ(seen.by_reason().at("ok"), 1) << "the partition moves on";
  EXPECT_EQ(seen.calls.size(), 1u);
  for (const auto& event : seen.events()) {
    if (event.reason == "invalid_request") {
      EXPECT_NE(event.detail.find("expected"), std::string::npos) << event.detail;
    }
  }
}

TEST_F(Poison, RecordTimeThatIsNoneIsNotMadeUp) {
  prepare(1);
  send({{"k", request("none", true), {}, 0, -1}, {"k", request("1970", true), {}, 0, 1}, {"k", request("now", true), {}, 0}});
  start_worker();
  ASSERT_TRUE(wait_for_lag_zero(30s));
  std::map<std::string, bool> has_time;
  for (const auto& record : history().results)
    for (const char* name : {"none", "1970", "now"})
      if (record.value->find(std::string{"\"file_path\":\""} + name) != std::string::npos) has_time[name] = record.value->find("\"timestamp\":") != std::string::npos;
  EXPECT_EQ(has_time, (std::map<std::string, bool>{{"none", false}, {"1970", true}, {"now", true}}));
}

}  // namespace
}  // namespace iw::testing
