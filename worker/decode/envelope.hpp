// What stands around a request: headers of CloudEvents' binary mode, the envelope of its structured mode (contract, section 1). Pure, any thread.
#pragma once

#include <string>
#include <vector>

#include "common/json/json.hpp"
#include "common/record.hpp"
#include "worker/decode/import_request.hpp"

namespace iw {

/// The attributes that the worker uses; empty where absent or unusable.
struct Envelope {
  std::string id;  ///< at most 128 code points without control characters
  std::string traceparent;
  std::string tracestate;
};

/// Is the value a CloudEvents envelope (`content-type: application/cloudevents+json`)?
[[nodiscard]] bool is_structured(const std::vector<Header>& headers);
/// From `ce_id`, `traceparent`, `tracestate`.
[[nodiscard]] Envelope envelope_of(const std::vector<Header>& headers);
/// From the members `id`, `traceparent`, `tracestate` of a structured event.
[[nodiscard]] Envelope envelope_of(const JsonValue& event);
/// What the envelope has wins over what the headers had.
void adopt(Envelope envelope, ImportRequest& request);

}  // namespace iw
