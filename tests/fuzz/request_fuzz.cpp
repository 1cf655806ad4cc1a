// Fuzz target: decoding a request record (contract, section 1), and the import body made of what was decoded.
#include <cstddef>
#include <cstdint>

#include "common/json/json.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/fuzz/property.hpp"
#include "worker/kind/import_body.hpp"
#include "worker/decode/decode_request.hpp"

namespace iw::testing {
namespace {

bool is_account(std::string_view name) { return name == "default" || name == "shop"; }

const DecodeRules& rules() {
  static const DecodeRules rules{"req", is_account, DoubtPolicy::report, DoubtPolicy::resubmit};
  return rules;
}

/// What people and pipelines see, whether the request is good or not.
void check_always(const ImportRequest& request) {
  require(!request.request_id.empty(), "a request always has an id");
  require_plain(request.request_id, 128, "request_id");
  require_plain(request.traceparent, 1024, "traceparent");
  require_plain(request.tracestate, 1024, "tracestate");
}

void check_rejection(const std::string& why) {
  require(why.starts_with('/') || why.starts_with("the record's value"), "a rejection says first what it is about");
  require_plain(why, 4096, "a rejection");
}

void check_text_field(const std::optional<std::string>& field, std::size_t max, const std::string& name) {
  require(field.has_value() && !field->empty(), name + " is there");
  require_plain(*field, max, name);
}

bool same_call(const ImportRequest& a, const ImportRequest& b) {
  return a.env == b.env && a.collection_name == b.collection_name && a.file_path == b.file_path && a.file_type == b.file_type &&
         a.stop_on_error == b.stop_on_error && a.conflict_mode == b.conflict_mode;
}

/// The body has the six fields and no other, in the API's own types, and says what was asked for.
void check_body(const ImportRequest& request) {
  std::string body;
  append_import_body(request, body);
  const auto json = parse_json(body, 2);
  require(json.has_value() && json->IsObject(), "the import body is a JSON object");
  require(json->MemberCount() == 6, "the import body has exactly six fields");
  for (const char* name : {"env", "collection_name", "file_path"}) {
    const auto* field = find_member(*json, name);
    require(field != nullptr && field->IsString(), std::string{name} + " is a string in the body");
  }
  for (const char* name : {"file_type", "conflict_mode"}) {
    const auto* field = find_member(*json, name);
    require(field != nullptr && field->IsInt() && (field->GetInt() == 1 || field->GetInt() == 2), std::string{name} + " is 1 or 2 in the body");
  }
  const auto* flag = find_member(*json, "stop_on_error");
  require(flag != nullptr && flag->IsBool(), "stop_on_error is a boolean in the body");

  const auto again = decode_request({3, 7, {}, {}, body, {}}, rules());
  require(!again.rejection && same_call(again.request, request), "the import body read as a request asks for the same call");
}

void check_accepted(const ImportRequest& request) {
  check_text_field(request.env, 128, "env");
  check_text_field(request.collection_name, 128, "collection_name");
  check_text_field(request.file_path, 1024, "file_path");
  require(!request.file_path->starts_with("cloud://"), "file_path is no cloud:// id");
  require(request.file_type && request.stop_on_error && request.conflict_mode, "all six fields are there");
  require(is_account(request.account), "the account is known");
  check_body(request);
}

}  // namespace
}  // namespace iw::testing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iw::testing;
  FuzzInput input{data, size};
  const auto decoded = iw::decode_request(record_in(input), rules());
  check_always(decoded.request);
  if (decoded.rejection)
    check_rejection(*decoded.rejection);
  else
    check_accepted(decoded.request);
  return 0;
}
