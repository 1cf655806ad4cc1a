#include "worker/decode/envelope.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

#include "common/json/utf8.hpp"

namespace iw {

namespace {

constexpr std::size_t kMaxId = 128;
constexpr std::size_t kMaxTrace = 1024;

/// The text if it is usable, else nothing: a bad attribute is no reason to refuse a request.
std::string usable(std::string_view text, std::size_t max_code_points) {
  const auto size = count_code_points(text);
  return size && *size <= max_code_points && !has_control_character(text) ? std::string{text} : std::string{};
}

std::string header(const std::vector<Header>& headers, std::string_view name, std::size_t max_code_points) {
  return usable(find_header(headers, name).value_or(""), max_code_points);
}

std::string member(const JsonValue& event, std::string_view name, std::size_t max_code_points) {
  const auto* value = find_member(event, name);
  return value != nullptr && value->IsString() ? usable(text_of(*value), max_code_points) : std::string{};
}

}  // namespace

bool is_structured(const std::vector<Header>& headers) {
  constexpr std::string_view kType = "application/cloudevents+json";
  const auto type = find_header(headers, "content-type").value_or("");
  if (type.size() < kType.size()) return false;
  const bool same =
      std::equal(kType.begin(), kType.end(), type.begin(), [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); });
  return same && (type.size() == kType.size() || type[kType.size()] == ';' || type[kType.size()] == ' ');
}

Envelope envelope_of(const std::vector<Header>& headers) {
  return {header(headers, "ce_id", kMaxId), header(headers, "traceparent", kMaxTrace), header(headers, "tracestate", kMaxTrace)};
}

Envelope envelope_of(const JsonValue& event) {
  return {member(event, "id", kMaxId), member(event, "traceparent", kMaxTrace), member(event, "tracestate", kMaxTrace)};
}

void adopt(Envelope envelope, ImportRequest& request) {
  if (!envelope.id.empty()) request.request_id = std::move(envelope.id);
  if (!envelope.traceparent.empty()) request.traceparent = std::move(envelope.traceparent);
  if (!envelope.tracestate.empty()) request.tracestate = std::move(envelope.tracestate);
}

}  // namespace iw
