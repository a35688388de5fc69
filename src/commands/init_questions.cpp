#include "goto_token/commands/init_questions.hpp"

#include <variant>

#include "goto_token/base/text.hpp"
#include "goto_token/base/url.hpp"
#include "goto_token/config/endpoints.hpp"
#include "goto_token/config/keys.hpp"
#include "goto_token/config/typed_value.hpp"
#include "goto_token/io/file_descriptor.hpp"

namespace goto_token {

struct InitQuestions::Question {
  std::string_view key;
  std::string introduction;
  std::string text;
  Prompt::Typing typing = Prompt::Typing::Shown;
  std::string if_empty = {};  ///< Why there must be a value; empty where there need not.
  std::function<std::optional<Error>(const std::string& value)> further_check = {};
};

namespace {

/// Whether GoTo is meant: nothing, the name or a URL of it was typed.
bool means_goto(std::string_view service) {
  if (service.empty() || ascii_lower(service) == "goto") {
    return true;
  }
  const auto url = parse_url(service);
  return std::holds_alternative<Url>(url) && is_goto(std::get<Url>(url));
}

std::string introduce_client_id(const std::string& issuer) {
  return "The client id names the OAuth client that asks for tokens. " +
         std::string(issuer.empty()
                         ? "Create one in GoTo's\ndeveloper portal: https://developer.logmeininc.com\n"
                         : "It stands where\nthe client is registered with the authorization server.\n");
}

std::string introduce_scopes(const std::string& issuer) {
  return std::string("Scopes are what a token may be used for, such as ") +
         (issuer.empty() ? "messaging.v1.send" : "openid") +
         ", with blanks\nbetween them. Press Enter for the server's default.\n";
}

}  // namespace

/// Shows a text as it is, unless nothing is explained.
void InitQuestions::explain(std::string_view text) const {
  if (explains_) {
    write_all(output_, text);
  }
}

EnvFileValues InitQuestions::ask(const std::string& path, const CheckIssuer& check_issuer) {
  explain("Five questions; the answers are written to " + printable(path) +
          "\nEnter alone takes what stands in brackets. Ctrl+C ends, with nothing written.\n");
  EnvFileValues values;
  values.issuer = ask_for_issuer(check_issuer);
  values.client_id = ask_one({.key = "OAUTH_CLIENT_ID",
                              .introduction = introduce_client_id(values.issuer),
                              .text = "Client id: ",
                              .if_empty = "a client id is needed"})
                         .reveal();
  values.client_secret =
      ask_one({.key = "OAUTH_CLIENT_SECRET",
               .introduction = "The client secret came with the client id. What you type does not show.\n"
                               "A public client has none: press Enter.\n",
               .text = "Client secret: ",
               .typing = Prompt::Typing::Hidden});
  if (values.client_secret.empty()) {
    diagnostics_.note("no secret: a public client");
  }
  values.redirect_uri =
      ask_one({.key = "OAUTH_REDIRECT_URI",
               .introduction = "The redirect URI is where the browser goes after the sign-in. It must be\n"
                               "registered with the client, letter for letter.\n",
               .text = "Redirect URI [" + std::string(kDefaultRedirectUri) + "]: "})
          .reveal();
  if (values.redirect_uri.empty()) {
    values.redirect_uri = kDefaultRedirectUri;
  }
  values.scope = ask_one({.key = "OAUTH_SCOPE",
                          .introduction = introduce_scopes(values.issuer),
                          .text = "Scopes [the server's default]: "})
                     .reveal();
  return values;
}

std::string InitQuestions::ask_for_issuer(const CheckIssuer& check_issuer) {
  const Secret service = ask_one(
      {.key = "OAUTH_ISSUER",
       .introduction = "Which service? Press Enter for GoTo. For another authorization server, type its\n"
                       "issuer URL, such as https://login.example.com.\n",
       .text = "Service [GoTo]: ",
       .further_check = check_issuer});
  return means_goto(service.reveal()) ? "" : std::string(service.reveal());
}

/// Asks until there is a value that can be used; empty where nothing was typed.
Secret InitQuestions::ask_one(const Question& question) {
  explain("\n" + question.introduction);
  while (true) {
    const auto line = prompt_.ask(question.text, question.typing);
    if (!line) {
      throw Error(ExitCode::Failure, "the input ended before every answer; nothing was written");
    }
    const TypedValue value = unwrap(line->reveal());
    if (value.had_quotes) {
      diagnostics_.objection("the quotes around it were left out");
    }
    const auto objection = find_objection_to(question, value.text);
    if (!objection) {
      return Secret(value.text);
    }
    diagnostics_.objection(*objection);
  }
}

std::optional<Error> InitQuestions::find_objection_to(const Question& question,
                                                      std::string_view value) const {
  if (value.empty()) {
    return question.if_empty.empty() ? std::nullopt
                                     : std::optional(Error(ExitCode::Configuration, question.if_empty));
  }
  if (question.key == "OAUTH_ISSUER" && means_goto(value)) {
    return std::nullopt;
  }
  const std::string text(value);
  auto objection = find_objection(question.key, text, allow_http_);
  return objection || !question.further_check ? objection : question.further_check(text);
}

}  // namespace goto_token
