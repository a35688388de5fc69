"""How the listener responds to requests, and what they do to the run (contract §6, the table)."""

import unittest

from support import limits
from support.case import EndToEndTest
from support.scripted_responses import token_response
from support.wire_server import Holds


class RightResponse(EndToEndTest):
    def test_is_a_page_once_the_exchange_has_succeeded(self):
        held = Holds(token_response().data)
        run = self.goto_token_at(self.authorization_server(held))
        page = run.in_background(run.redirect, code="code-1")
        self.assertTrue(held.reached.wait(limits.SECONDS))
        self.assertFalse(page.done())
        held.release()
        self.assertEqual(page.result().status, 200)
        self.assert_token(run.wait())

    def test_is_502_with_the_reason_when_the_exchange_failed(self):
        run = self.goto_token_at(self.mock_server("--code-lifetime=0"))
        page = run.sign_in()
        self.assertEqual(page.status, 502)
        self.assertIn("invalid_grant", page.body)
        self.assert_error(run.wait(), 6, "invalid_grant", "the code has expired")

    def test_with_a_forged_code_is_refused_by_the_server(self):
        run = self.goto_token_at_mock()
        self.assertEqual(run.redirect(code="forged").status, 502)
        self.assert_error(run.wait(), 6, "invalid_grant")

    def test_may_have_its_parameters_in_any_order_and_unknown_ones(self):
        run = self.goto_token_at_mock()
        code = run.address_ended_on().partition("code=")[2].partition("&")[0]
        page = run.request("GET", f"?session_state=1&code={code}&x=&state={run.state}&y")
        self.assertEqual(page.status, 200)
        self.assert_token_of(self.server, run.wait())

    def test_has_its_code_handed_on_byte_for_byte(self):
        for code in (
            "a+b/c==",
            "a b",
            "a&b=c",
            "100%",
            "%2B",
            "~!*'();:@$,[]",
            "caf\u00e9",
            '"<>\\^`{|}',
            "c" * 6000,
        ):
            with self.subTest(code=code[:20]):
                server = self.authorization_server()
                run = self.goto_token_at(server)
                self.assertEqual(run.redirect(code=code).status, 200)
                self.assert_token(run.wait())
                self.assertEqual(server.token_request.form["code"], code)

    def test_is_decoded_as_a_form(self):
        server = self.authorization_server()
        run = self.goto_token_at(server)
        run.request("GET", f"?state={run.state}&code=a%2Bb+c%20d%2526")
        self.assert_token(run.wait())
        self.assertEqual(server.token_request.form["code"], "a+b c d%26")

    def test_is_used_once_however_many_arrive_together(self):
        held = Holds(token_response().data)
        server = self.authorization_server(held)
        run = self.goto_token_at(server)
        first = run.in_background(run.redirect, code="code-1")
        self.assertTrue(held.reached.wait(limits.SECONDS))
        others = [run.in_background(self.status_or_rejection, run) for _ in range(19)]
        self.assertLessEqual({other.result() for other in others}, {409, "refused"})
        held.release()
        self.assertEqual(first.result().status, 200)
        self.assert_token(run.wait())
        self.assertEqual(server.token_request.form["code"], "code-1")

    def test_that_races_others_starts_one_exchange(self):
        server = self.authorization_server()
        run = self.goto_token_at(server)
        self.assertTrue(run.authorization_url)
        responses = [run.in_background(self.status_or_rejection, run) for _ in range(20)]
        statuses = [response.result() for response in responses]
        self.assertEqual(statuses.count(200), 1, statuses)
        self.assertLessEqual(set(statuses), {200, 409, "refused"})
        self.assert_token(run.wait())
        self.assertEqual(len(server.token_requests), 1)

    def status_or_rejection(self, run) -> int | str:
        try:
            return run.redirect(code="code-again").status
        except ConnectionError:
            return "refused"


class ErrorResponse(EndToEndTest):
    def test_ends_the_run_with_a_page_that_says_so(self):
        run = self.goto_token()
        page = run.redirect(error="access_denied", error_description="The user said no")
        self.assertEqual(page.status, 200)
        self.assertIn("access_denied", page.body)
        self.assert_error(run.wait(), 4, "access_denied", "The user said no")

    def test_is_escaped_in_the_page(self):
        run = self.goto_token()
        page = run.redirect(
            error="<script>alert(1)</script>", error_description="\"'&<b>", error_uri="javascript:x"
        )
        self.assertIn("&lt;script&gt;", page.body)
        self.assertIn("&amp;&lt;b&gt;", page.body)
        self.assertNotIn("javascript:", page.body)
        self.assert_is_page(page.body)
        self.assertEqual(run.wait().exit_code, 4)

    def test_is_not_believed_without_the_right_state(self):
        run = self.goto_token_at_mock()
        self.assertEqual(run.redirect(error="access_denied", state="guess").status, 403)
        self.assertEqual(run.redirect(error="access_denied", state=None).status, 403)
        self.assertEqual(run.sign_in().status, 200)
        self.assert_token_of(self.server, run.wait())


