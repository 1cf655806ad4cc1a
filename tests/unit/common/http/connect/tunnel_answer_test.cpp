#include "common/http/connect/tunnel_answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace iw {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using State = TunnelAnswer::State;

constexpr std::size_t kMost = 1000;

std::string refusal(std::string_view text) {
  TunnelAnswer answer{kMost};
  return answer.feed(text) == State::refused ? answer.refusal() : "not refused";
}

std::string head(const std::string& proxy, std::string_view host, std::string_view port) {
  return std::string{make_connect_head(parse_proxy_url(proxy).value(), host, port).reveal()};
}

TEST(ConnectHead, NamesTheHostAndThePort) {
  EXPECT_EQ(head("http://p:1", "api.test", "443"), "CONNECT api.test:443 HTTP/1.1\r\nHost: api.test:443\r\nUser-Agent: import-worker\r\n\r\n");
  EXPECT_THAT(head("http://p:1", "::1", "80"), HasSubstr("CONNECT [::1]:80 HTTP/1.1\r\nHost: [::1]:80\r\n"));
}

TEST(ConnectHead, BearsTheCredentialsWhenThereAreAny) {
  EXPECT_THAT(head("http://a:b@p:1", "h", "1"), HasSubstr("\r\nProxy-Authorization: Basic YTpi\r\n\r\n"));
  EXPECT_THAT(head("http://p:1", "h", "1"), Not(HasSubstr("Authorization")));
}

TEST(TunnelAnswer, OpensOn200) {
  for (const auto* text : {"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.0 200 Connection established\r\n\r\n", "HTTP/1.1 200 \r\nVia: x\r\n\r\n",
                           "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"}) {
    TunnelAnswer answer{kMost};
    EXPECT_EQ(answer.feed(text), State::open) << text << answer.refusal();
  }
}

TEST(TunnelAnswer, ComesInPieces) {
  const std::string text = "HTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nC: d\r\n\r\n";
  TunnelAnswer answer{kMost};
  for (std::size_t i = 0; i + 1 < text.size(); ++i) ASSERT_EQ(answer.feed(text.substr(i, 1)), State::incomplete) << i;
  EXPECT_EQ(answer.feed(text.substr(text.size() - 1)), State::open);
}

TEST(TunnelAnswer, TellsTheStatusAndWhatToDo) {
  EXPECT_THAT(refusal("HTTP/1.1 407 Auth\r\nProxy-Authenticate: Basic\r\nContent-Length: 5\r\n\r\nhello"),
              HasSubstr("HTTP 407: it asks for other cred"));
  EXPECT_THAT(refusal("HTTP/1.1 403 No\r\n\r\n"), HasSubstr("HTTP 403: it does not let"));
  for (const auto* status : {"502", "503", "504"})
    EXPECT_THAT(refusal("HTTP/1.1 " + std::string{status} + " No\r\n\r\n"), HasSubstr("HTTP " + std::string{status} + ": it does not reach"));
  EXPECT_EQ(refusal("HTTP/1.1 500 No\r\n\r\n"), "answered CONNECT with HTTP 500");
}

TEST(TunnelAnswer, NoOtherStatusOpens) {
  for (const auto* status : {"201", "204", "301", "302", "304", "400", "401", "999"})
    EXPECT_THAT(refusal("HTTP/1.1 " + std::string{status} + " X\r\n\r\n"), HasSubstr(status));
}

TEST(TunnelAnswer, NeverRepeatsWhatTheProxyWrote) { EXPECT_THAT(refusal("HTTP/1.1 407 YTpi\r\nX: YTpi\r\n\r\nYTpi"), Not(HasSubstr("YTpi"))); }

TEST(TunnelAnswer, RefusesBytesBehindItsHeader) {
  EXPECT_THAT(refusal("HTTP/1.1 200 OK\r\n\r\nx"), HasSubstr("bytes behind"));
  EXPECT_THAT(refusal("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"), HasSubstr("bytes behind"));
}

TEST(TunnelAnswer, RefusesWhatIsNotHttpAtOnce) {
  for (const auto* text : {"garbage\r\n", "SSH-2.0-x\r\n", "HTTP/1.1 2000 OK\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/2 200\r\n\r\n"})
    EXPECT_EQ(refusal(text), "did not answer CONNECT with valid HTTP") << text;
}

TEST(TunnelAnswer, BoundsItsHeader) {
  EXPECT_THAT(refusal("HTTP/1.1 200 OK\r\nX: " + std::string(kMost, 'x')), HasSubstr("larger than allowed"));
  TunnelAnswer endless{kMost};
  State state = endless.feed("HTTP/1.1 200 OK\r\n");
  int fields = 0;
  for (; state == State::incomplete && fields < 1000; ++fields) state = endless.feed("X: y\r\n");
  EXPECT_EQ(state, State::refused);
  EXPECT_LT(fields, 200);
}

TEST(TunnelAnswer, BoundsInterimAnswers) {
  TunnelAnswer answer{kMost};
  State state = State::incomplete;
  int answers = 0;
  for (; state == State::incomplete && answers < 1000; ++answers) state = answer.feed("HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(state, State::refused);
  EXPECT_LT(answers, 50);
}

RC_GTEST_PROP(TunnelAnswer, SurvivesAnyBytes, (const std::string& text)) {
  TunnelAnswer answer{kMost};
  RC_ASSERT(answer.feed(text) != State::open);
  TunnelAnswer later{kMost};
  (void)later.feed("HTTP/1.1 200 OK\r\n" + text + "\r\n\r\n");
}

}  // namespace
}  // namespace iw
