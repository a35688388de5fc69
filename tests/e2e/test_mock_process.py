"""goto-mock-auth as a program: start, what it prints, what it records, its end, and what its page and manual list."""

import pathlib
import re
import signal
import subprocess
import unittest

from support import http_client, limits
from support.manual import Manual, ManualTests
from support.mock_auth import BINARY
from support.mock_client import CLIENT_ID, CLIENT_SECRET, STATE, MockAuthTest

PAGE = (pathlib.Path(__file__).resolve().parents[2] / "docs/goto-mock-auth.md").read_text(encoding="utf-8")


def faults_in_help() -> list[str]:
    """Each kind with the placeholder of its value, if it takes one."""
    section = run("--help").stdout.split("Kinds of faults at")[1].split("With :COUNT")[0]
    return re.findall(r"^  ([\w-]+(?:\[=\w+\])?)  ", section, re.MULTILINE)


def servers_in_help() -> list[str]:
    section = run("--help").stdout.split("Servers that it can be like:\n")[1].split("\n\n")[0]
    return re.findall(r"^  (\w+)  ", section, re.MULTILINE)


def run(*arguments: str) -> subprocess.CompletedProcess:
    """A run that ends by itself."""
    return subprocess.run([BINARY, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=limits.SECONDS, check=False)  # fmt: skip


class Start(MockAuthTest):
    def test_prints_the_address_and_answers_there(self):
        process, client = self.start_process()
        self.assertEqual(process.stdout, f"goto-mock-auth: listening on {client.address}\n")
        self.assertEqual(client.authorize().status, 200)

    def test_prints_the_env_that_fits(self):
        process, client = self.start_process("--print-env")
        self.assertEqual(
            process.stdout.splitlines(),
            [
                f"OAUTH_CLIENT_ID={CLIENT_ID}",
                f"OAUTH_CLIENT_SECRET={CLIENT_SECRET}",
                f"OAUTH_SERVICE_URL={client.address}",
                f"OAUTH_DEVICE_AUTHORIZATION_ENDPOINT={client.address}/oauth/device_authorization",
                "OAUTH_REDIRECT_URI=http://127.0.0.1:0/login/oauth2/code/goto",
            ],
        )

    def test_prints_the_env_with_what_was_given(self):
        given = ("--client-secret=a 'b#c", "--redirect-uri=http://[::1]:0/cb")
        process, _ = self.start_process("--print-env", *given)
        self.assertIn("\nOAUTH_CLIENT_SECRET=`a 'b#c`\n", process.stdout)
        self.assertTrue(process.stdout.endswith("\nOAUTH_REDIRECT_URI=http://[::1]:0/cb\n"), process.stdout)

    def test_prints_no_secret_of_a_public_client(self):
        process, _ = self.start_process("--print-env", "--public")
        self.assertNotIn("SECRET", process.stdout)

    def test_fails_where_it_cannot_print(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([BINARY], stdout=full, stderr=subprocess.DEVNULL, timeout=limits.SECONDS)
        self.assertEqual(done.returncode, 1)

    def test_on_a_port_that_is_taken_fails_with_8(self):
        _, client = self.start_process()
        done = run(f"--port={client.port}")
        self.assertEqual((done.returncode, done.stdout), (8, ""))
        self.assertIn(f"127.0.0.1:{client.port}", done.stderr)

    def test_on_a_port_that_was_just_left_succeeds(self):
        process, client = self.start_process()
        client.authorize()
        process.stop()
        _, next_client = self.start_process(f"--port={client.port}")
        self.assertEqual(next_client.port, client.port)

    def test_with_wrong_usage_fails_with_2_and_a_hint(self):
        for arguments in (
            ("--unknown",),
            ("stray",),
            ("--port=70000",),
            ("--port=x",),
            ("--scopes",),
            ("--code-lifetime=-1",),
            ("--client-auth=unknown",),
            ("--redirect-uri=relative",),
            ("--base-path=relative",),
            ("--auto-approve", "--deny"),
            ("--https",),
            ("--fault=unknown",),
            ("--fault=slow=x",),
            ("--fault=503:0",),
            ("--fault=invalid_client=3",),
            ("--fault=nowhere/503",),
            ("--fault=par/less-scope",),
            ("--fault=par/no-interval",),
            ("--device-interval=-1",),
            ("--scopes=",),
            ("--like=nobody",),
            ("--like=google", "--require-par"),
        ):
            with self.subTest(arguments):
                done = run(*arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertRegex(done.stderr, r"\Agoto-mock-auth: error: .+\ngoto-mock-auth: hint: .+\n\Z")

    def test_with_an_unusable_certificate_fails_with_3(self):
        self.assertEqual(run("--https", "--cert=/dev/null", "--key=/dev/null").returncode, 3)


class Records(MockAuthTest):
    def test_show_each_request_with_all_its_parameters_in_order(self):
        client = self.start()
        code = client.code()
        client.redeem(code, "raw")
        client.redeem(code)
        records = client.seen()
        self.assertEqual([record["number"] for record in records], [1, 2, 3])
        self.assertEqual([record["status"] for record in records], [302, 401, 200])
        self.assertEqual(dict(records[0]["query"])["state"], STATE)
        self.assertEqual(records, sorted(records, key=lambda record: record["seconds"]))
        self.assertEqual([name for name, _ in records[2]["form"]],
                         ["grant_type", "code", "redirect_uri", "code_verifier"])  # fmt: skip
        self.assertIn(["code", code], records[2]["form"])
        self.assertEqual(records, client.seen(), "a look at the records is recorded")

    def test_name_the_form_of_client_authentication_right_or_wrong(self):
        client = self.start()
        for form in ("form", "raw", "post", "none"):
            client.redeem("forged", form)
        seen = [record["client_authentication"] for record in client.seen()]
        self.assertEqual(seen, ["basic-form", "basic-raw", "post", "none"])

    def test_on_stderr_name_each_request_and_hold_no_secret(self):
        process, client = self.start_process("--auto-approve")
        code = client.code()
        token = client.redeem(code).members["access_token"]
        _, log = process.stop()
        self.assertIn("goto-mock-auth: POST /oauth/token 200\n", log)
        for secret in (CLIENT_SECRET, code, token):
            self.assertNotIn(secret, log)

    def test_on_stderr_are_silenced_by_quiet(self):
        for option in ("-q", "--quiet"):
            process, client = self.start_process(option)
            client.authorize()
            self.assertEqual(process.stop(), (0, ""))


class Stop(MockAuthTest):
    def test_by_either_signal_is_a_success(self):
        for by in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(by):
                self.assertEqual(self.start_process()[0].stop(by), (0, ""))

    def test_does_not_wait_for_idle_connections(self):
        process, client = self.start_process()
        for _ in range(20):
            self.addCleanup(http_client.connect(client.host, client.port).close)
        self.assertEqual(process.stop()[0], 0)

    def test_does_not_wait_for_a_response_that_is_held_back(self):
        process, client = self.start_process("--fault=slow=3600")
        connection = http_client.connect(client.host, client.port)
        self.addCleanup(connection.close)
        connection.sendall(b"POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        held_back = next(filter(None, (client.seen() for _ in range(100_000))))  # once it has arrived
        self.assertIsNone(held_back[0]["status"])
        self.assertEqual(process.stop()[0], 0)
        self.assertEqual(http_client.read_to_end(connection), b"")


class ManualPage(ManualTests, unittest.TestCase):
    MANUAL = Manual("goto-mock-auth", BINARY)
    SECTIONS = ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "SERVERS", "FAULTS", "EXIT STATUS", "EXAMPLES",
                "SECURITY", "SEE ALSO", "STANDARDS"]  # fmt: skip

    def options_text(self, shown: str) -> str:
        return shown.split("\nServer:\n")[1].split("\nServers that")[0]

    def test_names_every_server_of_the_help_and_no_other(self):
        named = [head.removeprefix("Cm ") for head in self.MANUAL.items("SERVERS")]
        self.assertEqual(named, servers_in_help())

    def test_names_every_fault_of_the_help_and_no_other(self):
        heads = "\n".join(self.MANUAL.items("FAULTS"))
        named = re.sub(r" Ns Op Ns = Ns Ar (\w+)", r"[=\1]", heads.replace("Cm ", "")).replace(" , ", "\n")
        self.assertEqual(sorted(named.splitlines()), sorted(faults_in_help()))


class Page(unittest.TestCase):
    def test_names_every_option_of_the_help_and_no_other(self):
        option = re.compile(r"(?<![\w-])--[a-z][a-z-]*\b")
        listed = set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", run("--help").stdout, re.MULTILINE))
        section = PAGE.split("## Options")[1].split("\n## ")[0]
        rows = "".join(re.findall(r"^\| (`.+?) \|", section, re.MULTILINE))
        self.assertEqual(set(option.findall(rows)), listed - {"--help", "--version"})

    def test_names_every_fault_of_the_help_and_no_other(self):
        listed = {fault.split("[")[0] for fault in faults_in_help()}
        rows = "".join(re.findall(r"^\| (`.+?) \|", PAGE.split("## Faults")[1], re.MULTILINE))
        self.assertEqual(set(re.findall(r"`([\w-]+)(?:=\w+)?`", rows)), listed)

    def test_names_every_server_of_the_help_and_no_other(self):
        section = PAGE.split("## Other servers")[1].split("\n## ")[0]
        self.assertEqual(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE), servers_in_help())


if __name__ == "__main__":
    unittest.main()
