// A host with several addresses, as a name server could give them: the client on a look-up that the test answers.
#include <boost/asio/post.hpp>

#include "tests/support/full_listener.hpp"
#include "tests/unit/common/http/http_fixture.hpp"

namespace iw::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class HttpAddresses : public HttpFixture {
 protected:
  HttpAddresses() {
    options.look_up = [this](const std::string& host, const std::string& port, auto done) {
      EXPECT_EQ(host + ":" + port, "api.test:80");
      ++look_ups;
      boost::asio::post(loop, [done = std::move(done), found = found] { done(found.empty() ? kNotFound : boost::system::error_code{}, found); });
    };
  }
  static boost::asio::ip::tcp::endpoint at(std::uint16_t port) { return {boost::asio::ip::address_v4::loopback(), port}; }
  static std::uint16_t closed_port() {
    return ScriptedServer{[](Peer&) {}}.port();
  }
  /// One request on a connection of its own.
  End fetch_anew() {
    open("http://api.test");
    return fetch();
  }

  static inline const boost::system::error_code kNotFound = boost::asio::error::host_not_found;
  Endpoints found;
  int look_ups = 0;
};

TEST_F(HttpAddresses, SilentFirstOneCostsADelayAndNotTheConnectTime) {
  const FullListener black_hole;
  const ScriptedServer server{always(answer("ok"))};
  found = {at(black_hole.port()), at(server.port())};
  options.attempt_delay = 100ms;
  const End end = fetch_anew();
  EXPECT_THAT(end, Answered("ok"));
  EXPECT_GE(end.after, 100ms);
  EXPECT_LT(end.after, 4s);
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(HttpAddresses, RefusedFirstOneCostsNothing) {
  const ScriptedServer server{always(answer("ok"))};
  found = {at(closed_port()), at(server.port())};
  options.attempt_delay = 10s;
  EXPECT_THAT(fetch_anew(), Answered("ok"));
}

TEST_F(HttpAddresses, RequestGoesToOneOfThemOnly) {
  const ScriptedServer first{always(answer("first"))}, second{always(answer("second"))};
  found = {at(first.port()), at(second.port())};
  options.attempt_delay = 0ms;
  const End end = fetch_anew();
  EXPECT_THAT(end.body, ::testing::AnyOf("first", "second"));
  EXPECT_EQ((first.received() + second.received()).find("POST"), (first.received() + second.received()).rfind("POST"));
}

TEST_F(HttpAddresses, AllSilentEndWithTheConnectTime) {
  const FullListener one, two;
  found = {at(one.port()), at(two.port())};
  options.attempt_delay = 20ms;
  options.connect_timeout = 200ms;
  const End end = fetch_anew();
  EXPECT_THAT(end, Ended(HttpPhase::not_sent));
  EXPECT_THAT(end.error, HasSubstr("waiting for a TCP connection to api.test:80"));
  EXPECT_GE(end.after, 200ms);
}

TEST_F(HttpAddresses, AtMostEightAreTried) {
  found.assign(9, {});
  for (auto& endpoint : found) endpoint = at(closed_port());
  const ScriptedServer ninth{always(answer("ok"))};
  found.back() = at(ninth.port());
  EXPECT_THAT(fetch_anew(), Ended(HttpPhase::not_sent));
  EXPECT_EQ(ninth.connections(), 0U);
  found[7] = at(ninth.port());
  EXPECT_THAT(fetch_anew(), Answered("ok"));
}

TEST_F(HttpAddresses, AreLookedUpAgainOnceTheyLeadNowhere) {
  options.resolver_times.pause = 0ms;
  found = {at(closed_port())};
  open("http://api.test");
  EXPECT_THAT(fetch(), Ended(HttpPhase::not_sent));
  const ScriptedServer server{always(answer("ok"))};
  found = {at(server.port())};
  EXPECT_THAT(fetch(), Answered("ok"));
  EXPECT_EQ(look_ups, 2);
}

TEST_F(HttpAddresses, GoOnBeingUsedWhileTheNameServerFails) {
  const ScriptedServer server{always(answer("ok", "200 OK", "Connection: close\r\n"))};
  options.resolver_times.fresh = 0ms;
  options.resolver_times.pause = 0ms;
  found = {at(server.port())};
  open("http://api.test");
  EXPECT_THAT(fetch(), Answered("ok"));
  found.clear();
  for (int i = 0; i < 5; ++i) EXPECT_THAT(fetch(), Answered("ok"));
  EXPECT_GE(look_ups, 2);
}

TEST_F(HttpAddresses, AreLookedUpOnceForABurst) {
  const ScriptedServer server{always(answer("ok"))};
  found = {at(server.port())};
  open("http://api.test");
  for (std::uint64_t id = 1; id <= 50; ++id) send(id);
  ASSERT_TRUE(run_until([&] { return ends.size() == 50; }));
  EXPECT_EQ(look_ups, 1);
}

TEST_F(HttpAddresses, ConnectTimeCountsALookUpThatHangs) {
  options.look_up = [](const std::string&, const std::string&, auto) {};
  options.connect_timeout = 100ms;
  const End end = fetch_anew();
  EXPECT_THAT(end, Ended(HttpPhase::not_sent));
  EXPECT_THAT(end.error, HasSubstr("waiting for the look-up of 'api.test'"));
}

}  // namespace
}  // namespace iw::testing
