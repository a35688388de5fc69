"""Which env file is used, and what is said where none has the key (contract §4)."""

import shutil
import unittest

from support.login import LoginTest

OTHER_PROGRAM = "DATABASE_URL=postgres://db\nSECRET_KEY=hidden-secret\n"
PASSED_OVER = "(.env was passed over: it holds no key of goto-token)"
OR_INIT = "; goto-token init asks for a whole set-up, and writes a file of its own"


class SearchTest(LoginTest):
    def setUp(self) -> None:
        super().setUp()
        self.server = self.mock_server()
        self.user_file = self.home / ".config/goto-token/.env"
        self.here = self.folder / ".env"

    def write(self, path, text: str = "", **values: str):
        """Writes an env file: the text, then the values."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "".join(f"{key}={value}\n" for key, value in values.items()))
        path.chmod(0o600)
        return path

    def write_good(self, path, **values: str):
        """Writes an env file that gets a token without a person."""
        return self.write(path, **{**self.server.environment, "OAUTH_GRANT": "client-credentials", **values})

    def run_bare(self, *arguments: str, **environment: str):
        """A whole run with nothing in the environment but this. It says what it would say to a person."""
        return self.goto_token(*arguments, environment=environment, quiet=False).wait()

    def assert_works(self, *arguments: str, **environment: str) -> None:
        """A token and not a word, and all is well for doctor."""
        self.assert_token_of(self.server, self.run_bare(*arguments, **environment))
        outcome = self.run_bare("doctor", *arguments, **environment)
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""), outcome.stdout)
        self.assertNotIn("warning", outcome.stdout)

    def assert_lacks_client_id(self, where: str, hint: str, *arguments: str, **environment: str) -> None:
        """Each command ends with exit 3, this error and nothing else; doctor fails for the same reason."""
        said = f"goto-token: error: OAUTH_CLIENT_ID is not set: {where}\ngoto-token: hint: {hint}\n"
        for command in ((), ("login",), ("logout",), ("status",), ("exec",)):
            with self.subTest(command, where=where):
                rest = ("--", "true") if command == ("exec",) else ()
                self.assertEqual(self.run_bare(*command, *arguments, *rest, **environment), (3, "", said))
        outcome = self.run_bare("doctor", *arguments, **environment, OAUTH_SERVICE_URL=self.server.url)
        self.assertEqual((outcome.exit_code, outcome.messages), (3, ""))
        self.assertIn(f"OAUTH_CLIENT_ID: not set: {where}; hint: {hint}\n", outcome.stdout)


class Search(SearchTest):
    def test_passes_over_the_env_file_of_another_program(self):
        self.write(self.here, OTHER_PROGRAM)
        self.write_good(self.user_file)
        self.assert_works()
        outcome = self.run_bare("doctor")
        self.assertIn(
            f"ok      env file: {self.user_file} (6 keys); .env was passed over: it holds no key of goto-token\n",
            outcome.stdout,
        )

    def test_works_in_every_folder(self):
        self.write_good(self.user_file, OAUTH_GRANT="")
        run = self.goto_token("login", environment={})
        run.sign_in()
        self.assertEqual(run.wait(), (0, "", ""))
        for name, text in (("empty", None), ("foreign", OTHER_PROGRAM), ("python", "folder")):
            self.folder = self.root / name
            self.folder.mkdir()
            if text == "folder":
                (self.folder / ".env").mkdir()
            elif text:
                self.write(self.folder / ".env", text)
            with self.subTest(name):
                self.assertEqual(self.run_bare("--non-interactive"), (0, f"{self.stored_token}\n", ""))

    def test_takes_the_file_here_where_it_holds_a_key_and_mixes_nothing(self):
        self.write_good(self.user_file)
        self.write(self.here, OTHER_PROGRAM, OAUTH_SCOPE="")
        self.assert_lacks_client_id(
            "the environment does not name it, nor does .env", "add OAUTH_CLIENT_ID to .env" + OR_INIT
        )

    def test_takes_the_file_of_the_profile_first(self):
        self.write(self.here, OAUTH_CLIENT_ID="wrong", OAUTH_SERVICE_URL="http://127.0.0.1:9")
        self.write_good(self.home / ".config/goto-token/work.env")
        self.assert_works("--profile", "work")
        self.assert_works(OAUTH_PROFILE="work")
        moved = self.root / "xdg"
        shutil.move(self.home / ".config", moved)
        self.assert_works("--profile", "work", XDG_CONFIG_HOME=str(moved))

    def test_takes_another_file_where_the_profile_has_none(self):
        self.write_good(self.user_file, OAUTH_PROFILE="in-the-file")
        self.write(self.home / ".config/goto-token/in-the-file.env", OAUTH_CLIENT_ID="wrong")
        self.assert_works("--profile", "other")
        self.assert_works()
        self.write_good(self.here)
        self.write(self.user_file, OAUTH_CLIENT_ID="wrong")
        self.assert_works("--profile", "other")

    def test_takes_no_file_for_a_profile_that_is_no_name(self):
        self.write_good(self.user_file)
        self.write(self.home / ".config/x.env", OAUTH_CLIENT_ID="wrong")
        said = "OAUTH_PROFILE in the environment: '../x' is not "
        self.assert_error(self.goto_token(environment={"OAUTH_PROFILE": "../x"}).wait(), 3, said)
        self.assert_error(self.goto_token("--profile", "../x", environment={}).wait(), 2, "--profile")

    def test_passes_over_a_link_to_nothing_and_a_file_that_is_too_large_to_be_ours(self):
        self.write_good(self.user_file)
        for why in ("it is a link to a file that is not there", "it is larger than any env file of goto-token"):
            with self.subTest(why):
                outcome = self.run_bare()
                self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))
                if "link" in why:
                    self.here.symlink_to("nowhere/.env")
                else:
                    self.write(self.here, "A=" + 1024 * 1024 * "x" + "\n")
                outcome = self.run_bare()
                warning = f"goto-token: warning: .env: passed over, since {why}; name the env file with --env-file\n"
                self.assertEqual((outcome.exit_code, outcome.messages), (0, warning))
                outcome = self.run_bare("doctor")
                self.assertEqual(outcome.exit_code, 0)
                self.assertIn(f"; .env was passed over: {why}\n", outcome.stdout)
                self.here.unlink()

    def test_takes_the_file_of_the_user_whatever_it_holds(self):
        self.write(self.user_file, OTHER_PROGRAM)
        self.assert_lacks_client_id(
            f"the environment does not name it, nor does {self.user_file}", f"add OAUTH_CLIENT_ID to {self.user_file}" + OR_INIT
        )

    def test_needs_no_file_where_the_environment_has_it_all(self):
        environment = {**self.server.environment, "OAUTH_GRANT": "client-credentials"}
        self.assert_works(**environment)
        self.write(self.here, OTHER_PROGRAM)
        self.assert_works(**environment)

    def test_is_told_with_verbose(self):
        self.write(self.here, OTHER_PROGRAM)
        self.write_good(self.user_file)
        lines = self.run_bare("-v").messages.splitlines()
        self.assertEqual(
            lines[:2],
            [
                "goto-token: trace: .env was passed over: it holds no key of goto-token",
                f"goto-token: trace: env file: {self.user_file}",
            ],
        )


class Missing(SearchTest):
    nowhere = "the environment does not name it, and no env file was found"

    def test_proposes_init(self):
        self.assert_lacks_client_id(
            self.nowhere, "goto-token init asks for it and writes ~/.config/goto-token/.env"
        )
        self.assert_lacks_client_id(
            self.nowhere,
            "goto-token init --profile work asks for it and writes ~/.config/goto-token/work.env",
            "--profile=work",
        )
        self.assert_lacks_client_id(
            self.nowhere,
            f"goto-token init asks for it and writes {self.root}/goto-token/.env",
            XDG_CONFIG_HOME=str(self.root),
        )

    def test_never_proposes_to_write_over_the_file_of_another_program(self):
        self.write(self.here, OTHER_PROGRAM)
        self.assert_lacks_client_id(
            f"{self.nowhere} {PASSED_OVER}", "goto-token init asks for it and writes ~/.config/goto-token/.env"
        )
        self.write(self.user_file, OAUTH_SCOPE="a")
        self.assert_lacks_client_id(
            f"the environment does not name it, nor does {self.user_file} {PASSED_OVER}",
            f"add OAUTH_CLIENT_ID to {self.user_file}" + OR_INIT,
        )

    def test_names_what_is_nearly_the_key(self):
        warned = "goto-token: warning: OAUTH_CLINET_ID in {}: not a key of goto-token{}; did you mean OAUTH_CLIENT_ID\n"
        error = "goto-token: error: OAUTH_CLIENT_ID is not set: {}\n"
        hint = "goto-token: hint: in {}, rename OAUTH_CLINET_ID to OAUTH_CLIENT_ID\n"
        self.assertEqual(
            self.run_bare(OAUTH_CLINET_ID="hidden-id"),
            (
                3,
                "",
                warned.format("the environment", "")
                + error.format("the environment names OAUTH_CLINET_ID instead, and no env file was found")
                + hint.format("the environment"),
            ),
        )
        self.write(self.here, OAUTH_CLINET_ID="hidden-id")
        self.assertEqual(
            self.run_bare(),
            (
                3,
                "",
                warned.format(".env", ", and so the file was passed over")
                + error.format(f"{self.nowhere} {PASSED_OVER[:-1]}, but OAUTH_CLINET_ID)")
                + hint.format(".env"),
            ),
        )

    def test_secret_of_a_grant_is_told_the_same_way(self):
        self.write(self.here, OTHER_PROGRAM)
        self.write(self.user_file, OAUTH_CLIENT_ID="id")
        self.assertEqual(
            self.run_bare("--grant=refresh-token"),
            (
                3,
                "",
                "goto-token: error: OAUTH_REFRESH_TOKEN is not set, and the grant needs it: the environment does not "
                f"name it, nor does {self.user_file} {PASSED_OVER}\n"
                f"goto-token: hint: add OAUTH_REFRESH_TOKEN to {self.user_file}, or OAUTH_REFRESH_TOKEN_FILE with the "
                "path of a file that holds it\n",
            ),
        )


if __name__ == "__main__":
    unittest.main()
