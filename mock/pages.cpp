#include "pages.hpp"

#include <map>
#include <string_view>

#include "crypto.hpp"

namespace goto_mock_auth {
namespace {

constexpr std::string_view kStyle = R"(
:root {
  color-scheme: light dark;
  --page: #eef1f6; --card: #ffffff; --line: #d5dbe6; --text: #182033; --muted: #515c73;
  --accent: #1d56c9; --accent-hover: #17469f; --on-accent: #ffffff; --badge: #fff1d0; --on-badge: #6b4700;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #10141c; --card: #1a202c; --line: #364055; --text: #e9edf5; --muted: #abb5c8;
    --accent: #8db6ff; --accent-hover: #b0cdff; --on-accent: #0b1b38; --badge: #453510; --on-badge: #ffdf9b;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; padding: 1.5rem; display: grid; place-items: center;
  background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
main {
  width: 100%; max-width: 28rem; padding: 2rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 0.9rem; box-shadow: 0 0.6rem 2rem rgb(0 0 0 / 10%);
}
header { display: flex; justify-content: space-between; align-items: center; color: var(--muted); }
.badge { padding: 0.1rem 0.6rem; border-radius: 1rem; background: var(--badge); color: var(--on-badge); }
h1 { margin: 1.2rem 0 0.4rem; font-size: 1.45rem; line-height: 1.25; }
h2 { margin: 1.4rem 0 0.4rem; font-size: 1rem; }
p { margin: 0.3rem 0; }
.muted, .badge { font-size: 0.9rem; }
.muted { color: var(--muted); }
label { display: block; margin-top: 1.2rem; font-weight: 600; }
input, button { padding: 0.7rem; border: 1px solid var(--muted); border-radius: 0.5rem; color: inherit; font: inherit; }
input { width: 100%; margin: 0.3rem 0; background: var(--page); }
ul { margin: 0; padding: 0; list-style: none; border: 1px solid var(--line); border-radius: 0.5rem; }
li { padding: 0.5rem 0.75rem; }
li + li { border-top: 1px solid var(--line); }
code { font: 0.92rem ui-monospace, monospace; }
.decision { display: flex; gap: 0.75rem; margin: 1.6rem 0 1.2rem; }
button { flex: 1; background: transparent; font-weight: 600; cursor: pointer; }
button:hover { background: var(--page); }
button.allow { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
button.allow:hover { border-color: var(--accent-hover); background: var(--accent-hover); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
)";

std::string escaped(std::string_view text) {
  static const std::map<char, std::string_view> entities = {
      {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
  std::string html;
  for (const char c : text) {
    const auto entity = entities.find(c);
    html += entity == entities.end() ? std::string_view(&c, 1) : entity->second;
  }
  return html;
}

// There is no form-action: Chromium applies it to the redirect that follows the form, too, and would keep the
// browser from reaching the client. The ticket and the check of Sec-Fetch-Site guard the form.
std::string content_security_policy() {
  return "default-src 'none'; style-src 'sha256-" + base64(sha256(kStyle)) +
         "'; img-src data:; base-uri 'none'; frame-ancestors 'none'";
}

HttpResponse make_page(int status, const std::string& title, const std::string& main) {
  std::string html = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>)";
  html += escaped(title) + "</title>\n<style>" + std::string(kStyle) + "</style>\n</head>\n<body>\n<main>\n";
  html += R"(<header><span>goto-mock-auth</span><span class="badge">Test server</span></header>)";
  html += "\n" + main + "</main>\n</body>\n</html>\n";
  HttpResponse response = make_response(status, "text/html; charset=utf-8", std::move(html));
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.headers.emplace_back("Content-Security-Policy", content_security_policy());
  return response;
}

// The host and port of a URI, which is what a person can recognise.
std::string host_of(const std::string& uri) {
  const std::size_t start = uri.find("://");
  if (start == std::string::npos) {
    return uri;
  }
  return uri.substr(start + 3, uri.find_first_of("/?", start + 3) - start - 3);
}

std::string scope_list(const Scope& scope) {
  std::string html = "<ul>\n";
  for (const std::string& token : scope) {
    html += "<li><code>" + escaped(token) + "</code></li>\n";
  }
  return html + "</ul>\n";
}

std::string hidden_field(const std::string& name, const std::string& value) {
  return R"(<input type="hidden" name=")" + name + R"(" value=")" + escaped(value) + "\">\n";
}

std::string heading(const Settings& settings) {
  return "<h1>Allow " + escaped(settings.client.name) +
         " to use your account?</h1>\n<p class=\"muted\">Client <code>" + escaped(settings.client.id) +
         "</code></p>\n";
}

// Sign-in, what is asked for, and the decision, which goes to `action` with `hidden`.
std::string consent_form(const Settings& settings, const Scope& scope, const std::string& action,
                         const std::string& hidden) {
  std::string html = R"(<form method="post" action=")" + escaped(action) + "\">\n" + hidden;
  html += R"(<label for="principal">Sign in as</label>
<input id="principal" name="principal" type="email" autocomplete="username" maxlength="254" required)";
  html += R"( aria-describedby="no-password" value=")" + escaped(settings.principal) + "\">\n";
  html += R"(<p class="muted" id="no-password">Any address will do. )";
  html += "There is no password: the accounts are made up.</p>\n";
  html += "<h2>" + escaped(settings.client.name) + " asks for</h2>\n" + scope_list(scope);
  html += R"(<div class="decision">
<button class="allow" name="decision" value="allow">Allow</button>
<button name="decision" value="deny" formnovalidate>Deny</button>
</div>
</form>
)";
  return html;
}

}  // namespace

