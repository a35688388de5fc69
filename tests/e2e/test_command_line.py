"""The command line (contract §1) and the exit codes of its misuse (§3)."""

import unittest

from support.case import CONFIGURED, EndToEndTest

OPTIONS = (
    "--scope",
    "--env-file",
    "--output",
    "--browser",
    "--no-browser",
    "--timeout",
    "--ca-file",
    "--allow-http",
    "--quiet",
    "--verbose",
    "--version",
    "--help",
)


class Information(EndToEndTest):
    def test_version_goes_to_stdout(self):
        outcome = self.goto_token("--version", environment={}, quiet=False).wait()
        self.assertRegex(outcome.stdout, r"\Agoto-token \d+\.\d+\.\d+\n\Z")
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))

    def test_help_goes_to_stdout_and_names_every_option(self):
        for flag in ("--help", "-h"):
            with self.subTest(flag):
                outcome = self.goto_token(flag, environment={}, quiet=False).wait()
                self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))
                for option in OPTIONS:
                    self.assertIn(option, outcome.stdout)

    def test_help_fits_a_terminal_of_100_columns(self):
        outcome = self.goto_token("--help", environment={}).wait()
        self.assertLessEqual(max(map(len, outcome.stdout.splitlines())), 100)

    def test_help_works_where_the_configuration_is_broken(self):
        outcome = self.goto_token("--help", environment={"OAUTH_SERVICE_URL": "nonsense"}).wait()
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))


class Misuse(EndToEndTest):
    def assert_usage_error(self, arguments: tuple[str, ...], *mentions: str) -> None:
        with self.subTest(arguments):
            environment = {**CONFIGURED, "OAUTH_TIMEOUT": "1"}  # ends a run that wrongly begins
            run = self.goto_token(*arguments, environment=environment, quiet=False)
            self.assert_error(run.wait(), 2, *mentions)

    def test_an_unknown_option_is_named(self):
        self.assert_usage_error(("--scpoe", "a"), "--scpoe")
        self.assert_usage_error(("-Z",), "-Z")

    def test_options_are_not_abbreviated(self):
        self.assert_usage_error(("--sco", "a"), "--sco")

    def test_an_unexpected_argument_is_named(self):
        self.assert_usage_error(("messaging.v1.send",), "messaging.v1.send")

    def test_an_option_without_its_value_is_named(self):
        for option in ("--scope", "--env-file", "--output", "--browser", "--timeout", "--ca-file"):
            self.assert_usage_error((option,), option)

    def test_an_option_does_not_take_another_option_for_its_value(self):
        for option in ("--scope", "-s", "--output", "--timeout"):
            self.assert_usage_error((option, "--no-browser"), option)

    def test_an_option_takes_one_value_only(self):
        self.assert_usage_error(("--scope", "a", "b"), "b")
        self.assert_usage_error(("--scope=a", "b"), "b")
        self.assert_usage_error(("--timeout", "1", "2"), "2")

    def test_a_flag_takes_no_value(self):
        for flag in ("--no-browser", "--allow-http", "--quiet", "--verbose", "--help", "--version"):
            for value in ("true", "false", "1", ""):
                self.assert_usage_error((f"{flag}={value}",), flag)

    def test_an_empty_value_is_not_looked_for_in_the_next_argument(self):
        self.assert_usage_error(("--timeout=", "1"), "--timeout")
        self.assert_usage_error(("--output=", "json"), "--output")
        self.assert_usage_error(("--scope=", "--no-browser"), "--scope")

    def test_an_unknown_output_format_is_named(self):
        self.assert_usage_error(("--output", "yaml"), "--output", "yaml")
        self.assert_usage_error(("-o", "TOKEN"), "--output", "TOKEN")
        self.assert_usage_error(("-o", ""), "--output")

    def test_a_timeout_is_a_whole_number_of_seconds(self):
        for value in ("soon", "-1", "1.5", "1s", "", " ", "0x10", "99999999999999999999", "nan"):
            self.assert_usage_error(("--timeout=" + value,), "--timeout")

    def test_a_scope_holds_only_what_rfc_6749_allows(self):
        for value in ('a"b', "a\\b", "caf\u00e9"):
            self.assert_usage_error(("--scope", value), "--scope")

    def test_browser_and_no_browser_contradict_each_other(self):
        self.assert_usage_error(("--browser", "firefox", "--no-browser"), "--browser", "--no-browser")

    def test_no_option_takes_a_secret(self):
        for option in ("--client-secret", "--secret", "--password", "--token", "--refresh-token", "--pat"):
            self.assert_usage_error((option, "hunter2"), option)

    def test_a_usage_error_does_not_show_values_that_may_be_secrets(self):
        outcome = self.goto_token("--client-secret", "hunter2").wait()
        self.assertNotIn("hunter2", outcome.messages)

    def test_escape_sequences_in_an_argument_are_made_harmless(self):
        outcome = self.goto_token("--output", "\x1b]0;owned\x07\r").wait()
        self.assertEqual(outcome.exit_code, 2)
        self.assertNotRegex(outcome.messages, "[\x1b\x07\r]")

    def test_no_secret_is_in_the_help(self):
        environment = {"OAUTH_CLIENT_ID": "id", "OAUTH_CLIENT_SECRET": "hunter2"}
        outcome = self.goto_token("--help", environment=environment).wait()
        self.assertNotIn("hunter2", outcome.stdout)


class Scopes(EndToEndTest):
    def assert_scope(self, expected: str | None, *arguments: str, **environment: str) -> None:
        run = self.goto_token(*arguments, environment={**CONFIGURED, **environment})
        self.assertEqual(run.authorization_request.get("scope"), expected)

    def test_are_repeatable_and_may_be_several(self):
        self.assert_scope("a b c", "--scope", "a", "-s", "b c")

    def test_keep_their_order_and_lose_duplicates(self):
        self.assert_scope("z a m", "-s", "z a", "-s", "a m", "-s", "z")

    def test_extra_blanks_do_not_count(self):
        self.assert_scope("a b", "-s", "  a   b ")

    def test_one_scope_does_not_swallow_the_next_option(self):
        self.assert_scope("a", "-s", "a", "--no-browser")

    def test_come_from_the_environment_when_no_option_names_any(self):
        self.assert_scope("a b", OAUTH_SCOPE="a b a")

    def test_of_the_options_replace_those_of_the_environment(self):
        self.assert_scope("c", "-s", "c", OAUTH_SCOPE="a b")

    def test_are_left_out_when_none_is_given(self):
        self.assert_scope(None)
        self.assert_scope(None, OAUTH_SCOPE="")

    def test_left_empty_ask_for_the_default_of_the_server(self):
        self.assert_scope(None, "-s", "")
        self.assert_scope(None, "-s", "", OAUTH_SCOPE="a b")


if __name__ == "__main__":
    unittest.main()
