"""What the terminal says at once of each request that looks like a response and is rejected (contract §6)."""

import ssl
import unittest

from support import abuse, http_client
from support.case import EndToEndTest
from support.login import said_around_sign_in

PATH = "/login/oauth2/code/goto"
REGISTER = (f"register http://127.0.0.1{PATH} with any port at the server, or set OAUTH_REDIRECT_URI to the registered "
            "one")
QUERY_MODE = "use --authorize-param response_mode=query, or set that at the server"
ON_THE_PATH = "goto-token: ignored a request to the redirect URI: "


class RejectionTest(EndToEndTest):
    """Whatever comes before it, the right response is taken."""

    def assert_token_and(self, said: str, run) -> None:
        """A sign-in, whose run says what was said before of the rejected requests, and nothing else."""
        self.assertEqual(run.sign_in().status, 200)
        outcome = run.wait()
        _, after = said_around_sign_in(outcome)
        self.assertEqual(after, said)
        self.assert_token_of(self.server, outcome._replace(messages=""))

    def run_at_mock(self, *arguments: str, **options):
        return self.goto_token_at_mock(*arguments, quiet=False, **options)


class RejectedRequest(RejectionTest):
    def assert_told(self, line: str, target: str, *, method: str = "GET", status: int, advice: str = "",
                    **fields: str) -> None:
        """A request whose rejection is told in this line, at once, and in the browser with the same advice."""
        run = self.run_at_mock()
        page = run.request(method, target.replace("STATE", run.state), **fields)
        self.assertEqual(page.status, status)
        self.assertTrue(run.stderr.find("still waiting"))
        next_step = f"What to do: {advice}." if advice else "Nothing was changed."
        self.assertIn(next_step.replace("'", "&#39;"), page.body)
        self.assert_is_page(page.body)
        for secret in (run.state, "code-1"):
            self.assertNotIn(secret, page.body)
        self.assert_token_and(line, run)

    def test_by_post_needs_another_response_mode(self):
        for target in (PATH, f"{PATH}?code=code-1&state=STATE"):
            self.assert_told(
                f"{ON_THE_PATH}it is a POST, so the server sends the response as a form; {QUERY_MODE} (answered with "
                "405, still waiting)\n", target, method="POST", status=405, advice=QUERY_MODE)

    def test_by_another_method_is_told_too(self):
        for method in ("PUT", "DELETE", "get"):
            self.assert_told(f"{ON_THE_PATH}its method is not GET (answered with 405, still waiting)\n",
                             f"{PATH}?code=code-1&state=STATE", method=method, status=405)

    def test_without_a_query_may_have_lost_a_fragment(self):
        for target in (PATH, f"{PATH}?"):
            self.assert_told(
                f"{ON_THE_PATH}it has no query, so the response may be in a fragment, which browsers do not send; "
                f"{QUERY_MODE} (answered with 403, still waiting)\n", target, status=403, advice=QUERY_MODE)

    def test_with_a_slash_more_names_the_redirect_uri(self):
        self.assert_told(
            f"goto-token: ignored a request to {PATH}/: its path has a slash more at its end than the redirect URI; "
            f"{REGISTER} (answered with 404, still waiting)\n", f"{PATH}/?code=code-1&state=STATE", status=404,
            advice=REGISTER)

    def test_with_a_slash_less_names_the_redirect_uri(self):
        self.server = self.mock_server("--redirect-uri=http://127.0.0.1:0/cb/")
        run = self.goto_token_at(self.server, quiet=False,
                                 environment={"OAUTH_REDIRECT_URI": "http://127.0.0.1:0/cb/"})
        self.assertEqual(run.request("GET", "/cb?code=a").status, 404)
        self.assert_token_and(
            "goto-token: ignored a request to /cb: its path lacks the slash at the end of the redirect URI; register "
            "http://127.0.0.1/cb/ with any port at the server, or set OAUTH_REDIRECT_URI to the registered one "
            "(answered with 404, still waiting)\n", run)

    def test_on_another_path_is_told_where_it_holds_what_responses_hold(self):
        for query in ("code=code-1", "state=STATE", "error=access_denied"):
            self.assert_told(
                "goto-token: ignored a request to /…: its path is not that of the redirect URI; "
                f"{REGISTER} (answered with 404, still waiting)\n", f"/caf%C3%A9?{query}", status=404,
                advice=REGISTER)

    def test_for_another_host_or_port_is_told(self):
        advice = f"{REGISTER}; a forwarded port has to be the same at both ends"
        for host, target in (("127.0.0.1:8080", f"{PATH}?code=code-1&state=STATE"), ("evil.example", PATH),
                             ("127.0.0.1:8080", "/other?error=access_denied")):
            path = target.partition("?")[0]
            self.assert_told(
                f"goto-token: ignored a request to {host}{path}: its host and port are not those of the redirect URI; "
                f"{advice} (answered with 421, still waiting)\n", target, status=421, advice=advice, Host=host)

    def test_with_an_error_without_a_state_shows_it_as_unverified(self):
        advice = "if your sign-in ended with this error, fix its cause and run it again"
        for query, shown in (
            ("error=invalid_request&error_description=The+redirect_uri+is+wrong",
             "'invalid_request: The redirect_uri is wrong'"),
            ("error=server_error&state=", "'server_error'"),
            ("error=%1B%5B31m&error_description=old+STATE+of+code-1&code=code-1", "'?[31m: old … of …'"),
            (f"error={'x' * 301}", f"'{'x' * 300}…'"),
        ):
            self.assert_told(
                f"{ON_THE_PATH}it has an error without a state, which cannot be verified: {shown}; {advice} (answered "
                "with 403, still waiting)\n", f"{PATH}?{query}", status=403, advice=advice)

    def test_without_its_state_is_told(self):
        advice = "the server has to send the state back (RFC 6749)"
        for query in ("code=code-1", "code=code-1&state=", "x=y"):
            self.assert_told(f"{ON_THE_PATH}it has no state; {advice} (answered with 403, still waiting)\n",
                             f"{PATH}?{query}", status=403, advice=advice)

    def test_with_too_large_a_head_is_told(self):
        advice = "delete the browser's cookies for 127.0.0.1"
        self.assert_told(
            f"goto-token: ignored a request: its head is larger than 32 KiB; {advice} (answered with 431, still "
            "waiting)\n", f"{PATH}?code=code-1&state=STATE", status=431, advice=advice, Cookie="a" * 33000)

    def test_is_not_told_where_browsers_send_it_by_themselves(self):
        run = self.run_at_mock()
        right = f"{PATH}?code=a&state={run.state}"
        for method, target, status, fields in (
            ("GET", "/", 404, {}),
            ("GET", "/favicon.ico", 404, {}),
            ("GET", "/apple-touch-icon-120x120-precomposed.png", 404, {}),
            ("GET", "/robots.txt", 404, {}),
            ("GET", "/.well-known/appspecific/com.chrome.devtools.json", 404, {}),
            ("POST", "/other", 404, {}),
            ("GET", "/", 421, {"Host": "evil.example"}),
            ("HEAD", right, 405, {}),
            ("OPTIONS", right, 405, {}),
            ("GET", PATH, 403, {"Sec-Purpose": "prefetch;prerender"}),
            ("GET", f"{PATH}?code=a&state=old", 403, {"Purpose": "prefetch"}),
            ("GET", f"{PATH}/?code=a&state=old", 404, {"Sec-Purpose": "prefetch"}),
        ):
            self.assertEqual(run.request(method, target, **fields).status, status, target)
        self.assert_token_and("", run)

    def test_is_not_the_right_response_where_a_browser_prefetches_that(self):
        run = self.goto_token_at_mock()
        page = http_client.send(run.address_ended_on(), headers={"Sec-Purpose": "prefetch;prerender"})
        self.assertEqual(page.status, 200)
        self.assert_token_of(self.server, run.wait())

    def test_is_told_in_errors_alone_when_quiet(self):
        run = self.goto_token_at_mock()
        self.assertEqual(run.request("POST", PATH).status, 405)
        self.assertEqual(run.sign_in().status, 200)
        self.assert_token_of(self.server, run.wait())


