// Fuzz target: the parser of HTTP answers, whole and in pieces, and the Retry-After that it found.
// Input: one byte, the size of the pieces; then what came over the wire.
#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <cstddef>
#include <cstdint>
#include <string>

#include "common/http/answer_parser.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/fuzz/property.hpp"
#include "worker/answer/retry_after.hpp"

namespace iw::testing {
namespace {

namespace http = boost::beast::http;

constexpr std::uint32_t kMaxHeader = 4096;
constexpr std::uint64_t kMaxBody = 2048;

/// What came of one answer.
struct Answer {
  std::string body;
  std::string retry_after;
  bool good = false;  ///< complete and without an error
  int status = 0;
  bool compressed = false;
  friend bool operator==(const Answer&, const Answer&) = default;
};

/// Feeds the parser as the connection does: everything that is there, again and again, until it is done or refuses.
Answer read(std::string_view wire, std::size_t piece) {
  Answer answer;
  AnswerParser parser{answer.body, answer.retry_after, kMaxHeader, kMaxBody};
  boost::beast::error_code error;
  std::size_t parsed = 0;
  for (std::size_t there = 0; there < wire.size() && !parser.is_done() && !error;) {
    there = std::min(there + piece, wire.size());
    while (parsed < there && !parser.is_done() && !error) {
      const auto taken = parser.put(boost::asio::buffer(wire.data() + parsed, there - parsed), error);
      require(taken <= there - parsed, "no byte is taken that is not there");
      parsed += taken;
      if (error == http::error::need_more) {
        error = {};
        break;
      }
    }
  }
  if (!error && !parser.is_done() && parser.got_some()) parser.put_eof(error);
  answer.good = parser.is_done() && !error;
  answer.status = parser.status();
  answer.compressed = parser.compressed();
  return answer;
}

void check(const Answer& answer) {
  require(answer.body.size() <= kMaxBody, "the body is within its bound");
  require(answer.retry_after.size() <= 64, "Retry-After is within its bound");
  if (answer.good) require(answer.status >= 0 && answer.status <= 999, "a status has three digits");
  const auto wait = parse_retry_after(answer.retry_after, WallTime{std::chrono::milliseconds{1'767'225'600'000}});
  require(!wait || (*wait >= Duration{} && *wait <= std::chrono::hours{24 * 365}), "Retry-After is between nothing and a year");
}

}  // namespace
}  // namespace iw::testing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iw::testing;
  FuzzInput input{data, size};
  const std::size_t piece = input.byte() + std::size_t{1};
  const auto whole = read(input.rest(), std::max<std::size_t>(input.rest().size(), 1));
  check(whole);
  for (const auto size_of_piece : {piece, std::size_t{1}}) {
    const auto pieces = read(input.rest(), size_of_piece);
    check(pieces);
    require(pieces.good == whole.good, "an answer is good or bad however it is cut");
    if (whole.good) require(pieces == whole, "an answer says the same however it is cut");
  }
  return 0;
}
