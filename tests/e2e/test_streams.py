"""What goes to stdout and stderr, and what happens when they are broken (contract §2)."""

import os
import unittest

from support.case import EndToEndTest, shell
from support.scripted_responses import ScriptedResponse, error_response, token_response


class Stdout(EndToEndTest):
    def test_carries_the_token_and_nothing_else(self):
        server = self.mock_server()
        self.assert_token_of(server, self.fetch_token(server))

    def test_is_empty_when_the_run_fails(self):
        outcome = self.fetch_token(self.mock_server("--fault=invalid_grant"))
        self.assert_error(outcome, 6, "invalid_grant")

    def test_that_is_full_is_an_error(self):
        with open("/dev/full", "wb") as full:
            outcome = self.fetch_token(self.mock_server(), stdout=full)
        self.assert_error(outcome, 1, "No space left on device")

    def test_without_a_reader_is_an_error_and_not_a_death_by_sigpipe(self):
        reader, writer = os.pipe()
        os.close(reader)
        with open(writer, "wb") as closed_pipe:
            outcome = self.fetch_token(self.mock_server(), stdout=closed_pipe)
        self.assert_error(outcome, 1, "Broken pipe")

    def test_that_is_closed_is_an_error(self):
        outcome = self.fetch_token(self.mock_server(), wrapper=shell('exec "$@" >&-'))
        self.assert_error(outcome, 1, "stdout")

    def test_that_is_full_fails_the_version_too(self):
        with open("/dev/full", "wb") as full:
            outcome = self.goto_token("--version", stdout=full).wait()
        self.assert_error(outcome, 1, "No space left on device")

    def test_takes_a_token_that_no_pipe_holds_at_once(self):
        token = "t" * 500_000
        self.assert_token(
            self.fetch_token(self.authorization_server(token_response(access_token=token))), token
        )


class Stderr(EndToEndTest):
    def test_holds_the_url_alone_on_its_line(self):
        run = self.goto_token("-s", "a b", quiet=False)
        url = run.authorization_url
        line = next(line for line in run.stderr.lines if url in line)
        self.assertEqual(line.strip(" "), url + "\n")

    def test_is_only_the_url_when_quiet(self):
        run = self.goto_token_at_mock()
        run.sign_in()
        run.wait()
        self.assertEqual(run.stderr.text().strip(" "), run.authorization_url + "\n")

    def test_has_no_colour_when_it_is_no_terminal(self):
        run = self.goto_token_at_mock("--verbose", quiet=False)
        run.sign_in()
        self.assertNotIn("\x1b", run.wait().messages)

    def test_that_is_closed_leaves_the_token_alone(self):
        browser = str(self.browser_that_signs_in())
        run = self.goto_token_at_mock("--browser", browser, wrapper=shell('exec "$@" 2>&-'))
        self.assert_token_of(self.server, run.wait())

    def test_without_a_reader_leaves_the_token_alone(self):
        reader, writer = os.pipe()
        os.close(reader)
        with open(writer, "wb") as closed_pipe:
            browser = str(self.browser_that_signs_in())
            run = self.goto_token_at_mock("--browser", browser, stderr=closed_pipe)
            self.assert_token_of(self.server, run.wait())

    def test_that_is_closed_sends_no_message_into_another_file(self):
        outcome = self.goto_token("--scpoe", wrapper=shell('exec "$@" 2>&-')).wait()
        self.assertEqual(outcome, (2, "", ""))

    def test_that_is_full_does_not_stop_an_error_from_its_exit_code(self):
        with open("/dev/full", "wb") as full:
            outcome = self.goto_token("--scpoe", stderr=full).wait()
        self.assertEqual(outcome, (2, "", ""))


class Stdin(EndToEndTest):
    def test_is_not_read_when_it_is_no_terminal(self):
        reader, writer = os.pipe()
        os.write(writer, b"next line\n")
        os.close(writer)
        with open(reader, "rb") as stdin:
            server = self.mock_server()
            self.assert_token_of(server, self.fetch_token(server, stdin=stdin))
            self.assertEqual(stdin.read(), b"next line\n")

    def test_may_be_closed(self):
        server = self.mock_server()
        self.assert_token_of(server, self.fetch_token(server, wrapper=shell('exec "$@" <&-')))

    def test_of_a_read_loop_stays_whole(self):
        reader, writer = os.pipe()
        os.write(writer, b"one\ntwo\nthree\n")
        os.close(writer)
        loop = shell('while read -r line; do "$@" --output yaml; echo "$line"; done')
        with open(reader, "rb") as stdin:
            outcome = self.goto_token(wrapper=loop, stdin=stdin).wait()
        self.assertEqual((outcome.exit_code, outcome.stdout), (0, "one\ntwo\nthree\n"))