class IgnoredResponse(EndToEndTest):
    """Each is refused, leaves the wait going on, and uses nothing up."""

    def assert_refused(
        self, status: int, query: str, path: str = "/login/oauth2/code/goto", method: str = "GET"
    ):
        with self.subTest(method=method, path=path, query=query):
            server = self.mock_server()
            run = self.goto_token_at(server)
            page = run.request(method, path + query.replace("STATE", run.state))
            self.assertEqual(page.status, status)
            self.assertEqual(server.token_requests, [])
            run.sign_in()
            self.assert_token_of(server, run.wait())
            self.assertEqual(len(server.token_requests), 1)
            return page

    def test_with_a_missing_wrong_or_repeated_state_is_403(self):
        for query in (
            "?code=a",
            "?code=a&state=",
            "?code=a&state=guess",
            "?code=a&state=STATEx",
            "?code=a&STATE",
            "?code=a&state=STATE&state=STATE",
            "?code=a&state=STATE&state=x",
            "?code=a&state=x&state=STATE",
            "?code=a&State=STATE",
            "?code=a&state=%00STATE",
            "",
            "?",
        ):
            self.assert_refused(403, query)

    def test_with_a_part_of_the_state_is_403(self):
        run = self.goto_token()
        for state in (run.state[:-1], run.state[1:], run.state.swapcase(), run.state + run.state):
            self.assertEqual(run.redirect(code="a", state=state).status, 403)

    def test_with_neither_code_nor_error_or_both_or_empty_or_repeated_is_400(self):
        for query in (
            "?state=STATE",
            "?state=STATE&code=a&error=access_denied",
            "?state=STATE&code=",
            "?state=STATE&error=",
            "?state=STATE&code",
            "?state=STATE&code=a&code=b",
            "?state=STATE&code=a&code=a",
            "?state=STATE&error=a&error=b",
            "?state=STATE&code=a&iss=b&iss=b",
            "?state=STATE&code=a&unknown=1&unknown=1",
        ):
            self.assert_refused(400, query)

    def test_on_another_path_is_404(self):
        for path in (
            "/",
            "/favicon.ico",
            "/login/oauth2/code/goto/",
            "/login/oauth2/code/got",
            "/login/oauth2/code/gotoo",
            "/LOGIN/oauth2/code/goto",
            "//login/oauth2/code/goto",
            "/login/./oauth2/code/goto",
            "/x/%2e%2e/",
        ):
            self.assert_refused(404, "?state=STATE&code=a", path)

    def test_with_another_method_is_405_and_says_which_is_allowed(self):
        for method in ("HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
            page = self.assert_refused(405, "?state=STATE&code=a", method=method)
            self.assertEqual(page.headers["Allow"], "GET")

    def test_is_told_in_one_line_when_its_state_is_wrong(self):
        run = self.goto_token_at_mock(quiet=False)
        url = run.authorization_url
        run.sign_in()
        ordinary = run.wait().messages.splitlines()
        run = self.goto_token_at_mock(quiet=False)
        run.redirect(code="a", state="guess-\x1b[31m")
        run.sign_in()
        outcome = run.wait()
        self.assertEqual(len(outcome.messages.splitlines()), len(ordinary) + 1, outcome.messages)
        self.assertIn("state", outcome.messages)
        self.assertNotIn("\x1b", outcome.messages)
        self.assertTrue(url)


class Host(EndToEndTest):
    def assert_host(self, status: int, host: str, redirect_uri: str = "http://127.0.0.1:0/cb") -> None:
        """Another path shows whether the host was taken for ours: 404 if so, 421 if not."""
        server = self.mock_server(f"--redirect-uri={redirect_uri}")
        run = self.goto_token_at(server, environment={"OAUTH_REDIRECT_URI": redirect_uri})
        _, _, query = run.address_ended_on().partition("?")
        host = host.replace("PORT", str(run.port))
        with self.subTest(host=host):
            self.assertEqual(
                run.request("GET", "/elsewhere", Host=host).status, 404 if status == 200 else status
            )
            self.assertEqual(run.request("GET", f"?{query}", Host=host).status, status)
            if status == 200:
                self.assert_token_of(server, run.wait())

    def test_of_the_redirect_uri_or_its_loopback_equivalent_is_ours(self):
        for host in ("127.0.0.1:PORT", "localhost:PORT", "[::1]:PORT", "LocalHost:PORT"):
            self.assert_host(200, host)
            self.assert_host(200, host, "http://localhost:0/cb")

    def test_of_anyone_else_is_421(self):
        for host in (
            "evil.example",
            "evil.example:PORT",
            "127.0.0.1",
            "127.0.0.1:1",
            "localhost.evil.example:PORT",
            "127.0.0.1.evil.example:PORT",
            "127.0.0.1:PORT@evil.example",
            "",
            "0.0.0.0:PORT",
            "::1:PORT",
        ):
            self.assert_host(421, host)

    def test_that_is_missing_or_repeated_is_refused(self):
        run = self.goto_token_at_mock()
        for hosts in ("", f"Host: 127.0.0.1:{run.port}\r\nHost: evil.example\r\n"):
            with run.connect() as connection:
                connection.sendall(
                    f"GET /login/oauth2/code/goto?code=a&state={run.state} HTTP/1.1\r\n{hosts}\r\n".encode()
                )
                self.assertRegex(connection.recv(65536), rb"\AHTTP/1\.1 4(00|21) ")
        run.sign_in()
        self.assert_token_of(self.server, run.wait())


if __name__ == "__main__":
    unittest.main()
