"""The authorization response that is pasted, and what stdin is read for (contract §2, and §6 "Paste")."""

import os
import pathlib
import signal
import subprocess
import unittest

from support.authorization_server import REDIRECT_URI
from support.case import CONFIGURED, EndToEndTest, shell

ELSEWHERE = "https://app.example.com/cb"
NO_RESPONSE = "that is not the response: "
END_OF_INPUT = (
    "goto-token: error: no authorization response: the input ended without one\n"
    "goto-token: hint: run it again at a terminal, or write the address that the browser ended on to its input\n"
)


def sockets_listened_on(pid: int) -> list[str]:
    """The listening sockets among the files of a process."""
    inodes = set()
    for file in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        inodes.add(os.readlink(file).removeprefix("socket:[").rstrip("]"))
    tables = (pathlib.Path("/proc/net", name).read_text("ascii") for name in ("tcp", "tcp6"))
    rows = [line.split() for table in tables for line in table.splitlines()]
    return [row[1] for row in rows if row[3] == "0A" and row[9] in inodes]


class PasteTest(EndToEndTest):
    def pasting(self, *arguments: str, redirect_uri: str = REDIRECT_URI, faults=(), environment=None, **options):
        """A run that reads from a pipe, which `paste` writes to."""
        self.server = self.mock_server(f"--redirect-uri={redirect_uri}", *faults)
        environment = {"OAUTH_REDIRECT_URI": redirect_uri, **(environment or {})}
        reading, writing = os.pipe()
        self.pipe = os.fdopen(writing, "w")
        self.addCleanup(self.pipe.close)
        run = self.goto_token_at(self.server, *arguments, stdin=reading, environment=environment, **options)
        os.close(reading)
        return run

    def paste(self, *lines: str) -> None:
        for line in lines:
            self.pipe.write(line + "\n")
        self.pipe.flush()


class PastedResponse(PasteTest):
    def assert_accepted(self, make_text, redirect_uri: str = ELSEWHERE) -> None:
        run = self.pasting("--paste", redirect_uri=redirect_uri)
        self.paste(make_text(run.address_ended_on()))
        self.assert_token_of(self.server, run.wait())
        self.assertEqual(self.server.token_request.form["redirect_uri"], redirect_uri)

    def test_may_be_the_whole_address(self):
        for redirect_uri in (ELSEWHERE, "http://127.0.0.1:5000/cb", "http://127.0.0.1:0/cb", "https://h"):
            with self.subTest(redirect_uri):
                self.assert_accepted(str, redirect_uri)

    def test_may_be_the_query_alone(self):
        self.assert_accepted(lambda url: url.split("?")[1])
        self.assert_accepted(lambda url: "?" + url.split("?")[1])

    def test_may_stand_between_blanks_and_quotes(self):
        self.assert_accepted(lambda url: f"  '{url}'\t")
        self.assert_accepted(lambda url: f'"{url}" \r')

    def test_may_lack_the_scheme_and_have_a_fragment(self):
        self.assert_accepted(lambda url: url.removeprefix("https://") + "#_=_")

    def test_needs_no_line_end(self):
        run = self.pasting("--paste")
        self.pipe.write(run.address_ended_on())
        self.pipe.close()
        self.assertEqual(run.wait().exit_code, 0)

    def test_that_is_wrong_is_explained_and_asked_for_again(self):
        run = self.pasting("--paste", redirect_uri=ELSEWHERE)
        right = run.address_ended_on()
        wrong = {
            "": "it is empty",
            "just-a-code": "it has no state",
            "code=secret-code&state=secret-state": "its state is not the one of this run",
            f"{right}&state=again": "it has more than one state",
            f"{right}&code=again": "it repeats a parameter",
            f"?state={run.state}": "it has neither a code nor an error",
            run.authorization_url: f"its address is not the redirect URI, {ELSEWHERE}",
            right.replace("/cb", "/other"): f"its address is not the redirect URI, {ELSEWHERE}",
            right.replace("https", "http"): f"its address is not the redirect URI, {ELSEWHERE}",
            right.replace("?", "#"): "the response is behind '#' in it: the server has to use response_mode=query",
            ELSEWHERE: "nothing follows the redirect URI in it",
            "code=" + "x" * 100_000: "it is too long",
        }
        for text, why in wrong.items():
            with self.subTest(text[:40]):
                self.paste(text)
                self.assertTrue(run.stderr.find(NO_RESPONSE + why))
        self.paste(right)
        outcome = run.wait()
        self.assert_token_of(self.server, outcome._replace(messages=""))
        self.assertEqual(outcome.messages.count(NO_RESPONSE), len(wrong))
        code = self.server.token_request.form["code"]
        for secret in ("secret-code", "secret-state", "just-a-code", code, run.state):
            self.assertNotIn(secret, outcome.messages)

    def test_may_be_an_error_response(self):
        run = self.pasting("--paste", quiet=False)
        self.assertTrue(run.stderr.find("paste the address"))
        self.paste(f"error=access_denied&error_description=No.&state={run.state}")
        outcome = run.wait()
        self.assertEqual((outcome.exit_code, outcome.stdout), (4, ""))
        self.assertIn("error: authorization refused: access_denied: No.\n", outcome.messages)
        self.assertEqual(self.server.token_requests, [])

    def test_from_another_issuer_is_refused(self):
        run = self.pasting("--paste", environment={"OAUTH_SERVICE_URL": None})
        self.paste(f"code=a&iss=https%3A%2F%2Fevil.example&state={run.state}")
        outcome = run.wait()
        self.assertEqual(outcome.exit_code, 4)
        self.assertIn("issuer mismatch", outcome.messages)

    def test_may_be_as_long_as_codes_get(self):
        self.assert_accepted(lambda url: url.replace("code=", "pad=" + "x" * 6000 + "&code="))


