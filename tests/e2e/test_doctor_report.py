"""The report of doctor as a person reads it: whole, in the set-ups that people have (contract §1, §2)."""

import json
import os
import re
import socket
import unittest

from support.certificates import Certificate
from support.doctor import KEYS, OTHERS, DoctorTest, date_response
from support.terminal import Terminal

_NO_CLIENT = (
    "OAUTH_CLIENT_ID: not set: the environment does not name it, and no env file was found; "
    "hint: goto-token init asks for it and writes ~/.config/goto-token/.env\n"
)
_NO_BROWSER = "browser: none is started (no desktop, or stderr is no terminal); open the address that is printed\n"


class ReportTest(DoctorTest):
    def setUp(self):
        super().setUp()
        self.server = self.authorization_server(date_response(0))
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.redirect_uri = f"http://127.0.0.1:{self.port}/cb"
        self.env_file = self.folder / ".env"
        self.configure(f"OAUTH_CLIENT_ID=client-1\nOAUTH_CLIENT_SECRET=s3cret-value\nOAUTH_SERVICE_URL={self.server.url}\n")

    def configure(self, text: str) -> None:
        self.env_file.write_text(f"{text}OAUTH_REDIRECT_URI={self.redirect_uri}\n")
        self.env_file.chmod(0o600)

    def doctor(self, *arguments: str, **options):
        return self.goto_token("doctor", *arguments, **{"environment": {}, **options}).wait()

    def lines(self, **replaced: str) -> str:
        """The lines of a set-up where all is well, but for those replaced, by their names with `_` for a blank."""
        lines = {
            "env_file": "ok      env file: .env (4 keys)\n",
            "OAUTH_CLIENT_ID": "ok      OAUTH_CLIENT_ID: client-1 (in .env)\n",
            "OAUTH_CLIENT_SECRET": "ok      OAUTH_CLIENT_SECRET: set (in .env)\n",
            "OAUTH_SERVICE_URL": f"ok      OAUTH_SERVICE_URL: {self.server.url} (in .env)\n",
            "OAUTH_REDIRECT_URI": f"ok      OAUTH_REDIRECT_URI: {self.redirect_uri} (in .env)\n",
            "others": "",
            "redirect_URI": "ok      redirect URI: goto-token listens for the response; the client must be registered "
                            f"with exactly {self.redirect_uri}\n",
            "port": f"ok      port: 127.0.0.1:{self.port} can be listened on\n",
            "browser": "ok      " + _NO_BROWSER,
            "service": f"ok      service: {self.server.url} responds in plain http, which does not leave this machine "
                       "(HTTP status 405)\n",
            "clock": "ok      clock: the same as the service's\n",
            "token_store": f"ok      token store: {self.store} (the first login makes it)\n",
            "stored_login": "ok      stored login: none for this profile, service and client; goto-token login stores "
                            "one\n",
        }
        self.assertLessEqual(replaced.keys(), lines.keys())
        return "".join({**lines, **replaced}.values())

    def assert_reports(self, outcome, exit_code: int, lines: str, summary: str) -> None:
        second = "[12] s (behind|ahead of) the service's"  # a second may end between the response and its receipt
        text = outcome.stdout
        text = re.sub(f"clock: {second}", "clock: the same as the service's", text)
        self.assertEqual((outcome.exit_code, text, outcome.messages), (exit_code, f"{lines}\n{summary}\n", ""))


