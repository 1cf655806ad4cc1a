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

bool is_same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y)); });
}

/// A header by its exact name, else by that name in any case: bridges from HTTP write Content-Type.
std::string_view find_in_any_case(const std::vector<Header>& headers, std::string_view name) {
  if (const auto exact = find_header(headers, name)) return *exact;
  const auto found = std::find_if(headers.rbegin(), headers.rend(), [&](const Header& header) { return header.value && is_same(header.name, name); });
  return found == headers.rend() ? std::string_view{} : std::string_view{*found->value};
}

std::string header(const std::vector<Header>& headers, std::string_view name, std::size_t max_code_points) {
  return usable(find_in_any_case(headers, name), max_code_points);
}

std::string member(const JsonValue& event, std::string_view name, std::size_t max_code_points) {
  const auto* value = find_member(event, name);
  return value != nullptr && value->IsString() ? usable(text_of(*value), max_code_points) : std::string{};
}

}  // namespace

bool is_structured(const std::vector<Header>& headers) {
  constexpr std::string_view kType = "application/cloudevents+json";
  auto type = find_in_any_case(headers, "content-type");
  type = type.substr(0, type.find(';'));
  constexpr std::string_view kBlanks = " \t";
  type.remove_prefix(std::min(type.find_first_not_of(kBlanks), type.size()));
  return is_same(type.substr(0, type.find_last_not_of(kBlanks) + 1), kType);
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