class Input(PasteTest):
    def test_that_ends_is_an_end(self):
        (self.folder / "empty").touch()
        for file in ("/dev/null", self.folder / "empty"):
            with self.subTest(file), open(file, encoding="ascii") as stdin:
                outcome = self.goto_token("--paste", stdin=stdin).wait()
                self.assertEqual(outcome, (5, "", END_OF_INPUT))

    def test_that_never_ends_does_not_outlast_the_timeout(self):
        for script in ("yes", "yes | tr -d '\\n'", "sleep 1000"):
            with self.subTest(script), subprocess.Popen(
                ["sh", "-c", script], stdout=subprocess.PIPE, start_new_session=True
            ) as source:
                run = self.goto_token("--paste", "--timeout", "1", stdin=source.stdout)
                source.stdout.close()
                self.assertEqual(run.wait().exit_code, 5)
                os.killpg(source.pid, signal.SIGKILL)

    def test_that_repeats_a_wrong_line_is_told_of_a_few_times_and_counted(self):
        with subprocess.Popen(["yes"], stdout=subprocess.PIPE) as source:
            run = self.goto_token("--paste", "--timeout", "1", stdin=source.stdout, quiet=False)
            source.stdout.close()
            outcome = run.wait()
            source.kill()
        self.assertEqual(outcome[:2], (5, ""))
        self.assertRegex(
            outcome.messages,
            "^goto-token: open this address in a browser to sign in:\n\n\n"
            "goto-token: the browser may say [^\n]*\n"
            r"goto-token: waiting for that address for 1 s; Ctrl\+C ends it\n"
            "goto-token: paste the address that the browser ended on\n"
            f"(?:goto-token: {NO_RESPONSE}it has no state; [^\n]*\n){{5}}"
            r"goto-token: ignored \d+ more pasted lines: it has no state\n"
            "goto-token: error: no authorization response came within 1 s\n"
            "goto-token: hint: [^\n]*\n$",
        )

    def assert_token_and_lines(self, outcome) -> None:
        token, *lines = outcome.stdout.splitlines(keepends=True)
        self.assert_token_of(self.server, outcome._replace(stdout=token))
        self.assertEqual(lines, ["line 1\n", "line 2\n"])

    def test_is_left_alone_without_paste(self):
        run = self.pasting(wrapper=shell('"$@" && cat'))
        self.paste("line 1", "line 2")
        self.pipe.close()
        run.sign_in()
        self.assert_token_and_lines(run.wait())

    def test_is_read_no_further_than_the_response(self):
        run = self.pasting("--paste", wrapper=shell('"$@" && cat'))
        self.paste("no response", run.address_ended_on(), "line 1", "line 2")
        self.pipe.close()
        self.assert_token_and_lines(run.wait()._replace(messages=""))

    def test_from_a_file_will_do(self):
        response = self.folder / "response"
        response.write_text("error=access_denied&state=guess\n")
        with response.open() as stdin:
            outcome = self.goto_token("--paste", stdin=stdin).wait()
        self.assertEqual(outcome.exit_code, 5)
        self.assertIn(NO_RESPONSE + "its state is not", outcome.messages)


class WithoutListener(PasteTest):
    can_see_sockets = unittest.skipUnless(os.geteuid() == 0, "its files are for root's eyes alone")

    @can_see_sockets
    def test_nothing_is_bound(self):
        for arguments, redirect_uri in (
            (["--paste"], "http://127.0.0.1:0/cb"),
            ([], ELSEWHERE),
            ([], "https://127.0.0.1:5000/cb"),
            (["--allow-http"], "http://app.example.com/cb"),
        ):
            with self.subTest(redirect_uri):
                run = self.pasting(*arguments, redirect_uri=redirect_uri)
                self.assertEqual(run.authorization_request["redirect_uri"], redirect_uri)
                self.assertEqual(sockets_listened_on(run.pid), [])
                self.paste(run.address_ended_on())
                self.assert_token_of(self.server, run.wait()._replace(messages=""))

    @can_see_sockets
    def test_the_listener_is_seen_where_there_is_one(self):
        run = self.goto_token()
        self.assertEqual([f"0100007F:{run.port:04X}"], sockets_listened_on(run.pid))

    def test_plain_http_to_another_host_is_refused(self):
        run = self.goto_token(environment={**CONFIGURED, "OAUTH_REDIRECT_URI": "http://app.example.com/cb"})
        self.assert_error(run.wait(), 3, "OAUTH_REDIRECT_URI", "plain http")

    def test_a_browser_that_failed_is_told_of(self):
        run = self.pasting("--paste", "--browser", "/no/such/browser", quiet=False)
        self.assertTrue(run.stderr.find("the browser command '/no/such/browser' was not found"))

    def test_the_token_request_may_fail(self):
        run = self.pasting("--paste", faults=["--fault=invalid_grant"])
        self.paste(run.address_ended_on())
        self.assertEqual(run.wait().exit_code, 6)


if __name__ == "__main__":
    unittest.main()
