#include "common/config/reader.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/unit/common/config/config_fixture.hpp"

namespace iw::config::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using Reader = ConfigFixture;

TEST_F(Reader, FillsATargetOfEveryType) {
  EXPECT_THAT(read(R"(
name: n
pass_word: p
server: {port: 100, ratio: 0.5, open: true, wait: 250ms}
color: green
colors: [green, red]
options: {a.b: 1, c: "x y", d: true}
users: {ann: {color: red, token: t}, bob: {file: f}}
)"),
              IsEmpty());
  EXPECT_EQ(name, "n");
  EXPECT_EQ(password.reveal(), "p");
  EXPECT_EQ(port, 100);
  EXPECT_EQ(ratio, 0.5);
  EXPECT_TRUE(is_open);
  EXPECT_EQ(wait, 250ms);
  EXPECT_EQ(color, "green");
  EXPECT_THAT(colors, ElementsAre("green", "red"));
  EXPECT_THAT(options, ElementsAre(Pair("a.b", "1"), Pair("c", "x y"), Pair("d", "true")));
  EXPECT_EQ(entries.at("ann").color, "red");
  EXPECT_EQ(entries.at("bob").file, "f");
}

TEST_F(Reader, LeavesDefaultsWhereNothingIsGiven) {
  for (const auto* text : {"", "# only a comment\n", "---\n", "{}", "server: {}\n"}) EXPECT_THAT(read(text), IsEmpty()) << text;
  EXPECT_EQ(name, "default");
  EXPECT_EQ(port, 7);
  EXPECT_THAT(colors, ElementsAre("red"));
}

TEST_F(Reader, AnEmptyListMeansNone) {
  EXPECT_THAT(read("colors: []"), IsEmpty());
  EXPECT_THAT(colors, IsEmpty());
}

TEST_F(Reader, NamesFileLineKeyExpectedAndFound) {
  EXPECT_THAT(read("name: n\nserver:\n  port: eight\n"), ElementsAre("f.yaml:3: server.port: expected an integer from 1 to 100, found 'eight'"));
}

TEST_F(Reader, TellsAllProblemsAtOnceByLine) {
  EXPECT_THAT(
      read("colors: [pink]\nserver: {port: 0, ratio: 3, open: yes, wait: 15}\nnam: x\n"),
      ElementsAre("f.yaml:1: colors: expected a list of red, green, each at most once ([] for none), found 'pink'",
                  "f.yaml:2: server.port: expected an integer from 1 to 100, found '0'",
                  "f.yaml:2: server.ratio: expected a number from 0 to 2.5, found '3'", "f.yaml:2: server.open: expected true or false, found 'yes'",
                  "f.yaml:2: server.wait: expected a duration (such as 250ms, 15s, 5m, 24h) from 1ms to 1h, found '15'",
                  "f.yaml:3: nam: unknown key; did you mean name?"));
}

TEST_F(Reader, KeepsTheDefaultOfAKeyThatIsWrong) {
  EXPECT_EQ(read("server: {port: 101, wait: 2h}").size(), 2u);
  EXPECT_EQ(port, 7);
  EXPECT_EQ(wait, 1000ms);
}

TEST_F(Reader, RefusesNull) {
  EXPECT_THAT(read("name:\ncolor: ~\nserver: null\n"),
              ElementsAre("f.yaml:1: name: expected a text of at most 10 characters without control characters, found nothing (null)",
                          "f.yaml:2: color: expected one of red, green, found nothing (null)",
                          "f.yaml:3: server: expected a map of keys (leave the key out, or write {}, for none), found nothing (null)"));
}

TEST_F(Reader, RefusesTheWrongKindOfNode) {
  EXPECT_THAT(read("name: [a]\nserver: 5\ncolors: red\noptions: [x]\nusers: x\n"),
              ElementsAre(HasSubstr("name: expected a text of at most 10 characters without control characters, found a list"),
                          HasSubstr("server: expected a map of keys"),
                          HasSubstr("colors: expected a list of red, green, each at most once ([] for none), found a text"),
                          HasSubstr("options: expected a map of names"), HasSubstr("users: expected a map of names, found a text")));
}

TEST_F(Reader, RefusesARootThatIsNoMapAndSaysSo) {
  EXPECT_THAT(read("just a text"), ElementsAre("f.yaml:1: expected a map of keys (leave the key out, or write {}, for none), found a text"));
  EXPECT_FALSE(whole);
  EXPECT_THAT(read("- a"), ElementsAre(HasSubstr("found a list")));
  EXPECT_THAT(read("name: a"), IsEmpty());
  EXPECT_TRUE(whole);
}

TEST_F(Reader, RefusesQuotesAroundNumbersAndFlagsOnly) {
  EXPECT_THAT(read("name: '7'\nserver: {port: '8', open: \"true\", wait: '5s'}\n"),
              ElementsAre("f.yaml:2: server.port: expected an integer from 1 to 100, found '8' in quotes: write it without",
                          "f.yaml:2: server.open: expected true or false, found 'true' in quotes: write it without"));
  EXPECT_EQ(wait, 5s);
}

TEST_F(Reader, ListTakesEachWordOnce) { EXPECT_THAT(read("colors: [red, red]"), ElementsAre(HasSubstr("found 'red' twice"))); }

