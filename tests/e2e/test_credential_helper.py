"""The choice of a credential helper (contract §1, §4)."""

import unittest

from support.case import CONFIGURED
from support.doctor import DoctorTest

KEY = "OAUTH_CREDENTIAL_HELPER"


class Name(DoctorTest):
    def test_that_is_none_is_refused(self):
        for name in ("../x", "a b", "", "/bin/sh"):
            with self.subTest(name):
                self.assert_error(self.goto_token(f"--credential-helper={name}").wait(), 2, "--credential-helper")
                if name:
                    outcome = self.goto_token(environment={**CONFIGURED, KEY: name}).wait()
                    self.assert_error(outcome, 3, f"{KEY} in the environment")

    def test_that_is_none_is_told_by_doctor(self):
        report = self.examine(self.mock_server(), environment={KEY: "../x"})
        self.assert_fails(report, KEY, 3, "../x")

    def test_in_an_env_file_names_no_program_and_is_told(self):
        (self.folder / ".env").write_text(f"OAUTH_SCOPE=a\n{KEY}=fake\n")
        self.assert_warns(self.examine(self.mock_server()), f"{KEY} in .env", "passed over", "set it in the environment")


if __name__ == "__main__":
    unittest.main()
