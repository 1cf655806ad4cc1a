#include "common/config/yaml_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace iw::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Kind = YamlNode::Kind;

class YamlTree : public ::testing::Test {
 protected:
  YamlNode parse(std::string_view text) {
    findings = Findings{"f"};
    return parse_yaml(text, findings);
  }
  Findings findings{"f"};
};

TEST_F(YamlTree, KeepsKeysLinesAndQuotes) {
  const auto root = parse("# c\na: 1\nb:\n  c: 'x'\n  d: [y, z]\n");
  ASSERT_EQ(root.children.size(), 2u);
  EXPECT_EQ(root.children[0].key, "a");
  EXPECT_EQ(root.children[0].line, 2);
  EXPECT_FALSE(root.children[0].quoted);
  const auto& b = root.children[1];
  EXPECT_EQ(b.children[0].line, 4);
  EXPECT_TRUE(b.children[0].quoted);
  EXPECT_EQ(b.children[1].kind, Kind::list);
  EXPECT_EQ(b.children[1].children[1].text, "z");
  EXPECT_THAT(findings.lines(), IsEmpty());
}

TEST_F(YamlTree, NullHasTheLineOfItsKey) {
  const auto root = parse("a:\nb: 1\n");
  EXPECT_EQ(root.children[0].kind, Kind::nothing);
  EXPECT_EQ(root.children[0].line, 1);
}

TEST_F(YamlTree, RefusesAKeyTwiceAndKeepsTheFirst) {
  const auto root = parse("a: {k: 1}\nb:\n  x: 1\n  y: 2\n  x: 3\na: 4\n");
  EXPECT_THAT(findings.lines(), ElementsAre("f:5: b.x: this key stands twice, first in line 3", "f:6: a: this key stands twice, first in line 1"));
  EXPECT_EQ(root.children.size(), 2u);
  EXPECT_EQ(root.children[1].children[0].text, "1");
}

TEST_F(YamlTree, ReportsEveryFurtherTime) {
  (void)parse("a: 1\na: 2\n\"a\": 3\n");
  EXPECT_EQ(findings.lines().size(), 2u) << "quotes make no other key";
}

TEST_F(YamlTree, RefusesAnchorsAndAliases) {
  (void)parse("a: &x 1\nb:\n  c: *x\n");
  EXPECT_THAT(findings.lines(), ElementsAre(HasSubstr("f:1: a: anchors"), HasSubstr("f:3: b.c: expected the value itself, found an alias")));
}

TEST_F(YamlTree, AnAliasBombStaysSmall) {
  std::string text = "a0: &a0 x\n";
  for (int i = 1; i < 40; ++i) {
    const auto last = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last + ", " + last + "]\n";
  }
  (void)parse(text);
  EXPECT_EQ(findings.lines().size(), 40u + 39u * 2u);
}

TEST_F(YamlTree, RefusesTags) {
  (void)parse("a: !!int 5\nb: !own x\n");
  EXPECT_THAT(findings.lines(),
              ElementsAre(HasSubstr("f:1: a: tags (!name) are not supported"), HasSubstr("f:2: b: tags (!name)")));
}

TEST_F(YamlTree, RefusesKeysThatAreNoScalars) {
  (void)parse("? [1]\n: x\n~: y\n");
  EXPECT_THAT(findings.lines(), ElementsAre(HasSubstr("expected a name as a key, found a list"), HasSubstr("found nothing (null)")));
}

TEST_F(YamlTree, TheMergeKeyIsAKeyLikeAnyOther) { EXPECT_EQ(parse("<<: {a: 1}").children.front().key, "<<"); }

TEST_F(YamlTree, RefusesASecondDocument) {
  (void)parse("a: 1\n---\nb: 2\n");
  EXPECT_THAT(findings.lines(), ElementsAre(HasSubstr("expected one YAML document, found a second one")));
}

TEST_F(YamlTree, SyntaxErrorsNameTheLine) {
  EXPECT_EQ(parse("a: 1\nb: c: d\n").kind, Kind::refused);
  EXPECT_THAT(findings.lines(), ElementsAre(HasSubstr("f:2: not YAML: illegal map value")));
  for (const auto* text : {"a: {b: 1\n", "a: 'x\n", "a: @x\n", "a: 1\n]\n", "\t- a\n", "a: [1, 2\nb: 3\n"}) {
    EXPECT_EQ(parse(text).kind, Kind::refused) << text;
    EXPECT_EQ(findings.lines().size(), 1u) << text;
  }
}

TEST_F(YamlTree, AQuoteThatIsNeverClosedSwallowsNoKeys) {
  for (const std::string quote : {"'", "\""})
    for (const auto* end : {"", "\n", "\n\n", "\nb: 2\n", "\nb: 2\n...\n", "\r\n"}) {
      EXPECT_EQ(parse("a: " + quote + "x" + end).kind, Kind::refused) << quote << end;
      EXPECT_EQ(findings.lines().size(), 1u);
    }
}

TEST_F(YamlTree, ABlockAtTheEndIsWhole) {
  EXPECT_EQ(parse("a: |\n  x\n  y\n").children[0].text, "x\ny\n");
  EXPECT_EQ(parse("a: |-\n  x").children[0].text, "x");
  EXPECT_EQ(parse("a: >\n  # x\n").children[0].text, "# x\n");
  EXPECT_EQ(parse("a: x\n...\n").children[0].text, "x");
  EXPECT_EQ(parse("a: |+\n  x\n").children[0].text, "x\n");
  EXPECT_THAT(findings.lines(), IsEmpty());
}

TEST_F(YamlTree, SyntaxErrorInASecondDocumentIsFoundToo) {
  (void)parse("a: 1\n---\nb: [\n");
  EXPECT_EQ(findings.lines().size(), 1u);
}

TEST_F(YamlTree, DeepNestingIsAnErrorAndNoCrash) {
  for (const char open : {'[', '{'}) {
    EXPECT_EQ(parse(std::string(500'000, open)).kind, Kind::refused);
    EXPECT_THAT(findings.lines(), ElementsAre(HasSubstr("nested too deeply")));
  }
}

TEST_F(YamlTree, RefusesControlCharactersAndWhatIsNotUtf8) {
  EXPECT_EQ(parse("a: 1\nb: \x01\n").kind, Kind::refused);
  EXPECT_THAT(findings.lines(), ElementsAre("f:2: expected readable text, found a control character"));
  (void)parse("a: \xff\n");
  EXPECT_THAT(findings.lines(), ElementsAre("f:1: expected UTF-8, found a byte that is not"));
}

TEST_F(YamlTree, TakesAByteOrderMarkAndWindowsLineEnds) {
  const auto root = parse(
      "\xef\xbb\xbf"
      "a: 1\r\nb: 2\r\n");
  EXPECT_THAT(findings.lines(), IsEmpty());
  EXPECT_EQ(root.children[0].key, "a");
  EXPECT_EQ(root.children[1].text, "2");
}

TEST_F(YamlTree, EmptyTextIsAnEmptyMap) { EXPECT_EQ(parse("").kind, Kind::map); }

}  // namespace
}  // namespace iw::config
