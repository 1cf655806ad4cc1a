#include "common/http/answer_parser.hpp"

#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

namespace iw {
namespace {

struct Parsed {
  std::string body = "left over";
  std::string retry_after = "left over";
  boost::beast::error_code error;
  AnswerParser parser;

  explicit Parsed(std::string_view text) : parser(body, retry_after, 1000, 100) { parser.put(boost::asio::buffer(text), error); }
};

TEST(AnswerParser, ClearsWhatAnEarlierAnswerLeft) {
  const Parsed parsed{"HTTP/1.1 204 No Content\r\n\r\n"};
  EXPECT_EQ(parsed.body, "");
  EXPECT_EQ(parsed.retry_after, "");
  EXPECT_TRUE(parsed.parser.is_done());
}

TEST(AnswerParser, KeepsStatusBodyAndRetryAfter) {
  const Parsed parsed{"HTTP/1.1 429 Slow Down\r\nretry-after: 17\r\nContent-Length: 3\r\n\r\nabc"};
  EXPECT_EQ(parsed.parser.status(), 429);
  EXPECT_EQ(parsed.body, "abc");
  EXPECT_EQ(parsed.retry_after, "17");
  EXPECT_FALSE(parsed.parser.compressed());
}

TEST(AnswerParser, DropsARetryAfterThatIsTooLongToBeOne) {
  EXPECT_EQ(Parsed("HTTP/1.1 429 X\r\nRetry-After: " + std::string(64, '9') + "\r\nContent-Length: 0\r\n\r\n").retry_after.size(), 64U);
  EXPECT_EQ(Parsed("HTTP/1.1 429 X\r\nRetry-After: " + std::string(65, '9') + "\r\nContent-Length: 0\r\n\r\n").retry_after, "");
}

TEST(AnswerParser, JoinsChunks) {
  const Parsed parsed{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: 1\r\n\r\n"};
  EXPECT_EQ(parsed.body, "abcde");
  EXPECT_TRUE(parsed.parser.is_done());
}

TEST(AnswerParser, TellsACompressedBody) {
  for (const char* name : {"gzip", "br", "identity, gzip"})
    EXPECT_TRUE(Parsed("HTTP/1.1 200 OK\r\nContent-Encoding: " + std::string{name} + "\r\nContent-Length: 0\r\n\r\n").parser.compressed()) << name;
  for (const char* name : {"identity", "Identity", ""})
    EXPECT_FALSE(Parsed("HTTP/1.1 200 OK\r\nContent-Encoding: " + std::string{name} + "\r\nContent-Length: 0\r\n\r\n").parser.compressed()) << name;
}

TEST(AnswerParser, TellsAnInterimAnswer) {
  const Parsed parsed{"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"};
  EXPECT_TRUE(parsed.parser.is_done());
  EXPECT_TRUE(parsed.parser.interim());
  EXPECT_FALSE(Parsed("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").parser.interim());
}

TEST(AnswerParser, RefusesABodyOverItsBound) {
  EXPECT_FALSE(Parsed("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + std::string(100, 'x')).error);
  EXPECT_EQ(Parsed("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n").error, boost::beast::http::error::body_limit);
  EXPECT_EQ(Parsed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n").error, boost::beast::http::error::body_limit);
  EXPECT_EQ(Parsed("HTTP/1.1 200 OK\r\n\r\n" + std::string(101, 'x')).error, boost::beast::http::error::body_limit);
}

TEST(AnswerParser, RefusesAHeaderOverItsBound) {
  EXPECT_EQ(Parsed("HTTP/1.1 200 OK\r\nX: " + std::string(1000, 'x')).error, boost::beast::http::error::header_limit);
}

TEST(AnswerParser, RefusesALengthThatTwoReadersCouldReadDifferently) {
  for (const char* fields : {"Content-Length: 1\r\nContent-Length: 2", "Content-Length: -1", "Content-Length: 1x",
                             "Content-Length: 99999999999999999999", "Transfer-Encoding: chunked\r\nContent-Length: 1"})
    EXPECT_TRUE(Parsed("HTTP/1.1 200 OK\r\n" + std::string{fields} + "\r\n\r\n").error) << fields;
}

}  // namespace
}  // namespace iw