class TlsGreeting(RejectionTest):
    SAID = ("goto-token: ignored a connection: it begins with TLS, but plain http is served here; the browser or an "
            "extension turned http into https: change https:// back to http:// in the address bar, and turn that off "
            "for 127.0.0.1 (closed, still waiting)\n")

    def greet(self, run) -> None:
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            http_client.connect("127.0.0.1", run.port, tls=True).close()

    def test_is_closed_at_once_and_told(self):
        run = self.run_at_mock()
        self.greet(run)
        self.assertTrue(run.stderr.find("it begins with TLS"))
        self.assert_token_and(self.SAID, run)

    def test_is_told_once_since_browsers_try_several_times(self):
        run = self.run_at_mock()
        for _ in range(4):
            self.greet(run)
        self.assert_token_and(
            f"{self.SAID}goto-token: ignored 3 more like it: it begins with TLS, but plain http is served here\n", run)

    def test_in_pieces_is_told_once_its_record_is_known(self):
        run = self.run_at_mock()
        with run.connect() as connection:
            connection.sendall(b"\x16")
            self.assertEqual(run.request("GET", "/").status, 404)
            connection.sendall(b"\x03\x01")
            self.assertEqual(http_client.read_to_end(connection), b"")
        self.assert_token_and(self.SAID, run)

    def test_behind_a_proxy_is_the_proxys(self):
        redirect_uri = "https://app.example/cb"
        self.server = self.mock_server(f"--redirect-uri={redirect_uri}")
        run = self.goto_token_at(self.server, "--listen", "127.0.0.1:0", quiet=False,
                                 environment={"OAUTH_REDIRECT_URI": redirect_uri})
        port = int(run.stderr.find(r"on port (\d+)")[1])
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            http_client.connect("127.0.0.1", port, tls=True).close()
        target = run.address_ended_on().replace("https://app.example", f"http://127.0.0.1:{port}")
        self.assertEqual(http_client.send(target, headers={"Host": "app.example"}).status, 200)
        outcome = run.wait()
        _, after = said_around_sign_in(outcome)
        self.assertEqual(after, "goto-token: ignored a connection: it begins with TLS, but plain http is served here; "
                                "let the proxy in front of goto-token end TLS, and pass on plain http (closed, still "
                                "waiting)\n")
        self.assert_token_of(self.server, outcome._replace(messages=""))


