"""Where the configuration comes from and what of it is refused (contract §4)."""

import unittest

from support.case import CONFIGURED, EndToEndTest, shell

MINIMAL = "OAUTH_CLIENT_ID=from-file\nOAUTH_REDIRECT_URI=http://127.0.0.1:0/cb\n"


class EnvFile(EndToEndTest):
    def write(self, path, text: str | bytes = MINIMAL):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        path.chmod(0o600)
        return path

    def client_id(self, *arguments: str, **environment: str) -> str:
        """The client id that a run with this configuration asks with."""
        return self.goto_token(*arguments, environment=environment).authorization_request["client_id"]

    def test_in_the_working_folder_is_used(self):
        self.write(self.folder / ".env")
        self.assertEqual(self.client_id(), "from-file")

    def test_named_by_the_option_comes_before_the_one_in_the_working_folder(self):
        self.write(self.folder / ".env", "OAUTH_CLIENT_ID=wrong\n")
        path = self.write(self.root / "named file.env")
        self.assertEqual(self.client_id("--env-file", str(path)), "from-file")

    def test_named_by_a_relative_path_is_found_from_the_working_folder(self):
        self.write(self.folder / "sub/x.env")
        self.assertEqual(self.client_id("--env-file", "sub/x.env"), "from-file")

    def test_in_xdg_config_home_is_used_when_the_working_folder_has_none(self):
        self.write(self.root / "xdg/goto-token/.env")
        self.write(self.home / ".config/goto-token/.env", "OAUTH_CLIENT_ID=wrong\n")
        self.assertEqual(self.client_id(XDG_CONFIG_HOME=str(self.root / "xdg")), "from-file")

    def test_in_dot_config_is_used_when_xdg_config_home_is_not_set(self):
        self.write(self.home / ".config/goto-token/.env")
        self.assertEqual(self.client_id(), "from-file")
        self.assertEqual(self.client_id(XDG_CONFIG_HOME=""), "from-file")

    def test_in_the_working_folder_hides_the_one_in_dot_config(self):
        self.write(self.folder / ".env")
        self.write(self.home / ".config/goto-token/.env", "OAUTH_CLIENT_ID=wrong\nOAUTH_SCOPE=wrong\n")
        self.assertNotIn("scope", self.goto_token(environment={}).authorization_request)

    def test_gives_way_to_the_environment_key_by_key(self):
        self.write(self.folder / ".env", MINIMAL + "OAUTH_SCOPE=file\n")
        request = self.goto_token(environment={"OAUTH_CLIENT_ID": "from-environment"}).authorization_request
        self.assertEqual((request["client_id"], request["scope"]), ("from-environment", "file"))

    def test_fills_in_for_an_empty_variable(self):
        self.write(self.folder / ".env")
        self.assertEqual(self.client_id(OAUTH_CLIENT_ID=""), "from-file")

    def test_is_read_as_npm_dotenv_reads_it(self):
        self.write(
            self.folder / ".env",
            b"\xef\xbb\xbf# comment\r\nexport OAUTH_CLIENT_ID = 'first'\r\n\r\n"
            b'OAUTH_REDIRECT_URI: "http://127.0.0.1:0/cb" # inline\r\nOAUTH_SCOPE=`a b`\r\n'
            b'OAUTH_CLIENT_ID="x=$HOME#y"\r\n',
        )
        request = self.goto_token(environment={}).authorization_request
        self.assertEqual((request["client_id"], request["scope"]), ("x=$HOME#y", "a b"))

    def test_that_is_named_but_missing_is_an_error(self):
        path = str(self.root / "missing.env")
        self.assert_error(self.goto_token("--env-file", path).wait(), 3, path, "No such file or directory")

    def test_that_is_named_with_nothing_is_an_error(self):
        outcome = self.goto_token("--env-file", "").wait()
        self.assertIn(outcome.exit_code, (2, 3))
        self.assertIn("--env-file", outcome.messages)

    def test_that_is_a_folder_is_an_error(self):
        self.assert_error(self.goto_token("--env-file", str(self.folder)).wait(), 3, str(self.folder))

    def test_of_python_which_is_a_folder_is_passed_over(self):
        (self.folder / ".env").mkdir()
        self.write(self.home / ".config/goto-token/.env")
        self.assertEqual(self.client_id(), "from-file")

    def test_that_never_ends_is_an_error(self):
        self.assert_error(self.goto_token("--env-file", "/dev/zero").wait(), 3, "/dev/zero")

    def test_that_holds_binary_data_does_no_harm(self):
        path = self.write(self.root / "binary", bytes(range(256)) * 64)
        request = self.goto_token("--env-file", str(path)).authorization_request
        self.assertEqual(request["client_id"], "client-1")

    def test_that_may_not_be_read_is_an_error(self):
        self.write(self.folder / ".env").chmod(0)
        outcome = self.goto_token(**self.unprivileged()).wait()
        self.assertEqual(
            outcome,
            (
                3,
                "",
                "goto-token: error: cannot read the env file '.env': Permission denied\n"
                "goto-token: hint: name another one with --env-file\n",
            ),
        )

    def test_with_a_secret_that_others_can_read_is_used_with_a_warning(self):
        path = self.write(self.folder / ".env", MINIMAL + "OAUTH_CLIENT_SECRET=hunter2\n")
        path.chmod(0o644)
        run = self.goto_token(environment={}, quiet=False)
        warning = run.stderr.find("warning.*")[0]
        self.assertIn(".env", warning)
        self.assertEqual(run.authorization_request["client_id"], "from-file")
        self.assertNotIn("hunter2", "".join(run.stderr.lines))

    def test_of_ones_own_or_without_a_secret_needs_no_warning(self):
        own = self.write(self.folder / "own", MINIMAL + "OAUTH_CLIENT_SECRET=hunter2\n")
        harmless = self.write(self.folder / "harmless")
        harmless.chmod(0o644)
        for path in (own, harmless):
            run = self.goto_token("--env-file", str(path), environment={}, quiet=False)
            self.assertTrue(run.authorization_url)
            self.assertNotIn("warning", "".join(run.stderr.lines))

    def test_cannot_name_a_program_a_proxy_or_a_trust_store(self):
        mark = self.root / "browser-ran"
        browser = self.program("browser", f"#!/bin/sh\ntouch {mark}\n")
        self.write(
            self.folder / ".env",
            f"OAUTH_TIMEOUT=60\nBROWSER={browser}\nHTTP_PROXY=http://127.0.0.1:9\nHTTPS_PROXY=http://127.0.0.1:9\n"
            f"ALL_PROXY=http://127.0.0.1:9\nSSL_CERT_FILE=/dev/null\nXDG_CONFIG_HOME={self.root}\n",
        )
        server = self.mock_server()
        self.assert_token_of(server, self.fetch_token(server))
        self.assertFalse(mark.exists())

    def test_never_changes_the_environment_of_the_browser(self):
        dump = self.root / "environ"
        browser = self.program(
            "dump",
            f"#!/bin/sh\ncat /proc/$$/environ > {dump}\n" f'exec {self.browser_that_signs_in()} "$1"\n',
        )
        self.write(self.folder / ".env", "OAUTH_CLIENT_SECRET_FILE=\nOAUTH_SCOPE=a\nHOME=/changed\nADDED=1\n")
        server = self.mock_server("--scopes=a")
        run = self.goto_token_at(server, "--browser", str(browser))
        self.assert_token_of(server, run.wait())
        variables = dict(entry.split("=", 1) for entry in dump.read_text().split("\0") if entry)
        expected = self.environment(**server.environment)
        del expected["OAUTH_CLIENT_SECRET"]  # no secret reaches a child, not even one of its parent's
        self.assertEqual({name: variables.get(name) for name in expected}, expected)
        self.assertLessEqual(variables.keys() - expected.keys(), {"PWD", "OLDPWD", "SHLVL", "_"})


