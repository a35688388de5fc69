#pragma once

#include <string>

#include "example_login.hpp"
#include "goto_token/tokens/login_place.hpp"
#include "temporary_folder.hpp"

namespace goto_token {

/// A place in `home` for the example login, without a credential helper.
inline LoginPlace make_place(const TemporaryFolder& home) {
  LoginPlace place;
  place.key = example_key();
  place.folder = home.path("store");
  place.stem = "default-1";
  return place;
}

/// The same with a credential helper called `fake`. It keeps one credential in `home`, in the file `kept`,
/// and fails at the command that the file `broken` names.
inline LoginPlace make_place_with_helper(const TemporaryFolder& home) {
  static_cast<void>(home.write(
      "docker-credential-fake",
      "#!/bin/sh\ncd '" + home.path() +
          "' || exit 1\n"
          "if [ -e broken ] && [ \"$(cat broken)\" = \"$1\" ]; then echo 'it is locked'; exit 1; fi\n"
          "case $1 in\n"
          "  store) cat >kept ;;\n"
          "  get) cat kept 2>/dev/null || { echo 'credentials not found'; exit 1; } ;;\n"
          "  erase) rm -f kept ;;\n"
          "esac\n",
      0700));
  LoginPlace place = make_place(home);
  place.helper_name = "fake";
  place.helper.emplace("fake", std::vector<std::string>{"PATH=" + home.path() + ":/usr/bin:/bin"},
                       wait_with_poll);
  return place;
}

/// The example login. Its tokens end with `number`.
inline StoredLogin make_numbered_login(int number, const std::string& filling = "") {
  const std::string end = std::to_string(number);
  return make_example_login(R"({"access_token":"access-)" + filling + end +
                            R"(","expires_in":60,"refresh_token":"refresh-)" + end + R"("})");
}

}  // namespace goto_token