class Text(ReportTest):
    def test_where_all_is_well_is_a_line_for_each_part_of_the_set_up_and_a_last_one(self):
        self.assert_reports(
            self.doctor(), 0, self.lines(), "a token could be fetched, with a sign-in; only a run can try the client secret"
        )

    def test_without_any_set_up_says_only_what_is_missing_and_how_to_begin(self):
        self.env_file.unlink()
        self.assert_reports(
            self.doctor(environment={"HTTPS_PROXY": "http://127.0.0.1:1"}),
            3,
            f"fail    {_NO_CLIENT}",  # and no service was asked, through the proxy or not
            "nothing is set up yet; goto-token init asks for what a run needs",
        )

    def test_without_a_set_up_but_what_is_nearly_one_says_what_is_wrong_with_that(self):
        self.env_file.write_text("OAUTH_CLINET_ID=a\n")
        environment = {"HTTPS_PROXY": "http://127.0.0.1:1"}
        lines = self.doctor(environment=environment).stdout.splitlines()
        self.assertEqual(
            [lines[1], lines[-1]],
            ["warning OAUTH_CLINET_ID in .env: not a key of goto-token, and so the file was passed over; hint: did you mean "
             "OAUTH_CLIENT_ID",
             "no token could be fetched; first to fix: OAUTH_CLIENT_ID (2 checks failed, 1 warning)"],
        )

    def test_with_any_key_set_is_of_a_set_up_that_lacks_the_client(self):
        self.env_file.unlink()
        environment = {"OAUTH_CLIENT_SECRET_FILE": "nowhere", "OAUTH_SERVICE_URL": self.server.url}
        outcome = self.doctor(environment=environment)
        self.assertEqual(outcome.exit_code, 3)
        self.assertIn("ok      OAUTH_SERVICE_URL: ", outcome.stdout)
        self.assertEqual(
            outcome.stdout.splitlines()[-1], "no token could be fetched; first to fix: OAUTH_CLIENT_ID (2 checks failed)"
        )

    def test_of_a_wrong_key_and_a_misspelt_one_says_which_to_fix(self):
        self.configure(
            f"OAUTH_CLIENT_ID=client-1\nOAUTH_CLIENTSECRET=s3cret-value\nOAUTH_SERVICE_URL={self.server.url}\n"
            "OAUTH_CLIENT_AUTH=digest\n"
        )
        self.assert_reports(
            self.doctor(),
            3,
            self.lines(
                env_file="ok      env file: .env (5 keys)\n",
                OAUTH_CLIENT_SECRET="fail    OAUTH_CLIENT_AUTH: in .env: 'digest' is not one of auto, basic, basic-raw, "
                                    "post, none, private-key-jwt, private-key-jwt-endpoint, tls; hint: correct it or remove it\n",
                others="warning OAUTH_CLIENTSECRET in .env: not a key of goto-token; hint: did you mean "
                       "OAUTH_CLIENT_SECRET\n",
            ),
            "no token could be fetched; first to fix: OAUTH_CLIENT_AUTH (1 warning)",
        )

    def test_of_a_port_in_use_says_what_to_do(self):
        with socket.create_server(("127.0.0.1", self.port)):
            outcome = self.doctor()
        self.assert_reports(
            outcome,
            8,
            self.lines(
                port=f"fail    port: cannot listen on 127.0.0.1:{self.port}: Address already in use; hint: stop the program "
                     "that uses this port, or register another redirect URI; --paste needs no port\n"
            ),
            "no token could be fetched; first to fix: port",
        )

    def test_without_a_network_says_that_the_service_cannot_be_reached(self):
        self.server.close()
        self.assert_reports(
            self.doctor(),
            7,
            self.lines(
                service=f"fail    service: no response from {self.server.url}: the connection was refused or the host cannot "
                        "be reached; hint: check the address, and that this machine reaches it\n",
                clock="",
            ),
            "no token could be fetched; first to fix: service",
        )

    def test_of_a_login_whose_token_ran_out_says_what_comes_next(self):
        server = self.mock_server()
        self.configure("")
        self.log_in(server)
        self.expire()
        outcome = self.run_at(server, "doctor")
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))
        self.assertEqual(
            outcome.stdout.splitlines()[-3:],
            [
                "ok      stored login: an access token that expired at 1970-01-01T00:00:01Z; the next run refreshes it",
                "",
                "a token could be fetched without a sign-in; only a run can try the client secret",
            ],
        )
        self.login_file.write_text(json.dumps(self.stored() | {"refresh_token": None}).replace("refresh_token", "other"))
        said = "an access token that expired at 1970-01-01T00:00:01Z; but the stored token runs out, and there is no refresh token"
        for arguments, exit_code, line, summary in (
            ((), 0, f"warning stored login: {said}; hint: goto-token login",
             "a token could be fetched, with a sign-in; 1 warning; only a run can try the client secret"),
            (("--non-interactive",), 10, f"fail    stored login: {said}; --non-interactive needs a login that gives a "
             "token; hint: goto-token login", "no token could be fetched; first to fix: stored login"),
        ):
            with self.subTest(arguments):
                outcome = self.run_at(server, "doctor", *arguments)
                self.assertEqual((outcome.exit_code, outcome.messages), (exit_code, ""))
                self.assertEqual(outcome.stdout.splitlines()[-3:], [line, "", summary])

    def test_names_each_secret_that_only_a_run_can_try(self):
        key = "OAUTH_PERSONAL_ACCESS_TOKEN"
        for secret, value, untried in (
            ("s3cret", "p4t-value", "the client secret and OAUTH_PERSONAL_ACCESS_TOKEN"),
            (None, "p4t-value", "OAUTH_PERSONAL_ACCESS_TOKEN"),
        ):
            with self.subTest(untried):
                environment = {"OAUTH_CLIENT_ID": "a", "OAUTH_CLIENT_SECRET": secret, key: value,
                               "OAUTH_SERVICE_URL": self.server.url}
                outcome = self.doctor("--env-file=/dev/null", "--grant=personal-access-token", environment=environment)
                self.assertEqual(
                    outcome.stdout.splitlines()[-1], f"a token could be fetched; 1 warning; only a run can try {untried}"
                )

    def test_has_nothing_to_try_of_a_public_client(self):
        server = self.mock_server()
        self.env_file.unlink()
        outcome = self.run_at(server, "doctor", environment={"OAUTH_CLIENT_SECRET": None})
        self.assertEqual(outcome.stdout.splitlines()[-1], "a token could be fetched, with a sign-in")