class RequiredAndBad(EndToEndTest):
    def assert_refused(self, key: str, value: str | None, *mentions: str) -> None:
        with self.subTest(key=key, value=value):
            outcome = self.goto_token(environment={**CONFIGURED, key: value}).wait()
            self.assert_error(outcome, 3, key, *mentions)

    def test_a_client_id_is_required(self):
        self.assert_refused("OAUTH_CLIENT_ID", None)
        self.assert_refused("OAUTH_CLIENT_ID", "")

    def test_urls_are_absolute_http_or_https_without_fragment_and_user_info(self):
        for key in (
            "OAUTH_SERVICE_URL",
            "OAUTH_REDIRECT_URI",
            "OAUTH_AUTHORIZATION_ENDPOINT",
            "OAUTH_TOKEN_ENDPOINT",
            "OAUTH_REVOCATION_ENDPOINT",
            "OAUTH_PAR_ENDPOINT",
        ):
            for value in (
                "nonsense",
                "/oauth",
                "//127.0.0.1/x",
                "ftp://127.0.0.1/x",
                "file:///etc/passwd",
                "http://127.0.0.1/x#fragment",
                "http://user:hunter2@127.0.0.1/x",
                "http://user@127.0.0.1/x",
                "http://",
                "http:///x",
                "http://127.0.0.1:99999/x",
                "http://127.0.0.1:port/x",
                "http://127.0.0.1/a b",
                "http://127.0.0.1/\r\nX: y",
                "http://[::1/x",
            ):
                self.assert_refused(key, value)

    def test_a_password_in_a_url_is_not_shown(self):
        outcome = self.goto_token(
            environment={**CONFIGURED, "OAUTH_SERVICE_URL": "https://u:hunter2@h/"}
        ).wait()
        self.assertNotIn("hunter2", outcome.messages)

    def test_plain_http_to_another_host_is_refused(self):
        for key in (
            "OAUTH_SERVICE_URL",
            "OAUTH_TOKEN_ENDPOINT",
            "OAUTH_AUTHORIZATION_ENDPOINT",
        ):
            for value in (
                "http://server.invalid/x",
                "http://127.0.0.1.invalid/x",
                "http://localhost.invalid/x",
                "http://10.0.0.1/x",
                "http://0.0.0.0/x",
            ):
                self.assert_refused(key, value, "http")

    def test_plain_http_to_another_host_can_be_allowed(self):
        environment = {**CONFIGURED, "OAUTH_SERVICE_URL": "http://server.invalid/base"}
        run = self.goto_token("--allow-http", environment=environment)
        self.assertTrue(run.authorization_url.startswith("http://server.invalid/base/oauth/authorize?"))

    def test_plain_http_to_any_loopback_address_is_fine(self):
        for host in ("127.0.0.1", "127.8.9.1", "localhost", "LOCALHOST", "[::1]"):
            with self.subTest(host):
                run = self.goto_token(environment={**CONFIGURED, "OAUTH_SERVICE_URL": f"http://{host}:9"})
                self.assertIn("/oauth/authorize?", run.authorization_url)

    def test_a_client_authentication_must_be_known(self):
        for value in ("client_secret_basic", "BASIC", "digest"):
            self.assert_refused("OAUTH_CLIENT_AUTH", value, value)

    def test_a_client_authentication_with_a_secret_needs_one(self):
        for value in ("basic", "basic-raw", "post"):
            self.assert_refused("OAUTH_CLIENT_AUTH", value, value, "secret")

    def test_a_timeout_is_a_whole_number_of_seconds(self):
        for value in ("soon", "-1", "1.5", "99999999999999999999"):
            self.assert_refused("OAUTH_TIMEOUT", value, value)

    def test_a_scope_holds_only_what_rfc_6749_allows(self):
        for value in ('a"b', "a\\b"):
            self.assert_refused("OAUTH_SCOPE", value)

    def test_a_ca_file_must_hold_certificates(self):
        (self.root / "empty.pem").touch()
        for name in ("empty.pem", "missing.pem", "."):
            path = str(self.root / name)
            with self.subTest(name):
                self.assert_error(self.goto_token("--ca-file", path).wait(), 3, path)
                environment = {**CONFIGURED, "OAUTH_CA_FILE": path}
                self.assert_error(self.goto_token(environment=environment).wait(), 3, path)


