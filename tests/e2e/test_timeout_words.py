"""The last words of a wait that ends without a response: what came, and what is likely wrong (contract §6)."""

import contextlib
import os
import ssl
import unittest

from support import http_client
from support.case import CONFIGURED, EndToEndTest
from support.login import said_around_sign_in
from support.network import free_port


def last_words(what: str, hint: str) -> str:
    return (f"goto-token: error: no authorization response came within 1 s{what}\n"
            f"goto-token: hint: {hint}\n")


class Timeout(EndToEndTest):
    def setUp(self) -> None:
        super().setUp()
        self.redirect_uri = f"http://127.0.0.1:{free_port()}/cb"
        self.register = (f"register exactly {self.redirect_uri} at the server, or set OAUTH_REDIRECT_URI to the registered "
                         "one")
        self.check = (f"if the browser showed an error, register exactly {self.redirect_uri} at the server, and check "
                      "OAUTH_CLIENT_ID; else finish the sign-in there, or give it longer with --timeout; goto-token doctor "
                      "checks the rest")

    def outcome_after(self, *requests: tuple, quiet: bool = True):
        """A run that waits in vain: for a second, or for as long as this machine needs to send the requests."""
        for seconds in (1, 2, 4, 8, 16, 32):
            run = self.goto_token("--timeout", str(seconds), quiet=quiet,
                                  environment={**CONFIGURED, "OAUTH_REDIRECT_URI": self.redirect_uri})
            with contextlib.suppress(ConnectionError):
                for request in requests:
                    self.send(run, *request)
                outcome = run.wait()
                return outcome._replace(messages=outcome.messages.replace(f"within {seconds} s", "within 1 s"))
            run.wait()
        raise AssertionError(f"not reached within {seconds} s")

    def send(self, run, method: str, target: str, **fields: str) -> None:
        if method == "TLS":
            with contextlib.suppress(ssl.SSLError):
                http_client.connect("127.0.0.1", run.port, tls=True).close()
        else:
            run.request(method, target.replace("STATE", run.state), **fields)

    def assert_last_words(self, what: str, hint: str, *requests: tuple) -> None:
        self.assertEqual(self.outcome_after(*requests), (5, "", last_words(what, hint)))

    def test_after_nothing_names_the_redirect_uri_to_register(self):
        self.assert_last_words(", and no request at all", self.check)

    def test_after_what_holds_no_response_names_it_too(self):
        self.assert_last_words(", only a request without a response (2 times)", self.check, ("GET", "/favicon.ico"),
                               ("HEAD", "/cb"))

    def test_after_one_kind_says_what_to_do_about_it(self):
        self.assert_last_words(", only a response with a slash more in its path (3 times)", self.register,
                               *[("GET", "/cb/?code=a&state=STATE")] * 3)
        self.assert_last_words(", only a POST", "use --authorize-param response_mode=query, or set that at "
                               "the server", ("POST", "/cb"))
        self.assert_last_words(
            ", only an error without a state, 'invalid_client: No such client' (2 times)",
            "if your sign-in ended with this error, fix its cause and run it again",
            ("GET", "/cb?error=invalid_client&error_description=No+such+client"), ("GET", "/cb?error=other"))

    def test_after_tls_says_how_to_come_back_to_http(self):
        outcome = self.outcome_after(*[("TLS", "")] * 6)
        self.assertEqual((outcome.exit_code, outcome.stdout), (5, ""))
        self.assertEqual(outcome.messages, last_words(
            ", only a connection with TLS (6 times)",
            "the browser or an extension turned http into https: change https:// back to http:// in the address bar, and "
            "turn that off for 127.0.0.1"))

    def test_after_several_kinds_names_the_likeliest(self):
        self.assert_last_words(
            ", only a response with a slash more in its path, a response with another state (7 times) and a request "
            "without a response", self.register,
            *[("GET", "/cb?code=a&state=b")] * 7, ("GET", "/favicon.ico"), ("GET", "/cb/?code=a&state=STATE"))

    def test_counts_all_of_a_flood_in_its_last_words_alone(self):
        outcome = self.outcome_after(*[("GET", "/cb?code=a&state=b")] * 7, quiet=False)
        _, after = said_around_sign_in(outcome)
        advice = "sign in at the address that goto-token printed, not in an older tab"
        line = (f"goto-token: ignored a request to the redirect URI: its state is not the one of this run; {advice} "
                "(answered with 403, still waiting)\n")
        self.assertEqual(after, line * 5 + last_words(", only a response with another state (7 times)", advice))

    def test_of_a_paste_names_the_redirect_uri_to_register(self):
        reading, writing = os.pipe()  # nothing comes, and it does not end
        self.addCleanup(os.close, writing)
        with open(reading, "rb") as stdin:
            run = self.goto_token("--paste", "--timeout", "1", stdin=stdin,
                                  environment={**CONFIGURED, "OAUTH_REDIRECT_URI": "https://app.example/cb"})
        self.assertEqual(run.wait(), (5, "", last_words(
            "", "if the browser showed an error, register exactly https://app.example/cb at the server, and check "
                "OAUTH_CLIENT_ID; else paste the address that it ends on, or give it longer with --timeout")))


if __name__ == "__main__":
    unittest.main()
