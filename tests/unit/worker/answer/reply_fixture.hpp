// Short ways to say what came back from the API. Tests only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "worker/answer/read_reply.hpp"

namespace iw {

/// A complete answer with this status and body.
inline HttpResult answered(int status, std::string_view body, std::string_view retry_after = {}) {
  return {.phase = HttpPhase::answered, .status = status, .body = body, .retry_after = retry_after};
}

/// 2026-05-28T20:26:40Z
inline constexpr Now kNow{TimePoint{std::chrono::hours{1}}, WallTime{std::chrono::milliseconds{1'780'000'000'000}}};

/// Read with the shipped table and without secrets.
inline Reply read(const HttpResult& result, const std::vector<std::string>& secrets = {}) {
  return read_reply(result, ErrorTable::shipped(), secrets, kNow);
}

/// Read as an answer with status 200.
inline Reply read(std::string_view body, const std::vector<std::string>& secrets = {}) { return read(answered(200, body), secrets); }

}  // namespace iw
