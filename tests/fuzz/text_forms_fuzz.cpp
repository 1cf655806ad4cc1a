// Fuzz target: the small forms of text that come from outside: times, addresses, waits, and secrets in a sentence.
// Input: one byte that picks the form, then the text. For `s` a line with the secret, then the sentence.
#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <string>

#include "common/base_url.hpp"
#include "common/redact.hpp"
#include "common/rfc3339.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/fuzz/property.hpp"
#include "worker/answer/retry_after.hpp"

namespace iw::testing {
namespace {

void check_time(std::string_view text) {
  const auto time = parse_rfc3339(text);
  if (!time) return;
  // An offset may carry the first and the last year out of the four digits that the form has.
  const auto year = static_cast<int>(std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(*time)}.year());
  if (year < 0 || year > 9999) return;
  const auto written = format_rfc3339(*time);
  require(written.size() == 24, "a time is written with 24 characters");
  require(parse_rfc3339(written) == time, "a time is read back as it was written");
}

void check_url(std::string_view text) {
  const auto url = parse_base_url(text);
  if (!url) return require_plain(url.error().message, 200, "the error");
  require(!url->host.empty() && !url->prefix.ends_with('/'), "a URL has a host, and no slash at its end");
  const auto port = std::stoi(url->port);
  require(port > 0 && port < 65'536, "a port is a port");
  require_plain(url->authority + url->prefix, text.size(), "what goes into a request line");
  require((url->authority + url->prefix).find_first_of(" ?#") == std::string::npos, "no character ends the request line's target early");
  const auto again = parse_base_url((url->tls ? "https://" : "http://") + url->authority + url->prefix);
  require(again && again->host == url->host && again->port == url->port && again->prefix == url->prefix && again->tls == url->tls,
          "a URL is read back as it was written");
}

void check_wait(std::string_view text) {
  constexpr WallTime kNow{std::chrono::milliseconds{1'767'225'600'000}};
  const auto wait = parse_retry_after(text, kNow);
  require(!wait || (*wait >= Duration{} && *wait <= std::chrono::hours{24 * 365}), "a wait is between nothing and a year");
  require(parse_retry_after("\t " + std::string{text} + " ", kNow) == wait, "blanks around it change nothing");
}

void check_secret(const std::string& secret, std::string_view sentence) {
  const bool fit = secret.size() >= 6 && std::all_of(secret.begin(), secret.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
  if (!fit) return;
  const std::string secrets[] = {secret};
  const std::string text{sentence};
  require(redact(text + secret + text, secrets).find(secret) == std::string::npos, "a secret is covered wherever it stands");
  std::string encoded;  // by hand: percent_encode leaves letters and digits alone
  for (const char c : secret) encoded += {'%', "0123456789abcdef"[(c >> 4) & 15], "0123456789ABCDEF"[c & 15]};
  require(redact(encoded, secrets) == "*****", "a secret is covered also when each character is encoded");
  if (text.find(secret) == std::string::npos && text.find('%') == std::string::npos)
    require(redact(text, secrets) == text, "a sentence without it stays as it is");
}

}  // namespace
}  // namespace iw::testing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iw::testing;
  FuzzInput input{data, size};
  const auto form = input.byte();
  if (form == 't') check_time(input.rest());
  if (form == 'u') check_url(input.rest());
  if (form == 'w') check_wait(input.rest());
  if (form != 's') return 0;
  const std::string secret{input.line()};
  check_secret(secret, input.rest());
  return 0;
}