class Json(ReportTest):
    def test_holds_every_check_and_the_last_line(self):
        outcome = self.doctor("-o", "json")
        report = json.loads(outcome.stdout)
        self.assertEqual(list(report), ["ok", "summary", "checks"])
        self.assertEqual(report["summary"], self.doctor().stdout.splitlines()[-1])
        self.assertEqual([check["name"] for check in report["checks"]], ["env file", *KEYS, *OTHERS])
        self.env_file.unlink()
        report = json.loads(self.doctor("-o", "json", environment={"HTTPS_PROXY": "http://127.0.0.1:1"}).stdout)
        self.assertEqual([check["name"] for check in report["checks"]], ["env file", *KEYS, *OTHERS])


class Colour(ReportTest):
    """On a terminal, never with NO_COLOR or on a dumb one."""

    def shown(self, *arguments: str, **environment: str) -> str:
        terminal = Terminal()
        self.addCleanup(terminal.close)
        self.goto_token(*arguments, environment={"TERM": "xterm", **environment}, stdout=terminal.device).wait()
        return terminal.shown.replace("\r\n", "\n")

    def test_marks_the_first_word_of_each_line_and_the_last_line(self):
        self.configure(f"OAUTH_CLIENT_ID=client-1\nOAUTH_SERVICE_URL={self.server.url}\nOAUTH_SCOPES=a\n")
        shown = self.shown("doctor").splitlines()
        self.assertEqual(shown[0], "\x1b[1;32mok\x1b[0m      env file: .env (4 keys)")
        self.assertIn("\x1b[1;33mwarning\x1b[0m OAUTH_SCOPES in .env: not a key of goto-token; hint: did you mean OAUTH_SCOPE",
                      shown)
        self.assertEqual(shown[-2:], ["", "\x1b[1;33ma token could be fetched, with a sign-in; 1 warning\x1b[0m"])
        shown = self.shown("doctor", OAUTH_TIMEOUT="soon")
        self.assertIn("\n\x1b[1;31mfail\x1b[0m    OAUTH_TIMEOUT: in the environment: 'soon' is not a", shown)
        self.assertTrue(
            shown.endswith("\n\n\x1b[1;31mno token could be fetched; first to fix: OAUTH_TIMEOUT (1 warning)\x1b[0m\n"), shown
        )
        self.configure(f"OAUTH_CLIENT_ID=client-1\nOAUTH_SERVICE_URL={self.server.url}\n")
        self.assertTrue(self.shown("doctor").endswith("\n\n\x1b[1;32ma token could be fetched, with a sign-in\x1b[0m\n"))

    def test_marks_yes_and_no_of_status(self):
        self.assertEqual(
            self.shown("status"),
            f"profile: default\nservice: {self.server.url}\nclient_id: client-1\nlogged_in: \x1b[1;33mno\x1b[0m\n"
            "token_available: \x1b[1;33mno\x1b[0m\nreason: there is no stored login\nhint: goto-token login\n",
        )
        server = self.mock_server()
        self.log_in(server)
        for line in ("logged_in", "refreshable", "token_available"):
            self.assertIn(f"\n{line}: \x1b[1;32myes\x1b[0m\n", self.shown("status", **server.environment))

    def test_is_nowhere_else(self):
        for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            for command in ("doctor", "status"):
                with self.subTest(command, **environment):
                    self.assertNotIn("\x1b", self.shown(command, **environment))
        for command in ("doctor", "status"):
            with self.subTest(command):
                self.assertNotIn("\x1b", self.shown(command, "-o", "json"))
                self.assertNotIn("\x1b", self.goto_token(command, environment={"TERM": "xterm"}).wait().stdout)
        self.assertIn("\x1b", self.shown("doctor", NO_COLOR=""))  # no-color.org: only when not empty


class CertificatesFromAPipe(ReportTest):
    def test_are_read_once(self):
        certificate = Certificate(self.root, "127.0.0.1")
        server = self.mock_server(certificate=certificate)
        read_end, write_end = os.pipe()
        with os.fdopen(read_end, "rb"), os.fdopen(write_end, "wb") as pipe:
            pipe.write(certificate.file.read_bytes())
            pipe.close()
            outcome = self.run_at(server, "doctor", f"--ca-file=/dev/fd/{read_end}", pass_fds=(read_end,))
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""), outcome.stdout)
        self.assertIn(f"ok      service: {server.url} responds over TLS, with a certificate that is trusted", outcome.stdout)


if __name__ == "__main__":
    unittest.main()
