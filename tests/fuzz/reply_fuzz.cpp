// Fuzz target: reading the API's answer (contract, section 4).
// Input: a line `<phase> <status> [compressed]`, a line with Retry-After, a line with a secret of the account, then the body (or what went wrong).
#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>

#include "tests/fuzz/fuzz_input.hpp"
#include "tests/fuzz/property.hpp"
#include "worker/answer/read_reply.hpp"

namespace iw::testing {
namespace {

const std::string kToken = "T0KEN-8f3a6c51d2";

/// `stale` never gets as far as being read.
HttpPhase phase_of(std::string_view word) {
  if (word.starts_with("not_sent")) return HttpPhase::not_sent;
  if (word.starts_with("unanswered")) return HttpPhase::unanswered;
  return HttpPhase::answered;
}

int status_in(std::string_view line) {
  int status = 0;
  const auto at = std::min(line.find(' '), line.size());
  std::from_chars(line.data() + std::min(at + 1, line.size()), line.data() + line.size(), status);
  return std::clamp(status, 0, 999);
}

/// A secret as they look: eight and more letters, digits and dashes. With shorter ones any sentence of our own would hold one.
std::string secret_in(std::string_view line) {
  const bool fit = line.size() >= 8 && std::all_of(line.begin(), line.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
  return fit ? std::string{line} : kToken;
}

int hex(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; }

/// Percent-encoding taken off once, written anew here: the code under test must not be its own judge.
std::string decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool encoded = text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0;
    plain += encoded ? static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2])) : text[i];
    if (encoded) i += 2;
  }
  return plain;
}

void require_hidden(std::string_view text, const std::string& secret, const std::string& where) {
  require(text.find(secret) == std::string_view::npos, "no secret in " + where);
  require(decoded(text).find(secret) == std::string::npos, "no percent-encoded secret in " + where);
}

void check(const Reply& reply, const HttpResult& result) {
  require(name_of(reply.error_class) != "unknown", "the class is one of the set");
  require((reply.error_class == ErrorClass::accepted) == reply.job_id.has_value(), "a job_id comes with `accepted` and only with it");
  require(reply.error_class != ErrorClass::accepted || reply.answer.errcode == 0, "only errcode 0 is accepted");
  require(reply.answered == (result.phase == HttpPhase::answered), "answered means that an answer came");
  require(reply.answered || reply.error_class == ErrorClass::transient || reply.error_class == ErrorClass::in_doubt,
          "no answer is transient or in doubt");
  require(reply.error_class != ErrorClass::transient || result.phase == HttpPhase::not_sent || reply.answer.errcode,
          "nothing that may have been executed is transient without the API having said so");
  require(!reply.explanation.empty() || !reply.answered, "an answer is explained");
  // 1,024 code points and the mark of the cut
  require(count_code_points(reply.answer.errmsg).value_or(9999) <= 1025, "errmsg is UTF-8 within its length");
  require(reply.answer.rid.size() <= 64, "rid is within its length");
  require(!reply.retry_after || (*reply.retry_after >= Duration{} && *reply.retry_after <= std::chrono::hours{24 * 365}),
          "Retry-After is between nothing and a year");
}

}  // namespace
}  // namespace iw::testing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iw::testing;
  FuzzInput input{data, size};
  const auto first = input.line();
  const std::string retry_after{input.line()};
  const std::array<std::string, 2> secrets{kToken, secret_in(input.line())};
  const iw::HttpResult result{phase_of(first), status_in(first), input.rest(), retry_after, first.ends_with("compressed"), input.rest()};
  const iw::Now now{{}, iw::WallTime{std::chrono::milliseconds{1'767'225'600'000}}};
  const auto reply = iw::read_reply(result, iw::ErrorTable::shipped(), secrets, now);
  check(reply, result);
  for (const auto& secret : secrets) {
    require_hidden(reply.answer.errmsg, secret, "errmsg");
    require_hidden(reply.answer.rid, secret, "rid");
    // An answer's explanation is made of sentences of our own, a secret chosen to be a part of one proves nothing.
    if (!reply.answered || secret == kToken) require_hidden(reply.explanation, secret, "the explanation");
  }
  return 0;
}
