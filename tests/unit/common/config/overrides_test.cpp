#include "common/config/overrides.hpp"

#include "tests/unit/common/config/config_fixture.hpp"

namespace iw::config::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Variables = ConfigFixture;

TEST(VariableOf, IsPrefixAndPathInCapitals) { EXPECT_EQ(variable_of("X__", "kafka.topics.dead_letters"), "X__KAFKA__TOPICS__DEAD_LETTERS"); }

TEST_F(Variables, TakeThePlaceOfTheFilesValue) {
  EXPECT_THAT(
      read("name: file\nserver: {port: 3}\n", {{"X__NAME", "env"}, {"X__SERVER__PORT", "4"}, {"X__PASS_WORD", "p"}, {"X__SERVER__WAIT", "2s"}}),
      IsEmpty());
  EXPECT_EQ(name, "env");
  EXPECT_EQ(port, 4);
  EXPECT_EQ(password.reveal(), "p");
  EXPECT_EQ(wait, 2s);
}

TEST_F(Variables, MakeTheFilesValueUnread) {
  EXPECT_THAT(read("name: ${NOPE}\nserver: {port: wrong}\n", {{"X__NAME", ""}, {"X__SERVER__PORT", "4"}}), IsEmpty());
  EXPECT_EQ(name, "");
}

TEST_F(Variables, AreTakenAsTheyAre) {
  EXPECT_THAT(read("", {{"X__NAME", "${A}"}, {"A", "a"}}), IsEmpty());
  EXPECT_EQ(name, "${A}");
}

TEST_F(Variables, WithAValueThatDoesNotFitAreNamed) {
  EXPECT_THAT(read("", {{"X__SERVER__PORT", "x"}, {"X__PASS_WORD", ""}, {"X__COLOR", "blue"}}),
              ElementsAre("environment: X__COLOR: expected one of red, green, found 'blue', which is not available in this version",
                          "environment: X__PASS_WORD: expected a text that is not empty, found an empty one",
                          "environment: X__SERVER__PORT: expected an integer from 1 to 100, found 'x'"));
}

TEST_F(Variables, ThatNoKeyKnowsAreRefusedWithTheNearestName) {
  EXPECT_THAT(read("", {{"X__SERVER__PROT", "1"}}),
              ElementsAre("environment: X__SERVER__PROT: unknown variable: no key has this name; did you mean X__SERVER__PORT?"));
  EXPECT_THAT(read("", {{"X__server__port", "1"}}), ElementsAre(HasSubstr("did you mean X__SERVER__PORT?"))) << "capitals only";
}

TEST_F(Variables, AreShownAsPlainTextWhateverTheirNamesHold) {
  EXPECT_THAT(read("", {{"X__\xFF\n", "1"}}), ElementsAre(HasSubstr("environment: X__??: unknown variable")));
}

TEST_F(Variables, WithoutThePrefixAreNotLookedAt) { EXPECT_THAT(read("", {{"X_SERVER_PORT", "tcp://10.0.0.1"}, {"SERVER__PORT", "x"}}), IsEmpty()); }

TEST_F(Variables, OfListsSectionsAndFreeMapsAreRefused) {
  EXPECT_THAT(read("", {{"X__COLORS", "red"}, {"X__SERVER", "x"}, {"X__OPTIONS", "x"}}),
              ElementsAre("environment: X__COLORS: colors is not a single value: set it in the file", HasSubstr("options is not a single value"),
                          HasSubstr("server is not a single value")));
}

TEST_F(Variables, OfEntriesAreRefusedWithAHint) {
  EXPECT_THAT(read("users: {ann: {token: t}}", {{"X__USERS__ANN__TOKEN", "hunter2"}}),
              ElementsAre("environment: X__USERS__ANN__TOKEN: entries of users are set in the file; a value there may be ${NAME}"));
}

TEST_F(Variables, OfAKeyThatIsNotAvailableAreRefused) {
  EXPECT_THAT(read("", {{"X__SERVER__LATER", "true"}}), ElementsAre("environment: X__SERVER__LATER: comes later"));
}

}  // namespace
}  // namespace iw::config::testing