class TextFromOutside(EndToEndTest):
    def test_is_shown_without_control_characters(self):
        description = "first\nsecond\r\x1b[31mred\x1b]0;title\x07\x00\x7f\u009b2J\u202eend"
        response = error_response("invalid_grant", error_description=description)
        outcome = self.fetch_token(self.authorization_server(response))
        self.assert_error(outcome, 6, "invalid_grant", "first", "second", "red", "end")
        self.assertNotRegex(outcome.messages, "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

    def test_is_cut_to_300_characters(self):
        response = error_response("invalid_grant", error_description="x" * 5000)
        outcome = self.fetch_token(self.authorization_server(response))
        self.assert_error(outcome, 6, "invalid_grant")
        self.assertLessEqual(outcome.messages.count("x"), 301)
        self.assertGreaterEqual(outcome.messages.count("x"), 290)

    def test_that_is_not_utf_8_does_no_harm(self):
        run = self.goto_token()
        run.request("GET", f"?state={run.state}&error=access_denied&error_description=%ff%fe%c3%28")
        outcome = run.wait()
        self.assert_error(outcome, 4, "access_denied")
        outcome.messages.encode()  # what is shown is UTF-8


class Verbose(EndToEndTest):
    def fetch_verbosely(self, server, **environment):
        run = self.goto_token_at(server, "--verbose", "-s", "a", quiet=False, environment=environment)
        run.sign_in()
        outcome = run.wait()
        self.assertEqual((outcome.exit_code, outcome.stdout), (0, "token-1-secret\n"))
        return run, outcome.messages

    def test_traces_each_step_with_its_url_and_status(self):
        server = self.authorization_server(token_response(access_token="token-1-secret"))
        run, trace = self.fetch_verbosely(server)
        self.assertIn(server.url + "/oauth/token", trace)
        self.assertIn("200", trace)
        self.assertIn(str(run.port), trace)

    def test_shows_no_secret(self):
        server = self.authorization_server(
            token_response(
                access_token="token-1-secret", refresh_token="refresh-1-secret", id_token="id-1-secret"
            )
        )
        server.code = "code-1-secret"
        run, trace = self.fetch_verbosely(server, OAUTH_CLIENT_SECRET="client+secret/=")
        basic = server.token_request.headers["Authorization"].removeprefix("Basic ")
        for secret in (
            "token-1-secret",
            "refresh-1-secret",
            "id-1-secret",
            "code-1-secret",
            "client+secret",
            "client%2Bsecret",
            basic,
            server.token_request.form["code_verifier"],
            run.state,
        ):
            self.assertNotIn(secret, trace)

    def test_shows_what_a_body_says_that_is_not_oauth_but_no_secret_in_it(self):
        secret = "3naO10IA2agcvG+9I9T/EQ=="
        spellings = (secret, secret.replace("/", "\\/"), secret.replace("+", "&#43;"),
                     secret.replace("+", "%2B").replace("/", "%2F"), secret.replace("+", "\\u002b"))
        for spelling in spellings:
            body = f'<h1>Blocked</h1> {spelling} "access_token":"token-1-secret" code-1-secret'.encode()
            server = self.authorization_server(ScriptedResponse(502, {"Content-Type": "text/html"}, body))
            server.code = "code-1-secret"
            run = self.goto_token_at(server, "--verbose", quiet=False, environment={"OAUTH_CLIENT_SECRET": secret})
            run.sign_in()
            outcome = run.wait()
            self.assertEqual((outcome.exit_code, outcome.stdout), (7, ""))
            self.assertIn('the body of the response begins: <h1>Blocked</h1> … "access_token":"…" …\n', outcome.messages)
            for part in ("3naO10IA2agcvG", "token-1-secret", "code-1-secret"):
                self.assertNotIn(part, outcome.messages)

    def test_shows_no_secret_of_a_refused_authentication(self):
        server = self.authorization_server(
            error_response("invalid_client", 401), token_response(access_token="token-1-secret")
        )
        _, trace = self.fetch_verbosely(server)
        self.assertNotIn("client-secret", trace)
        for request in server.token_requests:
            self.assertNotIn(request.headers.get("Authorization", "Basic none").split()[1], trace)

    def test_does_not_change_stdout_or_the_url(self):
        run = self.goto_token("-v", quiet=False)
        self.assertEqual(run.authorization_request["response_type"], "code")


if __name__ == "__main__":
    unittest.main()
