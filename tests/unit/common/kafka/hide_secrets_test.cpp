// Which parts of a librdkafka text are shown.
#include <gtest/gtest.h>

#include "common/kafka/conf.hpp"

namespace iw::kafka {
namespace {

const Options kOptions{
    {"sasl.password", "pa/ss"}, {"ssl.key.password", "my-pa/ss-phrase"}, {"sasl.username", "worker"}, {"ssl.keystore.password", ""}};

TEST(HideSecrets, EveryValueOfASecretOptionIsCovered) {
  EXPECT_EQ(hide_secrets("worker said pa/ss and pa/ss", kOptions), "worker said ***** and *****");
  EXPECT_EQ(hide_secrets("nothing here", kOptions), "nothing here");
}

TEST(HideSecrets, OneThatHoldsAnotherIsCoveredWhole) {
  EXPECT_EQ(hide_secrets("phrase my-pa/ss-phrase.", kOptions), "phrase *****.") << "not my-*****-phrase";
}

TEST(HideSecrets, APercentEncodedOneIsCovered) { EXPECT_EQ(hide_secrets("https://idp.test/?p=pa%2Fss&x", kOptions), "https://idp.test/?p=*****&x"); }

TEST(MakeConf, ARefusedValueIsNotQuoted) {
  const auto conf = make_conf({{"security.protocol", "MARKEDSECRET"}});
  ASSERT_FALSE(conf);
  EXPECT_NE(conf.error().message.find("security.protocol"), std::string::npos);
  EXPECT_EQ(conf.error().message.find("MARKEDSECRET"), std::string::npos);
}

TEST(MakeConf, AnUnknownOptionIsNamedWithoutItsValue) {
  const auto conf = make_conf({{"sasl.passwort", "MARKEDSECRET"}});
  ASSERT_FALSE(conf);
  EXPECT_NE(conf.error().message.find("sasl.passwort"), std::string::npos);
  EXPECT_EQ(conf.error().message.find("MARKEDSECRET"), std::string::npos);
}

}  // namespace
}  // namespace iw::kafka
