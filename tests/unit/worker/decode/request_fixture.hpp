// A good request, and ways to spoil it. Tests only.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "worker/decode/decode_request.hpp"

namespace iw {

/// The six fields that every request needs, each as its JSON text; `set` replaces, adds or, with "", leaves one out.
inline std::string request_json(const std::vector<std::pair<std::string, std::string>>& set = {}) {
  std::vector<std::pair<std::string, std::string>> fields{{"env", "\"prod-1\""}, {"collection_name", "\"users\""}, {"file_path", "\"in/a.json\""},
                                                          {"file_type", "1"},    {"stop_on_error", "false"},       {"conflict_mode", "2"}};
  for (const auto& [name, text] : set) {
    auto at = fields.begin();
    while (at != fields.end() && at->first != name) ++at;
    if (at == fields.end())
      fields.emplace_back(name, text);
    else
      at->second = text;
  }
  std::string json;
  for (const auto& [name, text] : fields)
    if (!text.empty()) json += (json.empty() ? "{\"" : ",\"") + name + "\":" + text;
  return json.empty() ? "{}" : json + "}";
}

/// Accounts `default` and `shop`; topic `req`.
inline DecodeRules rules() {
  return {"req", [](std::string_view name) { return name == "default" || name == "shop"; }, DoubtPolicy::report, DoubtPolicy::resubmit};
}

/// Partition 3, offset 7.
inline Record record_of(std::string value, std::vector<Header> headers = {}) {
  return {3, 7, WallTime{}, std::nullopt, std::move(value), std::move(headers)};
}

inline DecodedRequest decode(std::string value, std::vector<Header> headers = {}) {
  return decode_request(record_of(std::move(value), std::move(headers)), rules());
}

/// Why it was refused; empty for a good request.
inline std::string refusal(std::string value, std::vector<Header> headers = {}) {
  return decode(std::move(value), std::move(headers)).rejection.value_or("");
}

/// The refusal of a good request with one field set to this JSON text ("": left out).
inline std::string refusal_with(const std::string& name, const std::string& text) { return refusal(request_json({{name, text}})); }

/// `text` as a JSON string.
inline std::string quoted(const std::string& text) { return "\"" + text + "\""; }

/// `text` so many times.
inline std::string times(std::string_view text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

}  // namespace iw