TEST_F(Reader, TellsAPlannedWordFromAnUnknownOne) {
  EXPECT_THAT(read("color: blue"), ElementsAre("f.yaml:1: color: expected one of red, green, found 'blue', which is not available in this version"));
  EXPECT_THAT(read("color: bleu"), ElementsAre("f.yaml:1: color: expected one of red, green, found 'bleu'"));
}

TEST_F(Reader, RefusesAKnownKeyThatIsNotAvailable) {
  EXPECT_THAT(read("server: {later: false}"), ElementsAre("f.yaml:1: server.later: comes later"));
}

TEST_F(Reader, UnknownKeyInAnEntryNamesTheNearestOne) {
  EXPECT_THAT(read("users:\n  ann:\n    colour: red\n"), ElementsAre("f.yaml:3: users.ann.colour: unknown key; did you mean color?"));
}

TEST_F(Reader, UnknownKeyFarFromAllListsThem) {
  EXPECT_THAT(read("server: {zzzzzzzz: 1}"), ElementsAre("f.yaml:1: server.zzzzzzzz: unknown key; known here: port, ratio, open, wait"));
}

TEST_F(Reader, CountsTextInCodePoints) {
  EXPECT_THAT(read("name: 一二三四五六七八九十"), IsEmpty());
  EXPECT_THAT(read("name: 一二三四五六七八九十一"), ElementsAre(HasSubstr("found one of 11 characters")));
  EXPECT_THAT(read("name: \"a\\nb\""), ElementsAre(HasSubstr("found a control character")));
}

TEST_F(Reader, NeverShowsSecretsNorTexts) {
  const auto problems = read(
      "pass_word: [hunter2]\nname: hunter2-hunter2\nserver: hunter2\noptions: {secret: [hunter2]}\nusers: {ann: {token: {hunter2: hunter2}, file: "
      "'hunter2 hunter2 hunter2'}}\n");
  EXPECT_EQ(problems.size(), 6u);
  for (const auto& problem : problems) EXPECT_THAT(problem, Not(HasSubstr("hunter2")));
}

TEST_F(Reader, AnEmptySecretIsRefused) {
  EXPECT_THAT(read("pass_word: ''"), ElementsAre("f.yaml:1: pass_word: expected a text that is not empty, found an empty one"));
}

TEST_F(Reader, TakesReferencesFromTheEnvironmentInBlockAndFlowForm) {
  const Environment environment{{"N", "ann"}, {"P", "9"}, {"W", "5s"}};
  EXPECT_THAT(read("name: x${N}y\npass_word: ${N}${N}\nserver: {port: ${P}, wait: \"${W}\"}\noptions: {a: ${N}}\ncolors: [red]\n", environment),
              IsEmpty());
  EXPECT_EQ(name, "xanny");
  EXPECT_EQ(password.reveal(), "annann");
  EXPECT_EQ(port, 9);
  EXPECT_EQ(wait, 5s);
  EXPECT_EQ(options.at("a"), "ann");
}

TEST_F(Reader, QuotedReferenceStillGivesANumber) {
  EXPECT_THAT(read("server: {port: \"${P}\"}", {{"P", "9"}}), IsEmpty());
  EXPECT_EQ(port, 9);
}

TEST_F(Reader, AMissingVariableIsNamed) {
  EXPECT_THAT(read("name: ${NOPE}\npass_word: a${ALSO}${NOT}"), ElementsAre("f.yaml:1: name: the environment variable NOPE is not set",
                                                                            "f.yaml:2: pass_word: the environment variable ALSO, NOT is not set"));
}

TEST_F(Reader, AWrongValueFromAVariableIsNotShown) {
  EXPECT_THAT(read("server: {port: ${P}}", {{"P", "hunter2"}}),
              ElementsAre("f.yaml:1: server.port: expected an integer from 1 to 100, found '${P}'"));
}

TEST_F(Reader, AVariablesValueIsNeitherYamlNorReplacedAgain) {
  EXPECT_THAT(read("name: ${A}\noptions: {x: ${B}}", {{"A", "{b: 1}"}, {"B", "${A}"}}), IsEmpty());
  EXPECT_EQ(name, "{b: 1}");
  EXPECT_EQ(options.at("x"), "${A}");
}

TEST_F(Reader, ReferencesInCommentsAreNotLookedAt) { EXPECT_THAT(read("name: a # ${NOPE}\n# ${NOPE}\n"), IsEmpty()); }

TEST_F(Reader, ABrokenReferenceIsRefused) {
  EXPECT_THAT(read("name: a${\npass_word: '${1X}'\n"), ElementsAre(HasSubstr("name: expected ${NAME}"), HasSubstr("pass_word: expected ${NAME}")));
}

TEST_F(Reader, FileThatCannotBeReadIsAProblemBesideThoseOfVariables) {
  Findings findings{"gone.yaml"};
  EXPECT_FALSE(read_file("/nonexistent/gone.yaml", declaration(), "X__", {{"X__NAM", "x"}}, findings));
  EXPECT_THAT(findings.lines(), ElementsAre("gone.yaml: cannot read this file: No such file or directory", HasSubstr("X__NAM")));
}

RC_GTEST_FIXTURE_PROP(Reader, SurvivesAnyText, (const std::string& text)) {
  (void)read(text);
  (void)read("users: {a: " + text);
}

RC_GTEST_FIXTURE_PROP(Reader, SurvivesAnyMixOfYamlsOwnCharacters, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string{"{}[]:,-?!&*#|>'\"%@` \n\t$ab~<=\\0."}));
  (void)read(text);
}

}  // namespace
}  // namespace iw::config::testing
