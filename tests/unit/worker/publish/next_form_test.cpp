// A record that its topic refused gets a form that it takes, if there is one (contract, section 3; guarantee.md, M1, M2).
#include "worker/publish/next_form.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/json/json.hpp"
#include "tests/unit/worker/publish/report_fixture.hpp"

namespace iw {
namespace {

using ::testing::ElementsAre;

OutgoingRecord shrink(OutgoingRecord record) { return next_form(std::move(record), true).value(); }

/// As far as it goes.
OutgoingRecord last_form(OutgoingRecord record, bool for_size = true) {
  for (int step = 0; step < 20; ++step) {
    auto next = next_form(record, for_size);
    if (!next) return record;
    record = std::move(*next);
  }
  ADD_FAILURE() << "no end after twenty steps";
  return record;
}

OutgoingRecord large_letter(Header big) {
  FinishedJob job = failed_job();
  job.record.value = std::string(5000, 'v');
  job.record.headers = {std::move(big)};
  return make_dead_letter(job.report(), 1024 * 1024);
}

OutgoingRecord large_event() {
  FinishedJob job;
  job.outcome.answer.errmsg.assign(4000, 'm');
  job.request.file_path = std::string(1024, 'p');
  return make_result_event(job.report());
}

TEST(NextForm, DeadLetterLosesItsValueFirstAndSaysHowLongItWas) {
  const auto letter = shrink(large_letter({"x", std::string(3000, 'h')}));
  EXPECT_FALSE(letter.value.has_value());
  EXPECT_THAT(headers_of(letter, "dead-letter-truncated"), ElementsAre("5000"));
  EXPECT_EQ(headers_of(letter, "x").size(), 1u) << "one step at a time";
  EXPECT_EQ(letter.key, "key-1");
}

TEST(NextForm, DeadLetterLosesTheRequestsHeadersNextThenItsOwnKey) {
  auto letter = shrink(shrink(large_letter({"x", std::string(3000, 'h')})));
  EXPECT_TRUE(headers_of(letter, "x").empty());
  EXPECT_EQ(letter.key, "key-1");
  letter = shrink(letter);
  EXPECT_EQ(letter.key, "r-1") << "never none: a compacted topic wants one";
  EXPECT_FALSE(next_form(letter, true).has_value());
  EXPECT_THAT(headers_of(letter, "dead-letter-reason"), ElementsAre("rejected")) << "why it is here stays to the end";
  EXPECT_THAT(headers_of(letter, "dead-letter-truncated"), ElementsAre("5000"));
}

TEST(NextForm, DeadLetterGetsSmallWhateverItsHeadersAreCalled) {
  for (const char* name : {"x", "traceparent", "ce_id", "ce_subject", "ce_dataschema", "content-type", "dead-letter-x", "redrive-count"})
    EXPECT_LT(size_of(last_form(large_letter({name, std::string(900'000, 'h')}))), 4096u) << "a large header named " << name;
}

TEST(NextForm, EventLosesItsBulkAndStaysAnEvent) {
  const auto event = shrink(large_event());
  ASSERT_TRUE(event.value.has_value());
  EXPECT_LT(event.value->size(), 1024u);
  const auto document = parse_json(*event.value, 8);
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(text_of((*document)["outcome"]), "accepted");
  EXPECT_EQ((*document)["job_id"].GetInt64(), 100074947);
  EXPECT_EQ(text_of((*document)["reason"]), "ok");
  EXPECT_EQ((*document)["attempts"].GetInt(), 1);
  EXPECT_EQ((*document)["request"]["offset"].GetInt(), 7);
  EXPECT_FALSE(text_of((*document)["detail"]).empty());
  EXPECT_THAT(headers_of(event, "ce_id"), ElementsAre("import.requests/2/7/accepted"));
}

TEST(NextForm, EventKeepsItsRequestId) {
  const auto event = shrink(large_event());
  const auto document = parse_json(*event.value, 8);
  ASSERT_TRUE(document.has_value());
  const auto* id = find_member(*document, "request_id");
  ASSERT_NE(id, nullptr) << "at most 128 characters, and all that the sender knows of the request";
  EXPECT_EQ(text_of(*id), "r-1");
}

TEST(NextForm, EventLosesItsTraceThenItsOwnKey) {
  FinishedJob job;
  job.request.tracestate = std::string(1000, 't');
  job.record.key = std::string(900'000, 'k');
  auto event = make_result_event(job.report());
  const auto value = event.value;
  event = shrink(event);
  EXPECT_TRUE(headers_of(event, "tracestate").empty());
  EXPECT_EQ(event.value, value) << "a short event stays as it is";
  EXPECT_TRUE(event.key.has_value());
  EXPECT_EQ(shrink(event).key, "r-1");
}

TEST(NextForm, EventGetsSmall) {
  FinishedJob job = failed_job();
  job.record.key = std::string(900'000, 'k');
  job.outcome.detail = std::string(2000, 'd');
  job.outcome.answer.errmsg = std::string(100'000, 'm');
  job.request.traceparent = job.request.tracestate = std::string(1000, 't');
  const auto event = last_form(make_result_event(job.report()));
  EXPECT_LT(size_of(event), 2048u);
  EXPECT_THAT(headers_of(event, "ce_type"), ElementsAre("import.failed"));
  EXPECT_TRUE(event.value.has_value());
}

TEST(NextForm, NeverGrowsPastAFewBytes) {
  for (auto record :
       {large_letter({"x", "y"}), large_event(), make_result_event(failed_job().report()), make_dead_letter(failed_job().report(), 100)}) {
    while (const auto next = next_form(record, true)) {
      EXPECT_LE(size_of(*next), size_of(record) + 32);
      record = *next;
    }
  }
}

TEST(NextForm, RecordWithoutAKeyGetsOneFirstWhereItsSizeIsNotTheReason) {
  FinishedJob job = failed_job();
  job.record.key.reset();
  job.record.value = "the request";
  const auto letter = make_dead_letter(job.report(), 100);
  ASSERT_FALSE(letter.key.has_value());
  const auto next = next_form(letter, false);
  ASSERT_TRUE(next.has_value());
  EXPECT_EQ(next->key, "r-1");
  EXPECT_EQ(next->value, "the request") << "nothing else about it has to change";
  EXPECT_FALSE(last_form(letter, false).value.has_value()) << "a rule about its value is met as well as can be";
}

TEST(NextForm, RecordWithoutAKeyKeepsNoneWhereItsSizeIsTheReason) {
  FinishedJob job = failed_job();
  job.record.key.reset();
  EXPECT_FALSE(last_form(make_dead_letter(job.report(), 100)).key.has_value());
}

TEST(NextForm, ComesToAnEndForEachReason) {
  for (const bool for_size : {true, false})
    for (const auto& record : {large_letter({"x", "y"}), large_event(), make_result_event(failed_job().report())})
      EXPECT_FALSE(next_form(last_form(record, for_size), for_size).has_value());
}

TEST(NextForm, PlaceOfTheRequestIsNeverLost) {
  for (const auto& record : {large_letter({"x", "y"}), large_event()}) {
    const auto small = last_form(record);
    EXPECT_EQ(small.request_partition, 2);
    EXPECT_EQ(small.request_offset, 7);
    EXPECT_EQ(small.topic, record.topic);
  }
}

}  // namespace
}  // namespace iw
