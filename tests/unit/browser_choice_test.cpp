#include "goto_token/sign_in/browser_choice.hpp"

#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace goto_token {
namespace {

class BrowserChoiceTest : public testing::Test {
 protected:
  using Commands = std::vector<std::string>;

  static Commands choose(const Environment& environment, bool terminal,
                         const std::optional<std::string>& option = std::nullopt) {
    Environment whole = environment;
    whole.emplace("OAUTH_CLIENT_ID", "id");
    CommandLine command_line;
    command_line.browser = option;
    const Settings settings(whole, std::nullopt);
    return choose_browsers(make_config(command_line, settings), settings, terminal);
  }

 private:
  TemporaryFolder folder_;
  WorkingFolder working_folder_{folder_.path()};
};

TEST_F(BrowserChoiceTest, TakesTheCommandThatIsNamedTerminalOrNot) {
  for (const bool terminal : {false, true}) {
    EXPECT_EQ(choose({{"DISPLAY", ":0"}}, terminal, "firefox %s"), Commands{"firefox %s"});
    EXPECT_EQ(choose({{"BROWSER", "w3m"}}, terminal), Commands{"w3m"});
    EXPECT_EQ(choose({{"BROWSER", "w3m:lynx"}}, terminal), (Commands{"w3m", "lynx"}));
    EXPECT_EQ(choose({{"BROWSER", "w3m"}}, terminal, "firefox"), Commands{"firefox"});
  }
}

TEST_F(BrowserChoiceTest, TakesNoneWhereNoneIsWanted) {
  EXPECT_EQ(choose({{"DISPLAY", ":0"}, {"BROWSER", "w3m"}}, true, "none"), Commands{});
  EXPECT_EQ(choose({{"DISPLAY", ":0"}, {"BROWSER", "none"}}, true), Commands{});
}

TEST_F(BrowserChoiceTest, TakesThePlatformsOpenerWhereAPersonSitsAtADesktop) {
  EXPECT_EQ(choose({{"DISPLAY", ":0"}}, true), Commands{"xdg-open"});
  EXPECT_EQ(choose({{"WAYLAND_DISPLAY", "wayland-0"}}, true), Commands{"xdg-open"});
  EXPECT_EQ(choose({{"WSL_DISTRO_NAME", "Debian"}}, true), Commands{"wslview"});
}

TEST_F(BrowserChoiceTest, TakesNoneWithoutATerminalOrADesktop) {
  EXPECT_EQ(choose({{"DISPLAY", ":0"}}, false), Commands{});
  EXPECT_EQ(choose({{"WSL_DISTRO_NAME", "Debian"}}, false), Commands{});
  EXPECT_EQ(choose({}, true), Commands{});
  EXPECT_EQ(choose({{"DISPLAY", ""}}, true), Commands{});
}

}  // namespace
}  // namespace goto_token