class Flood(RejectionTest):
    """At most five lines of a kind, and a count; of TLS one line."""

    def requests(self, run) -> dict[str, bytes]:
        """One of each kind by why it is rejected."""
        state = run.state
        return {
            "it has an error without a state, which cannot be verified": abuse.request(run, "error=x"),
            "its path has a slash more at its end than the redirect URI": abuse.request(run, path=PATH + "/"),
            "its path is not that of the redirect URI": abuse.request(run, "code=a", path="/other"),
            "it is a POST, so the server sends the response as a form": abuse.request(run, method="POST"),
            "it has no query, so the response may be in a fragment, which browsers do not send": abuse.request(run),
            "its host and port are not those of the redirect URI":
                abuse.request(run).replace(b"127.0.0.1", b"evil.example"),
            "its head is larger than 32 KiB": abuse.request(run, fields="X: " + "a" * 33000 + "\r\n"),
            "its method is not GET": abuse.request(run, method="PATCH"),
            "it has no state": abuse.request(run, "code=a"),
            "it has neither a code nor an error": abuse.request(run, f"state={state}"),
            "it has both a code and an error": abuse.request(run, f"state={state}&code=a&error=b"),
            "it repeats a parameter": abuse.request(run, f"state={state}&code=a&code=b"),
            "it has more than one state": abuse.request(run, f"state={state}&state={state}"),
            "it has too many parameters to look for a state": abuse.request(run, "&" * 1001),
            "its state is not the one of this run": abuse.request(run, "code=a&state=b"),
        }

    def test_of_each_kind_is_five_lines_and_a_count(self):
        run = self.run_at_mock()
        requests = self.requests(run)
        for _ in range(8):
            for data in requests.values():
                abuse.status(run, data)
        self.assertEqual(run.sign_in().status, 200)
        _, after = said_around_sign_in(run.wait())
        lines = after.splitlines()
        for why in requests:
            self.assertEqual(sum("ignored a " in line and f": {why}" in line for line in lines), 5, why)
        self.assertEqual(lines[5 * len(requests):],
                         [f"goto-token: ignored 3 more like it: {why}" for why in requests])

    def test_of_what_is_not_told_is_no_line(self):
        run = self.run_at_mock()
        for _ in range(8):
            for data in (abuse.request(run, path="/favicon.ico"), abuse.request(run, method="HEAD"), b"\r\n\r\n"):
                abuse.status(run, data)
        self.assert_token_and("", run)


class RightResponse(EndToEndTest):
    def test_may_have_parameters_without_a_value(self):
        for query in ("code=CODE&state=STATE&error=", "error&iss=&code=CODE&state=STATE",
                      "code=&code=CODE&state=STATE", "state=STATE&x&x&=&=&code=CODE"):
            with self.subTest(query):
                run = self.goto_token_at_mock()
                code = run.address_ended_on().partition("code=")[2].partition("&")[0]
                page = run.request("GET", "?" + query.replace("CODE", code).replace("STATE", run.state))
                self.assertEqual(page.status, 200)
                self.assert_token_of(self.server, run.wait())

    def test_may_have_its_path_spelled_otherwise(self):
        redirect_uri = "http://127.0.0.1:0/caf%C3%A9/~a/x%2Fy"
        for path, status in (("/caf%c3%a9/~a/x%2fy", 200), ("/%63af%C3%a9/%7ea/x%2Fy", 200),
                             ("/caf%C3%A9/~a/x/y", 404), ("/caf%C3%A9/%2e/~a/x%2Fy", 404),
                             ("/x/%2e%2e/caf%C3%A9/~a/x%2Fy", 404), ("/caf%E9/~a/x%2Fy", 404)):
            with self.subTest(path):
                server = self.mock_server(f"--redirect-uri={redirect_uri}")
                run = self.goto_token_at(server, environment={"OAUTH_REDIRECT_URI": redirect_uri})
                query = run.address_ended_on().partition("?")[2]
                self.assertEqual(run.request("GET", f"{path}?{query}").status, status)
                if status == 200:
                    self.assert_token_of(server, run.wait())


if __name__ == "__main__":
    unittest.main()
