// Plain JSON, CloudEvents in headers, CloudEvents around the request (contract, section 1).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/worker/decode/request_fixture.hpp"

namespace iw {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

const Header kStructured{"content-type", "application/cloudevents+json"};

std::string event(const std::string& data, const std::string& more = R"("specversion":"1.0","id":"ev-1","source":"/s","type":"t")") {
  return "{" + more + ",\"data\":" + data + "}";
}

TEST(DecodeEnvelope, RequestIdIsTheRecordsOwnElseCeIdElseThePlace) {
  EXPECT_EQ(decode(request_json()).request.request_id, "req/3/7");
  EXPECT_EQ(decode(request_json(), {{"ce_id", "ce-1"}}).request.request_id, "ce-1");
  EXPECT_EQ(decode(request_json({{"request_id", "\"own\""}}), {{"ce_id", "ce-1"}}).request.request_id, "own");
}

TEST(DecodeEnvelope, UnusableCeIdIsIgnored) {
  const std::vector<std::optional<std::string>> unusable{
      std::nullopt, "", "caf\xE9", "a\nb", std::string{"a\0b", 3}, "\x7F", "\xC2\x9F", times("x", 129), times("\xE2\x9B\xB5", 129)};
  for (const auto& id : unusable) {
    const auto decoded = decode(request_json(), {{"ce_id", id}});
    EXPECT_FALSE(decoded.rejection.has_value());
    EXPECT_EQ(decoded.request.request_id, "req/3/7") << id.value_or("null");
  }
  EXPECT_EQ(decode(request_json(), {{"ce_id", times("\xE2\x9B\xB5", 128)}}).request.request_id.size(), 384u) << "128 code points are allowed";
}

TEST(DecodeEnvelope, BinaryModeReadsTheHeadersAndLeavesTheValue) {
  const auto decoded = decode(request_json(), {{"ce_specversion", "1.0"},
                                               {"ce_type", "x"},
                                               {"ce_id", "ce-1"},
                                               {"content-type", "application/json"},
                                               {"traceparent", "00-p"},
                                               {"tracestate", "s=1"}});
  ASSERT_FALSE(decoded.rejection.has_value());
  EXPECT_EQ(decoded.request.traceparent, "00-p");
  EXPECT_EQ(decoded.request.tracestate, "s=1");
}

TEST(DecodeEnvelope, StructuredModeReadsTheRequestFromData) {
  const auto decoded = decode(event(request_json()), {kStructured});
  ASSERT_FALSE(decoded.rejection.has_value()) << *decoded.rejection;
  EXPECT_EQ(decoded.request.env, "prod-1");
  EXPECT_EQ(decoded.request.request_id, "ev-1");
}

TEST(DecodeEnvelope, OwnRequestIdStillWinsOverTheEnvelopes) {
  EXPECT_EQ(decode(event(request_json({{"request_id", "\"own\""}})), {kStructured, {"ce_id", "ce-1"}}).request.request_id, "own");
}

TEST(DecodeEnvelope, EnvelopeWinsOverHeaders) {
  const auto decoded = decode(event(request_json(), R"("id":"ev-1","traceparent":"00-inner","tracestate":"inner=1")"),
                              {kStructured, {"ce_id", "ce-1"}, {"traceparent", "00-outer"}, {"tracestate", "outer=1"}});
  EXPECT_EQ(decoded.request.request_id, "ev-1");
  EXPECT_EQ(decoded.request.traceparent, "00-inner");
  EXPECT_EQ(decoded.request.tracestate, "inner=1");
}

TEST(DecodeEnvelope, HeadersCountWhereTheEnvelopeIsSilentOrUnusable) {
  for (const char* more :
       {R"("x":1)", R"("id":7,"traceparent":null,"tracestate":[])", R"("id":"","traceparent":"")", R"("id":"a\nb","traceparent":"a\u0000b")"}) {
    const auto decoded =
        decode(event(request_json(), more), {kStructured, {"ce_id", "ce-1"}, {"traceparent", "00-outer"}, {"tracestate", "outer=1"}});
    EXPECT_EQ(decoded.request.request_id, "ce-1") << more;
    EXPECT_EQ(decoded.request.traceparent, "00-outer") << more;
    EXPECT_EQ(decoded.request.tracestate, "outer=1") << more;
  }
}

TEST(DecodeEnvelope, PointersStartAtTheDocumentsRoot) {
  EXPECT_THAT(refusal(event(request_json({{"env", ""}})), {kStructured}), StartsWith("/data/env:"));
  EXPECT_THAT(refusal(event(request_json({{"file_type", "1.0"}})), {kStructured}), StartsWith("/data/file_type:"));
  EXPECT_THAT(refusal(event(R"({"x":{"y":1,"y":2}})"), {kStructured}), StartsWith("/data/x/y:"));
  EXPECT_THAT(refusal(event(request_json(), R"("id":"a","id":"b")"), {kStructured}), StartsWith("/id:"));
}

TEST(DecodeEnvelope, DataBase64IsRefused) {
  EXPECT_THAT(refusal(R"({"id":"ev-1","data_base64":"e30="})", {kStructured}), HasSubstr("/data_base64"));
  EXPECT_THAT(refusal(event(request_json(), R"("id":"ev-1","data_base64":"e30=")"), {kStructured}), HasSubstr("/data_base64"));
}

TEST(DecodeEnvelope, NullDataBase64IsNone) {
  EXPECT_EQ(refusal(event(request_json(), R"("id":"ev-1","data_base64":null)"), {kStructured}), "");
}

TEST(DecodeEnvelope, ContentTypeIsReadInAnyCase) {
  for (const char* name : {"content-type", "Content-Type", "CONTENT-TYPE", "content-Type"})
    for (const char* type : {"application/cloudevents+json", "Application/CloudEvents+JSON", "APPLICATION/CLOUDEVENTS+JSON; charset=UTF-8",
                             "application/cloudevents+json;charset=utf-8", " application/cloudevents+json\t; x=y"})
      EXPECT_EQ(refusal(event(request_json()), {{name, type}}), "") << name << ": " << type;
  for (const char* type : {"application/cloudevents", "application/cloudevents+jsonx", "application/cloudevents-batch+json", "application/json", "", ";"})
    EXPECT_NE(refusal(event(request_json()), {{"Content-Type", type}}), "") << type;
}

TEST(DecodeEnvelope, HeadersCountInAnyCaseAndTheExactNameFirst) {
  EXPECT_EQ(decode(request_json(), {{"CE_ID", "a"}, {"Traceparent", "00-t"}}).request.request_id, "a");
  EXPECT_EQ(decode(request_json(), {{"ce_id", "exact"}, {"Ce_Id", "other"}}).request.request_id, "exact");
  EXPECT_EQ(decode(request_json(), {{"Traceparent", "00-t"}}).request.traceparent, "00-t");
}

TEST(DecodeEnvelope, DataMustBeAnObject) {
  for (const char* data : {"null", "1", "[]", "\"{}\""}) EXPECT_THAT(refusal(event(data), {kStructured}), StartsWith("/data:")) << data;
  EXPECT_THAT(refusal(R"({"id":"ev-1"})", {kStructured}), StartsWith("/data:"));
}

TEST(DecodeEnvelope, RefusedEnvelopeStillNamesTheRequest) {
  const auto decoded = decode(R"({"id":"ev-1","traceparent":"00-p"})", {kStructured});
  EXPECT_EQ(decoded.request.request_id, "ev-1");
  EXPECT_EQ(decoded.request.traceparent, "00-p");
}

TEST(DecodeEnvelope, ContentTypeMayHaveParametersAndCapitals) {
  for (const char* type :
       {"application/cloudevents+json; charset=utf-8", "application/cloudevents+json;charset=UTF-8", "Application/CloudEvents+JSON"})
    EXPECT_EQ(decode(event(request_json()), {{"content-type", type}}).request.request_id, "ev-1") << type;
}

TEST(DecodeEnvelope, OtherContentTypesAreNoEnvelope) {
  for (const char* type : {"application/json", "application/cloudevents", "application/cloudevents-batch+json", "application/cloudevents+jsonx",
                           "application/cloudevents+avro", "text/plain", ""})
    EXPECT_EQ(refusal(request_json(), {{"content-type", type}}), "") << type;
}

TEST(DecodeEnvelope, DepthCountsFromTheEnvelopesRoot) {
  const auto data = [](int depth) { return request_json({{"x", times("[", depth) + times("]", depth)}}); };
  EXPECT_EQ(refusal(event(data(30)), {kStructured}), "");
  EXPECT_THAT(refusal(event(data(31)), {kStructured}), HasSubstr("32"));
}

}  // namespace
}  // namespace iw