HttpResponse make_consent_page(const Settings& settings, const AuthorizationRequest& request,
                               const std::string& action, const std::string& ticket) {
  const std::string html =
      heading(settings) +
      consent_form(settings, request.access.scope, action, hidden_field("ticket", ticket)) +
      "<p class=\"muted\">Either way you go back to <code>" + escaped(host_of(request.redirect_uri)) +
      "</code>.</p>\n";
  return make_page(200, "Sign in: " + settings.client.name, html);
}

HttpResponse make_user_code_page(int status, const std::string& action, const std::string& note) {
  std::string html = "<h1>Connect a device</h1>\n<p>Type the code that it shows.</p>\n";
  if (!note.empty()) {
    html += "<p role=\"alert\"><strong>" + escaped(note) + "</strong></p>\n";
  }
  html += R"(<form method="get" action=")" + escaped(action) + R"(">
<label for="user_code">Code</label>
<input id="user_code" name="user_code" autocomplete="off" autocapitalize="characters" spellcheck="false")";
  html += R"( maxlength="20" required autofocus>
<div class="decision"><button class="allow">Continue</button></div>
</form>
)";
  return make_page(status, "Connect a device", html);
}

HttpResponse make_device_consent_page(const Settings& settings, const Access& access,
                                      const std::string& action, const std::string& user_code) {
  const std::string html = heading(settings) + "<p>Your device must show the code <code>" +
                           escaped(user_code) + "</code>. If it doesn’t, deny.</p>\n" +
                           consent_form(settings, access.scope, action, hidden_field("user_code", user_code));
  return make_page(200, "Connect a device: " + settings.client.name, html);
}

HttpResponse make_message_page(int status, const std::string& title, const std::string& text) {
  return make_page(status, title,
                   "<h1>" + escaped(title) + "</h1>\n<p>" + escaped(text) +
                       "</p>\n<p class=\"muted\">You can close this page.</p>\n");
}

HttpResponse make_error_page(int status, const std::string& reason) {
  return make_message_page(status, "This request can’t be accepted", reason);
}

}  // namespace goto_mock_auth
