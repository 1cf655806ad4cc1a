// The result event, field by field and header by header (contract, section 2).
#include "worker/publish/result_event.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "common/json/json.hpp"
#include "tests/unit/worker/publish/report_fixture.hpp"

namespace iw {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

JsonDocument value_of(const FinishedJob& job) { return parse_json(make_result_event(job.report()).value.value(), 8).value(); }

std::vector<std::string> names_in(const JsonValue& object) {
  std::vector<std::string> names;
  for (const auto& member : object.GetObject()) names.emplace_back(text_of(member.name));
  return names;
}

TEST(ResultEvent, HasTheContractsFormToTheByte) {
  EXPECT_EQ(
      make_result_event(FinishedJob{}.report()).value.value(),
      R"({"request_id":"r-1","outcome":"accepted","job_id":100074947,"reason":"ok","detail":"the import task was created","errcode":0,"errmsg":"ok",)"
      R"("rid":"60891646-03eed615-7f6889ef","attempts":1,)"
      R"("account":"default","env":"prod-1","collection_name":"users","file_path":"in/a.json","file_type":1,)"
      R"("stop_on_error":false,"conflict_mode":2,)"
      R"("request":{"topic":"import.requests","partition":2,"offset":7,"timestamp":"2026-01-01T00:00:00.000Z"},)"
      R"("received_at":"2026-01-01T00:00:01.000Z","finished_at":"2026-01-01T00:00:01.153Z","duration_ms":153})");
}

TEST(ResultEvent, HasTheCloudEventsHeaders) {
  const auto event = make_result_event(FinishedJob{}.report());
  const std::vector<Header> expected{
      {"ce_specversion", "1.0"},           {"ce_id", "import.requests/2/7/accepted"}, {"ce_source", "/import-worker/group-1"},
      {"ce_type", "import.accepted"},      {"ce_time", "2026-01-01T00:00:01.153Z"},   {"ce_subject", "r-1"},
      {"content-type", "application/json"}};
  EXPECT_THAT(event.headers, ::testing::UnorderedElementsAreArray(expected)) << "the request's own headers stay where they are";
  EXPECT_EQ(event.topic, OutgoingTopic::results);
  EXPECT_EQ(event.request_partition, 2);
  EXPECT_EQ(event.request_offset, 7);
}

TEST(ResultEvent, HandsTheTraceOn) {
  FinishedJob job;
  job.request.traceparent = "00-p";
  job.request.tracestate = "s=1";
  const auto event = make_result_event(job.report());
  EXPECT_THAT(headers_of(event, "traceparent"), ElementsAre("00-p"));
  EXPECT_THAT(headers_of(event, "tracestate"), ElementsAre("s=1"));
}

TEST(ResultEvent, TypeAndIdFollowTheOutcome) {
  FinishedJob job;
  for (const auto& [outcome, name] :
       {std::pair{Outcome::accepted, "accepted"}, std::pair{Outcome::failed, "failed"}, std::pair{Outcome::in_doubt, "in_doubt"}}) {
    job.outcome.outcome = outcome;
    const auto event = make_result_event(job.report());
    EXPECT_THAT(headers_of(event, "ce_type"), ElementsAre(std::string{"import."} + name));
    EXPECT_THAT(headers_of(event, "ce_id"), ElementsAre(std::string{"import.requests/2/7/"} + name));
    EXPECT_EQ(text_of(value_of(job)["outcome"]), name);
  }
}

TEST(ResultEvent, IdDependsOnThePlaceAlone) {
  FinishedJob one, other;
  other.request.request_id = "another";
  other.attempts = 5;
  other.record.value = "x";
  EXPECT_EQ(headers_of(make_result_event(one.report()), "ce_id"), headers_of(make_result_event(other.report()), "ce_id"));
}

TEST(ResultEvent, KeyIsTheRequestsElseItsRequestId) {
  FinishedJob job;
  EXPECT_EQ(make_result_event(job.report()).key, "key-1");
  job.record.key = "";
  EXPECT_EQ(make_result_event(job.report()).key, "") << "an empty key is a key";
  job.record.key = std::string{"\0\xFF", 2};
  EXPECT_EQ(make_result_event(job.report()).key, job.record.key) << "keys are any bytes";
  job.record.key.reset();
  EXPECT_EQ(make_result_event(job.report()).key, "r-1");
}

TEST(ResultEvent, UnknownFieldsAreAbsent) {
  FinishedJob job;
  job.origin.timestamp.reset();
  job.request = {};
  job.request.account.clear();
  job.request.request_id = "r-1";
  job.outcome = {Outcome::failed, Reason::invalid_request, "not JSON", {}, {}};
  job.attempts = 0;
  const auto value = value_of(job);
  EXPECT_THAT(names_in(value),
              ElementsAre("request_id", "outcome", "reason", "detail", "attempts", "request", "received_at", "finished_at", "duration_ms"));
  EXPECT_THAT(names_in(value["request"]), ElementsAre("topic", "partition", "offset"));
  EXPECT_EQ(value["attempts"].GetInt(), 0);
}

TEST(ResultEvent, JobIdIsTheExact64BitInteger) {
  FinishedJob job;
  for (const std::int64_t id : {INT64_MAX, INT64_MIN, std::int64_t{9'007'199'254'740'993}, std::int64_t{0}}) {
    job.outcome.job_id = id;
    EXPECT_EQ(value_of(job)["job_id"].GetInt64(), id);
  }
}

TEST(ResultEvent, ErrcodeOfZeroIsShown) { EXPECT_EQ(value_of(FinishedJob{})["errcode"].GetInt(), 0); }

TEST(ResultEvent, EachReasonHasItsName) {
  const std::vector<std::pair<Reason, const char*>> names{{Reason::ok, "ok"},
                                                          {Reason::invalid_request, "invalid_request"},
                                                          {Reason::rejected, "rejected"},
                                                          {Reason::unauthorized, "unauthorized"},
                                                          {Reason::operator_, "operator"},
                                                          {Reason::exhausted, "exhausted"},
                                                          {Reason::expired, "expired"},
                                                          {Reason::answer_lost, "answer_lost"}};
  for (const auto& [reason, name] : names) {
    FinishedJob job;
    job.outcome.reason = reason;
    EXPECT_EQ(text_of(value_of(job)["reason"]), name);
  }
}

TEST(ResultEvent, ClockThatStepsBackMakesNoNegativeDuration) {
  const FinishedJob job;
  JobReport report = job.report();
  report.finished_at = job.origin.received_at - std::chrono::hours{1};
  EXPECT_EQ(parse_json(*make_result_event(report).value, 8).value()["duration_ms"].GetInt(), 0);
}

TEST(ResultEvent, HugeDetailIsCut) {
  FinishedJob job = failed_job();
  job.outcome.detail.assign(1'000'000, 'x');
  EXPECT_LT(make_result_event(job.report()).value->size(), 10'000u);
}

RC_GTEST_PROP(ResultEventProperty, AnyDetailAndNamesMakeOneGoodDocument, (const std::string& detail)) {
  FinishedJob job = failed_job();
  job.outcome.detail = detail;
  job.request.request_id = *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange<char>(0x20, 0x7F)));
  job.request.env = *rc::gen::container<std::string>(rc::gen::inRange<char>(0x20, 0x7F));
  const auto event = make_result_event(job.report());
  const auto document = parse_json(*event.value, 8);
  RC_ASSERT(document.has_value());
  RC_ASSERT(!find_duplicate_key(*document).has_value());
  RC_ASSERT(text_of((*document)["request_id"]) == job.request.request_id);
  RC_ASSERT(text_of((*document)["env"]) == *job.request.env);
}

}  // namespace
}  // namespace iw
