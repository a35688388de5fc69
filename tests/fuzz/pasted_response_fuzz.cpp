// Feeds what a person pasted: the address that the browser ended on, its query, or anything else.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "goto_token/base/text.hpp"
#include "goto_token/sign_in/pasted_response.hpp"
#include "support/require.hpp"

namespace {

using goto_token::find_pasted_query;
using goto_token::Secret;
using goto_token::UnusablePaste;
using goto_token::Url;
using goto_token::fuzz::require;

/// The query that was found, or why there is none, with a mark in front that tells the two apart.
std::string verdict_on(const std::string& text, const Url& redirect_uri) {
  const auto found = find_pasted_query(text, redirect_uri);
  if (const auto* const query = std::get_if<Secret>(&found)) {
    return "query " + std::string(query->reveal());
  }
  return "unusable " + std::get<UnusablePaste>(found).why;
}

void check_reason(const std::string& why) {
  require(!why.empty() && goto_token::printable(why, why.size()) == why, "a reason can be shown as it is");
}

/// Whether the text can stand behind `?` without being cut: nothing around it is taken for decoration.
bool is_plain_query(std::string_view text) {
  constexpr std::string_view kCut = " \t\r\"'`<>#";
  return !text.empty() && text.find_first_of(kCut) == std::string_view::npos;
}

void check(const std::string& text, const Url& redirect_uri) {
  const std::string verdict = verdict_on(text, redirect_uri);
  if (verdict.starts_with("unusable ")) {
    check_reason(verdict.substr(std::string_view("unusable ").size()));
  } else {
    const std::string query = verdict.substr(std::string_view("query ").size());
    require(text.find(query) != std::string::npos, "a query is a part of what was pasted");
    require(query.find('#') == std::string::npos, "a fragment is no part of the query");
  }
  require(verdict_on(" \t\"<" + text + ">\" \r", redirect_uri) == verdict,
          "what stands around it counts for nothing");
  if (is_plain_query(text)) {
    require(verdict_on(to_string(redirect_uri) + "?" + text, redirect_uri) == "query " + text,
            "the query behind the redirect URI is found whole");
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it by this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  if (text.find('\n') == std::string::npos) {  // a paste is one line
    check(text, goto_token::require_url("http://127.0.0.1:5000/login/oauth2/code/goto"));
    check(text, goto_token::require_url("https://app.example.com/callback"));
  }
  return 0;
}
