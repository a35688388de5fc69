"""`goto-token init` and what is set beside its file; the template that it prints (contract §1, §4)."""

import unittest

from support.certificates import Certificate
from support.dialogue import InitTest
from support.recipe import ROOT


class OtherSettings(InitTest):
    def test_that_go_before_the_file_are_told(self):
        (self.folder / ".env").write_text("OAUTH_CLIENT_ID=other\n")
        run = self.init(environment={"OAUTH_CLIENT_SECRET_FILE": "/s", "OAUTH_SCOPE": "a", "OAUTH_TIMEOUT": "9"})
        self.answer_all()
        self.assert_ends(run, 0)
        self.assertIn(
            "goto-token: warning: the environment goes before the file, and sets OAUTH_CLIENT_SECRET_FILE, OAUTH_SCOPE\n"
            "goto-token: warning: in this folder, .env is read instead of it\n", self.screen)  # fmt: skip

    def test_that_do_not_are_not_told(self):
        (self.folder / ".env").write_text("OAUTH_CLIENT_ID=other\n")
        run = self.init("--env-file", "new.env", "--allow-http", environment={"OAUTH_TIMEOUT": "9"})
        self.answer_all()
        self.assert_ends(run, 0)
        self.assertNotIn("warning", self.screen)
        self.assertTrue(self.screen.endswith("goto-token login --env-file new.env --allow-http\n"), self.screen)


class Trust(InitTest):
    def test_is_that_of_a_run(self):
        certificate = Certificate(self.root, "127.0.0.1")
        server = self.mock_server(certificate=certificate)
        ca_file = str(certificate.file)
        for arguments, environment, command in (
            (("--ca-file", ca_file), {}, f"goto-token login --env-file a.env --ca-file {ca_file}\n"),
            ((), {"OAUTH_CA_FILE": ca_file}, "goto-token login --env-file a.env\n"),
        ):
            run = self.init("--env-file", "a.env", *arguments, environment=environment)
            self.answer_all(server.url)
            self.assert_ends(run, 0)
            self.assertNotIn("warning", self.screen)
            self.assertTrue(self.screen.endswith(command), self.screen)
            (self.folder / "a.env").unlink()

    def test_is_needed_for_more_than_a_warning(self):
        server = self.mock_server(certificate=Certificate(self.root, "127.0.0.1"))
        run = self.init()
        self.answer_all(server.url)
        self.assert_ends(run, 0)
        self.assertRegex(self.screen, "goto-token: warning: kept, but .*\ngoto-token: hint: .*--ca-file\n")


class Print(InitTest):
    def test_prints_the_example_without_a_terminal(self):
        outcome = self.goto_token("init", "--print", "--profile", "work", environment={"HOME": None}).wait()
        self.assertEqual(outcome, (0, (ROOT / ".env.example").read_text(encoding="utf-8"), ""))
        self.assert_nothing_written()

    def test_prints_what_a_run_can_read(self):
        text = self.goto_token("init", "--print", environment={}).wait().stdout
        path = self.folder / "goto.env"
        path.write_text(text.replace("OAUTH_CLIENT_ID=", "OAUTH_CLIENT_ID=my-id").replace("SECRET=", "SECRET=s3cret"))
        path.chmod(0o600)
        run = self.goto_token("--env-file", "goto.env", environment={"OAUTH_REDIRECT_URI": "http://127.0.0.1:0/cb"})
        self.assertEqual(run.authorization_request["client_id"], "my-id")

    def test_fails_where_stdout_does(self):
        with open("/dev/full", "wb") as full:
            run = self.goto_token("init", "--print", environment={}, stdout=full)
            self.assert_error(run.wait(), 1, "cannot write to stdout")


if __name__ == "__main__":
    unittest.main()
