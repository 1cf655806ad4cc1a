// Bytes → ImportRequest, or the exact reason why not. Pure, any thread; no I/O, no clock.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/record.hpp"
#include "worker/decode/import_request.hpp"

namespace iw {

/// What decoding needs to know of the configuration.
struct DecodeRules {
  std::string topic;                                       ///< request topic: part of the default request_id
  std::function<bool(std::string_view)> is_known_account;  ///< an entry of `accounts`?
  DoubtPolicy insert = DoubtPolicy::report;                ///< in_doubt.insert
  DoubtPolicy upsert = DoubtPolicy::resubmit;              ///< in_doubt.upsert
};

/// The outcome of decoding: `request` always holds what could be read; `rejection` says why the job fails with `invalid_request`, and is absent for a
/// good request.
struct DecodedRequest {
  ImportRequest request;
  std::optional<std::string>
      rejection;  ///< names the field (JSON pointer), what was expected and what was found; never quotes more than a few characters of input
};

/// Reads one record by section 1 of the contract. Never throws on bad input.
[[nodiscard]] DecodedRequest decode_request(const Record& record, const DecodeRules& rules);

}  // namespace iw
