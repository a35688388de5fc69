"""goto-token with goto-mock-auth, a true authorization server: nothing here is scripted."""

import json
import pathlib
import unittest

from support.case import EndToEndTest
from support.mock_auth import BINARY, MockAuth


@unittest.skipUnless(BINARY.exists(), "goto-mock-auth is not built")
class WithMockAuth(EndToEndTest):
    def start(self, *arguments: str, faults: tuple[str, ...] = ()):
        """A run whose working folder holds the `.env` of a new server."""
        server = MockAuth(*(f"--fault={fault}" for fault in faults))
        self.addCleanup(server.close)
        env_file = pathlib.Path(self.folder, ".env")
        env_file.write_text(server.env_file_text)
        env_file.chmod(0o600)
        return self.goto_token(*arguments, environment={})

    def test_a_token_is_fetched_and_nothing_else_is_said(self):
        run = self.start("-s", "messaging.v1.send")
        self.assertEqual(run.sign_in().status, 200)
        outcome = run.wait()
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))
        self.assertRegex(outcome.stdout, r"\A[\x21-\x7e]{200,}\n\Z")

    def test_the_response_has_the_members_that_goto_sends(self):
        run = self.start("-s", "messaging.v1.send", "-o", "json")
        run.sign_in()
        members = json.loads(run.wait().stdout)
        self.assertLessEqual(
            {"access_token", "expires_in", "scope", "principal", "expires_at"}, members.keys()
        )
        self.assertEqual(members["scope"], "messaging.v1.send")

    def test_a_forged_code_is_refused_by_the_server(self):
        run = self.start()
        self.assertEqual(run.redirect(code="forged").status, 502)
        self.assert_error(run.wait(), 6, "invalid_grant")

    def test_a_forged_response_is_ignored_and_the_true_one_counts(self):
        run = self.start()
        self.assertEqual(run.redirect(code="forged", state="guess").status, 403)
        self.assertEqual(run.sign_in().status, 200)
        self.assertEqual(run.wait().exit_code, 0)

    def test_the_server_ends_cleanly(self):
        self.assertEqual(MockAuth().close(), 0)


if __name__ == "__main__":
    unittest.main()
