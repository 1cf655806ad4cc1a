// From `api` in the configuration to the client: nothing that was set may be lost on the way.
#include <gtest/gtest.h>

#include "worker/call/http_api.hpp"

namespace iw {
namespace {

using namespace std::chrono_literals;

TEST(HttpOptionsOfSettings, BearAllThatWasSet) {
  const ApiSettings settings{.base_url = "https://api.test",
                             .timeout = 2s,
                             .connect_timeout = 1s,
                             .ca_file = "/ca",
                             .proxy = Secret{"http://me:pw@p:1"},
                             .client_certificate_file = "/cert",
                             .client_key_file = "/key"};
  const auto options = http_options(settings);
  EXPECT_EQ(options.base_url, "https://api.test");
  EXPECT_EQ(options.timeout, 2s);
  EXPECT_EQ(options.connect_timeout, 1s);
  EXPECT_EQ(options.ca_file, "/ca");
  EXPECT_EQ(options.proxy.reveal(), "http://me:pw@p:1");
  EXPECT_EQ(options.client_certificate_file, "/cert");
  EXPECT_EQ(options.client_key_file, "/key");
}

TEST(HttpOptionsOfSettings, LeaveTheClientsOwnDefaultsAlone) {
  const auto options = http_options({});
  EXPECT_TRUE(options.proxy.empty());
  EXPECT_EQ(options.client_certificate_file, "");
  EXPECT_EQ(options.idle_timeout, HttpOptions{}.idle_timeout);
  EXPECT_EQ(options.attempt_delay, 250ms);
  EXPECT_FALSE(options.look_up);
}

}  // namespace
}  // namespace iw