class SecretFile(EndToEndTest):
    def secret_sent(self, **environment: str) -> str:
        """The client secret that arrives at the token endpoint."""
        server = self.authorization_server()
        values = {"OAUTH_CLIENT_SECRET": None, "OAUTH_CLIENT_AUTH": "post", **environment}
        self.assert_token(self.fetch_token(server, environment=values))
        return server.token_request.form["client_secret"]

    def write_secret(self, text: str) -> str:
        path = self.root / "secret"
        path.write_bytes(text.encode())
        path.chmod(0o600)
        return str(path)

    def test_holds_the_value(self):
        self.assertEqual(self.secret_sent(OAUTH_CLIENT_SECRET_FILE=self.write_secret("hunter2")), "hunter2")

    def test_loses_the_line_ends_around_the_secret_only(self):
        path = self.write_secret("\n hunter2 \r\n\n")
        self.assertEqual(self.secret_sent(OAUTH_CLIENT_SECRET_FILE=path), " hunter2 ")

    def test_loses_a_byte_order_mark(self):
        path = self.write_secret("\ufeffhunter2\r\n")
        self.assertEqual(self.secret_sent(OAUTH_CLIENT_SECRET_FILE=path), "hunter2")

    def test_may_be_named_from_the_home_folder_or_the_folder_of_the_env_file(self):
        (self.home / "secret").write_text("from the home")
        own = self.home / ".config/goto-token"
        own.mkdir(parents=True)
        (own / "secret").write_text("beside the env file")
        for name, secret in (("~/secret", "from the home"), ("secret", "beside the env file")):
            (own / ".env").write_text(f"OAUTH_CLIENT_SECRET_FILE={name}\n")
            self.assertEqual(self.secret_sent(), secret)
        (self.folder / "secret").write_text("in the working folder")
        self.assertEqual(self.secret_sent(OAUTH_CLIENT_SECRET_FILE="secret"), "in the working folder")
        self.assertEqual(self.secret_sent(OAUTH_CLIENT_SECRET_FILE="~/secret"), "from the home")

    def test_may_be_a_pipe_such_as_a_shell_makes(self):
        server = self.authorization_server()
        script = shell('echo hunter2 | OAUTH_CLIENT_SECRET_FILE=/dev/stdin "$@"')
        environment = {"OAUTH_CLIENT_SECRET": None, "OAUTH_CLIENT_AUTH": "post"}
        self.assert_token(self.fetch_token(server, environment=environment, wrapper=script))
        self.assertEqual(server.token_request.form["client_secret"], "hunter2")

    def test_together_with_the_value_is_an_error(self):
        environment = {
            **CONFIGURED,
            "OAUTH_CLIENT_SECRET": "hunter2",
            "OAUTH_CLIENT_SECRET_FILE": self.write_secret("hunter3"),
        }
        outcome = self.goto_token(environment=environment).wait()
        self.assert_error(outcome, 3, "OAUTH_CLIENT_SECRET", "OAUTH_CLIENT_SECRET_FILE")
        self.assertNotRegex(outcome.messages, "hunter[23]")

    def test_together_with_the_value_in_the_env_file_is_an_error(self):
        (self.folder / ".env").write_text("OAUTH_CLIENT_SECRET=hunter2\nOAUTH_CLIENT_SECRET_FILE=hunter3\n")
        outcome = self.goto_token().wait()
        self.assertEqual(
            outcome,
            (
                3,
                "",
                "goto-token: error: OAUTH_CLIENT_SECRET in .env and OAUTH_CLIENT_SECRET_FILE in .env exclude each "
                "other\ngoto-token: hint: remove one of the two\n",
            ),
        )

    def test_in_the_environment_goes_before_the_value_in_the_env_file(self):
        (self.folder / ".env").write_text("OAUTH_CLIENT_SECRET=hunter2\n")
        self.assertEqual(self.secret_sent(OAUTH_CLIENT_SECRET_FILE=self.write_secret("hunter3")), "hunter3")

    def test_in_the_env_file_gives_way_to_the_value_in_the_environment(self):
        (self.folder / ".env").write_text("OAUTH_CLIENT_SECRET_FILE=missing\n")
        self.assertEqual(self.secret_sent(OAUTH_CLIENT_SECRET="hunter2"), "hunter2")

    def test_that_is_missing_is_an_error(self):
        environment = {**CONFIGURED, "OAUTH_CLIENT_SECRET_FILE": str(self.root / "missing")}
        self.assert_error(
            self.goto_token(environment=environment).wait(), 3, "OAUTH_CLIENT_SECRET_FILE", "missing"
        )

    def test_that_is_a_folder_is_an_error(self):
        environment = {**CONFIGURED, "OAUTH_CLIENT_SECRET_FILE": str(self.root)}
        self.assert_error(self.goto_token(environment=environment).wait(), 3, "OAUTH_CLIENT_SECRET_FILE")

    def test_that_never_ends_is_an_error(self):
        environment = {**CONFIGURED, "OAUTH_CLIENT_SECRET_FILE": "/dev/zero"}
        self.assert_error(self.goto_token(environment=environment).wait(), 3, "OAUTH_CLIENT_SECRET_FILE")


if __name__ == "__main__":
    unittest.main()
