// nearest, references and findings: the small parts around reading.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "common/config/findings.hpp"
#include "common/config/nearest.hpp"
#include "common/config/references.hpp"

namespace iw::config {
namespace {

using ::testing::ElementsAre;

TEST(EditDistance, CountsInsertRemoveReplaceAndSwap) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("broker", "brokers"), 1u);
  EXPECT_EQ(edit_distance("topcis", "topics"), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("DeadLetters", "dead_letters"), 1u);
}

RC_GTEST_PROP(EditDistance, IsSymmetricAndZeroForTheSameOnly, (const std::string& a, const std::string& b)) {
  RC_ASSERT(edit_distance(a, b) == edit_distance(b, a));
  RC_ASSERT(edit_distance(a, a) == 0u);
  RC_ASSERT(edit_distance(a, b) <= std::max(a.size(), b.size()));
}

TEST(Suggestion, NamesTheNearestOrListsAFew) {
  EXPECT_EQ(suggestion("tpoics", {"brokers", "topics"}), "; did you mean topics?");
  EXPECT_EQ(suggestion("zzz", {"brokers", "topics"}), "; known here: brokers, topics");
  EXPECT_EQ(suggestion("zzz", std::vector<std::string>(13, "brokers")), "");
  EXPECT_EQ(suggestion("zzz", {}), "");
  EXPECT_EQ(suggestion("ab", {"xy"}), "; known here: xy") << "two changes of two characters are another word";
  EXPECT_EQ(suggestion(std::string(1'000'000, 'a'), {"topics"}), "; known here: topics");
}

Result<std::string> replaced(std::string_view text, const Environment& environment) { return replace_references(mark_references(text), environment); }

TEST(References, AreReplacedOnce) {
  EXPECT_EQ(replaced("a${X}b${Y}", {{"X", "1"}, {"Y", "${X}"}}).value(), "a1b${X}");
  EXPECT_EQ(replaced("$X $ {X} $$", {{"X", "1"}}).value(), "$X $ {X} $$");
  EXPECT_EQ(replaced("", {}).value(), "");
}

TEST(References, ComeBackAsWritten) {
  EXPECT_EQ(as_written(mark_references("a${X}b")), "a${X}b");
  EXPECT_TRUE(has_reference(mark_references("${_a1}")));
  for (const auto* text : {"${}", "${1a}", "${a-b}", "${a", "{a}", "${ä}"}) EXPECT_FALSE(has_reference(mark_references(text))) << text;
}

TEST(References, NameEveryMissingVariableAndNoValue) {
  EXPECT_EQ(replaced("${A}${SET}${B}", {{"SET", "hunter2"}}).error().message, "the environment variable A, B is not set");
}

TEST(References, AVeryLongNameIsFine) { EXPECT_FALSE(replaced("${" + std::string(1'000'000, 'A') + "}", {})); }

TEST(Findings, SortsByLineAndPutsVariablesLast) {
  Findings findings{"f"};
  findings.add_variable("V", "v");
  findings.add(9, "b", "later");
  findings.add(2, "a", "first");
  findings.add(0, "", "whole");
  EXPECT_THAT(findings.lines(), ElementsAre("f: whole", "f:2: a: first", "f:9: b: later", "environment: V: v"));
}

TEST(Findings, KnowWhereAKeyCameFrom) {
  Findings findings{"f"};
  findings.came_from_line("a.b", 4);
  findings.came_from_variable("c", "X__C");
  findings.add_at("a.b", "x");
  findings.add_at("a.b.d", "missing");
  findings.add_at("c", "y");
  findings.add_at("e", "z");
  EXPECT_THAT(findings.lines(), ElementsAre("f: e: z", "f:4: a.b: x", "f:4: a.b.d: missing", "environment: c: from X__C: y"));
}

TEST(Findings, AKeyIsFaultyAlsoThroughItsVariable) {
  Findings findings{"f"};
  findings.came_from_variable("c", "X__C");
  EXPECT_FALSE(findings.is_faulty("c"));
  findings.add_variable("X__C", "y");
  EXPECT_TRUE(findings.is_faulty("c"));
  EXPECT_FALSE(findings.is_faulty("d"));
}

}  // namespace
}  // namespace iw::config
