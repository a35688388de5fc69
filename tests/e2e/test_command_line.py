"""The command line (contract §1) and the exit codes of its misuse (§3)."""

import unittest

from support.case import CONFIGURED, EndToEndTest

COMMANDS = ("login", "logout", "status", "exec", "doctor", "init", "completion", "help")

class Information(EndToEndTest):
    def output_of(self, *arguments: str) -> str:
        """What a run without any configuration prints that does nothing else."""
        outcome = self.goto_token(*arguments, environment={}, quiet=False).wait()
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))
        return outcome.stdout

    def test_version_goes_to_stdout(self):
        version = self.output_of("--version")
        self.assertRegex(version, r"\Agoto-token \d+\.\d+\.\d+\n\Z")
        for arguments in (("-V",), ("login", "-V"), ("-qV",), ("--bogus", "-V")):
            with self.subTest(arguments):
                self.assertEqual(self.output_of(*arguments), version)

    def test_help_goes_to_stdout_however_it_is_asked_for(self):
        shown = self.output_of("--help")
        self.assertTrue(shown.startswith("Usage: goto-token [COMMAND] [options]\n"), shown)
        for arguments in (("-h",), ("help",), ("--bogus", "--help"), ("nosuch", "-h"), ("-V", "-h"), ("-help",)):
            with self.subTest(arguments):
                self.assertEqual(self.output_of(*arguments), shown)

    def test_help_of_a_command_goes_to_stdout_however_it_is_asked_for(self):
        for command in COMMANDS:
            shown = self.output_of("help", command)
            self.assertTrue(shown.startswith(f"Usage: goto-token {command} "), shown)
            for arguments in ((command, "--help"), (command, "-h"), ("-h", command), ("help", command, "-h"),
                              (command, "--bogus", "-q", "--help"), (command, "--help", "--", "env")):
                with self.subTest(arguments):
                    self.assertEqual(self.output_of(*arguments), shown)

    def test_help_of_exec_is_not_that_of_the_program_it_runs(self):
        outcome = self.goto_token("exec", "--", "env", "--help", environment={}).wait()
        self.assertEqual((outcome.exit_code, outcome.stdout), (3, ""))

    def test_help_fits_a_terminal_of_80_columns(self):
        for arguments in (("--help",), *(("help", command) for command in COMMANDS)):
            self.assertLessEqual(max(map(len, self.output_of(*arguments).splitlines())), 80)

    def test_help_works_where_the_configuration_is_broken(self):
        outcome = self.goto_token("--help", environment={"OAUTH_SERVICE_URL": "nonsense"}).wait()
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))


class Misuse(EndToEndTest):
    def assert_usage_error(self, arguments: tuple[str, ...], *mentions: str) -> None:
        with self.subTest(arguments):
            environment = {**CONFIGURED, "OAUTH_TIMEOUT": "1"}  # ends a run that wrongly begins
            run = self.goto_token(*arguments, environment=environment, quiet=False)
            self.assert_error(run.wait(), 2, *mentions)

    def assert_misuse(self, arguments: tuple[str, ...], what: str, hint: str) -> None:
        """The whole outcome of a usage error."""
        with self.subTest(arguments):
            outcome = self.goto_token(*arguments, environment=CONFIGURED, quiet=False).wait()
            messages = f"goto-token: error: {what}\ngoto-token: hint: {hint}\n"
            self.assertEqual(outcome, (2, "", messages))

    def test_of_a_mistyped_name_tells_the_nearest_right_one(self):
        for arguments, what, meant in (
            (("logn",), "unknown command 'logn'", "login"),
            (("stauts",), "unknown command 'stauts'", "status"),
            (("help", "docter"), "unknown command 'docter'", "doctor"),
            (("--scop", "a"), "unknown option '--scop'", "--scope"),
            (("login", "--nobrowser"), "unknown option '--nobrowser'", "--no-browser"),
            (("--envfile=x",), "unknown option '--envfile'", "--env-file"),
            (("--time-out", "1"), "unknown option '--time-out'", "--timeout"),
            (("-scope", "a"), "unknown option '-scope'", "--scope"),
            (("-verbose",), "unknown option '-verbose'", "--verbose"),
            (("--grant", "client-credential"),
             "--grant: 'client-credential' is not one of authorization-code, device-code, personal-access-token, "
             "refresh-token, client-credentials", "client-credentials"),
            (("-o", "jsn"), "--output: 'jsn' is not one of token, header, env, dotenv, json", "json"),
            (("completion", "bahs"), "completion: 'bahs' is not one of bash, zsh, fish", "bash"),
        ):
            self.assert_misuse(arguments, what, f"did you mean {meant}?")

    def test_hints_at_the_help_of_the_command_where_one_is_given(self):
        self.assert_misuse(("--bogus",), "unknown option '--bogus'", "see goto-token --help")
        self.assert_misuse(("status", "--bogus"), "unknown option '--bogus'", "see goto-token status --help")
        self.assert_misuse(("login", "x"), "unexpected argument 'x'", "see goto-token login --help")
        self.assert_misuse(("exec", "--scope"), "--scope needs a value", "see goto-token exec --help")
        self.assert_misuse(("login", "--grant", "client-credentials"),
                           "--grant: login keeps what a person signed in for; 'client-credentials' needs no login",
                           "see goto-token login --help")
        self.assert_misuse(("help", "nosuch"), "unknown command 'nosuch'",
                           f"the commands are {', '.join(COMMANDS)}; see goto-token --help")

    def test_of_options_of_other_commands_names_those(self):
        self.assert_misuse(("login", "--all"), "--all is for logout and status alone", "see goto-token login --help")
        self.assert_misuse(("--print",), "--print is for init alone", "write goto-token init --print")

    def test_with_an_option_of_another_tool_tells_what_to_do_here(self):
        self.assert_misuse(("--client-id", "x"), "unknown option '--client-id'",
                           "set OAUTH_CLIENT_ID in the env file or the environment")
        self.assert_misuse(("login", "--client-secret", "hunter2"), "unknown option '--client-secret'",
                           "set OAUTH_CLIENT_SECRET in the env file or the environment; as an option, every user of "
                           "the machine could read it, and shells would keep it in their history")
        self.assert_misuse(("--port=5000",), "unknown option '--port'",
                           "the port is that of OAUTH_REDIRECT_URI; --listen ADDRESS:PORT listens elsewhere, as "
                           "containers need")
        self.assert_misuse(("-phunter2",), "unknown option '-p'",
                           "people sign in in the browser; goto-token asks for no name and no password")

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

    def test_a_duration_is_seconds_or_a_number_with_a_unit(self):
        for value in ("soon", "-1", "1.5", "1.5h", "1 s", "5M", "1h30m", "1d", " ", "0x10", "99999999999999999999",
                      "5124095576030432h", "nan"):
            for option in ("--timeout", "--min-valid"):
                self.assert_misuse((f"{option}={value}",),
                                   f"{option}: '{value}' is not a duration such as 90, 90s, 5m or 2h, of ten years "
                                   "at most", "see goto-token --help")

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
