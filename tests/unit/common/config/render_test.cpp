#include "common/config/render.hpp"

#include "tests/unit/common/config/config_fixture.hpp"

namespace iw::config::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Render = ConfigFixture;

TEST_F(Render, ShowsEveryKeyWithItsValue) {
  options = {{"a", "1"}};
  EXPECT_EQ(render(declaration()), R"(name: "default"
server:
  port: 7
  ratio: 1
  open: false
  wait: 1s
color: red
colors: [red]
options:
  a: "1"
users: {}
)");
}

TEST_F(Render, HidesSecrets) {
  password = Secret{"hunter2"};
  options = {{"secret.x", "hunter2"}, {"plain", "shown"}};
  entries["ann"].token = Secret{"hunter2"};
  const auto text = render(declaration());
  EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  EXPECT_THAT(text, HasSubstr("pass_word: \"*****\""));
  EXPECT_THAT(text, HasSubstr("secret.x: \"*****\""));
  EXPECT_THAT(text, HasSubstr("plain: \"shown\""));
}

TEST_F(Render, IsReadBackToTheSameText) {
  name = "a: \"#";
  colors.clear();
  options = {{"k", "{x}\n\\y"}, {"", " "}, {"null", "~"}};
  entries["with: colon"] = {"green", {}, "f"};
  const auto text = render(declaration());
  name.clear();
  options.clear();
  entries.clear();
  EXPECT_THAT(read(text), IsEmpty()) << text;
  EXPECT_EQ(render(declaration()), text);
}

}  // namespace
}  // namespace iw::config::testing
