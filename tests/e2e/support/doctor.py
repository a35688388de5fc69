"""What the tests of doctor share: its report taken apart, and what may be expected of it."""

import email.utils
import json
import re
import time

from support.login import LoginTest
from support.scripted_responses import ScriptedResponse, json_response

_LINE = re.compile(r"(ok|warning|fail) +([^:]+): (.+?)(?:; hint: (.+))?")

KEYS = [
    "OAUTH_CLIENT_ID",
    "OAUTH_CLIENT_SECRET",
    "OAUTH_CLIENT_CERT_FILE",
    "OAUTH_CLIENT_KEY_FILE",
    "OAUTH_CLIENT_KEY_ID",
    "OAUTH_CLIENT_AUTH",
    "OAUTH_AUDIENCE",
    "OAUTH_RESOURCE",
    "OAUTH_AUTHORIZE_PARAMS",
    "OAUTH_TOKEN_PARAMS",
    "OAUTH_SERVICE_URL",
    "OAUTH_AUTHORIZATION_ENDPOINT",
    "OAUTH_TOKEN_ENDPOINT",
    "OAUTH_REVOCATION_ENDPOINT",
    "OAUTH_DEVICE_AUTHORIZATION_ENDPOINT",
    "OAUTH_PAR_ENDPOINT",
    "OAUTH_ISSUER",
    "OAUTH_GRANT",
    "OAUTH_PERSONAL_ACCESS_TOKEN",
    "OAUTH_REFRESH_TOKEN",
    "OAUTH_PROFILE",
    "OAUTH_REDIRECT_URI",
    "OAUTH_SCOPE",
    "OAUTH_TIMEOUT",
    "OAUTH_CA_FILE",
]
OTHERS = ["redirect URI", "port", "browser", "service", "clock", "token store", "stored login"]


def date_response(seconds_from_now: float, status: int = 405) -> ScriptedResponse:
    """A token endpoint's response to GET, by a clock that is this much ahead."""
    date = email.utils.formatdate(time.time() + seconds_from_now, usegmt=True)
    return json_response({}, status, {"Date": date})


class DoctorTest(LoginTest):
    def examine(self, server, *arguments, **options) -> tuple[int, dict[str, tuple]]:
        """The exit status, and by check its status, message and hint: all of them, as JSON has them."""
        outcome = self.run_at(server, "doctor", "-o", "json", *arguments, **options)
        self.assertEqual(outcome.messages, "")
        report = json.loads(outcome.stdout)
        self.assertEqual(list(report), ["ok", "summary", "checks"])
        self.assertEqual(report["ok"], outcome.exit_code == 0)
        checks = {check["name"]: (check["status"], check["message"], check.get("hint")) for check in report["checks"]}
        self.assertEqual(len(checks), len(report["checks"]), outcome.stdout)
        self.assertEqual([name for name in checks if name in KEYS], KEYS)
        self.assertEqual([name for name in checks if name in OTHERS], OTHERS)
        return outcome.exit_code, checks

    def read(self, outcome) -> tuple[int, dict[str, tuple]]:
        """The same of a report as text, which leaves out what does not apply. Nothing else may be said."""
        self.assertEqual(outcome.messages, "")
        *lines, blank, summary = outcome.stdout.splitlines()
        lines = [_LINE.fullmatch(line) for line in lines]
        self.assertNotIn(None, lines, outcome.stdout)
        self.assertEqual(blank, "")
        self.assertRegex(summary, "^a token could" if outcome.exit_code == 0 else "^no token could|^nothing is set up")
        checks = {line[2]: (line[1], line[3], line[4]) for line in lines}
        self.assertEqual(len(checks), len(lines), outcome.stdout)
        for names in (KEYS, OTHERS):
            self.assertEqual([name for name in checks if name in names], [name for name in names if name in checks])
        return outcome.exit_code, checks

    def assert_fails(self, report, name: str, exit_code: int, *mentions: str) -> None:
        """The one check that fails is `name`, for a reason or with a hint that holds each of `mentions`."""
        status, checks = report
        self.assertEqual([check for check in checks if checks[check][0] == "fail"], [name])
        self.assertEqual(status, exit_code)
        for mention in mentions:
            self.assertIn(mention, " ".join(filter(None, checks[name])))

    def assert_warns(self, report, name: str, *mentions: str) -> None:
        """A token can be fetched, though `name`, and nothing else, should be fixed."""
        status, checks = report
        self.assertEqual([check for check in checks if checks[check][0] in ("fail", "warning")], [name])
        self.assertEqual((status, checks[name][0]), (0, "warning"))
        for mention in mentions:
            self.assertIn(mention, " ".join(filter(None, checks[name])))

    def files(self) -> dict[str, tuple]:
        """All that is on the disk, for a comparison."""
        return {
            str(path): (path.lstat().st_mode, path.lstat().st_mtime_ns, path.is_file() and path.read_bytes())
            for path in [self.root, *self.root.rglob("*")]
        }
