"""The report of doctor, and the checks of the configuration: all faults at once (contract §1)."""

import json
import socket
import unittest

from support.doctor import DoctorTest, date_response


class Report(DoctorTest):
    def test_has_a_line_for_each_check_and_nothing_to_fix_where_all_is_well(self):
        server = self.authorization_server(date_response(0))
        status, checks = self.examine(server)
        self.assertEqual(status, 0)
        self.assertEqual(set(check[0] for check in checks.values()), {"ok", "skip"}, checks)
        self.assertEqual([check[2] for check in checks.values() if check[2]], [])

    def test_shows_where_each_value_comes_from(self):
        (self.folder / ".env").write_text("OAUTH_SCOPE=a b\nOAUTH_CLIENT_SECRET=hidden-secret\n")
        (self.folder / ".env").chmod(0o600)
        server = self.mock_server()
        _, checks = self.examine(server, "--timeout=5", environment={"OAUTH_CLIENT_SECRET": None})
        self.assertEqual(checks["env file"][:2], ("ok", ".env (2 keys)"))
        client_id = server.environment["OAUTH_CLIENT_ID"]
        self.assertEqual(checks["OAUTH_CLIENT_ID"][1], f"{client_id} (in the environment)")
        self.assertEqual(checks["OAUTH_CLIENT_SECRET"][1], "set (in .env)")
        self.assertEqual(checks["OAUTH_SCOPE"][1], "a b (in .env)")
        self.assertEqual(checks["OAUTH_TIMEOUT"][1], "given by --timeout")
        self.assertEqual(checks["OAUTH_GRANT"][:2], ("skip", "not set: authorization-code"))

    def test_names_all_faults_and_fixes_at_once_and_exits_as_the_first(self):
        server = self.mock_server()
        taken = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(taken.close)
        self.store.mkdir(parents=True, mode=0o755)
        status, checks = self.examine(
            server,
            "--env-file=missing.env",
            environment={
                "OAUTH_CLIENT_ID": "",
                "OAUTH_CLIENT_AUTH": "digest",
                "OAUTH_TOKEN_ENDPOINT": "nonsense",
                "OAUTH_ISSUER": "ftp://issuer.example",
                "OAUTH_GRANT": "password",
                "OAUTH_PROFILE": "../x",
                "OAUTH_REDIRECT_URI": f"http://127.0.0.1:{taken.getsockname()[1]}/",
                "OAUTH_SCOPE": 'a"b',
                "OAUTH_TIMEOUT": "soon",
                "OAUTH_CA_FILE": "missing.pem",
            },
        )
        failed = [name for name, check in checks.items() if check[0] == "fail"]
        self.assertEqual(
            failed,
            [
                "env file",
                "OAUTH_CLIENT_AUTH",
                "OAUTH_TOKEN_ENDPOINT",
                "OAUTH_ISSUER",
                "OAUTH_GRANT",
                "OAUTH_PROFILE",
                "OAUTH_SCOPE",
                "OAUTH_TIMEOUT",
                "OAUTH_CA_FILE",
                "port",
                "token store",
            ],
        )
        self.assertEqual(status, 3)
        self.assertEqual([name for name in failed if not checks[name][2]], [])
        self.assertEqual(checks["OAUTH_CLIENT_ID"][:2], ("skip", "not checked: the env file cannot be read"))

    def test_says_the_same_as_json(self):
        server = self.authorization_server(date_response(0))
        for environment, ok in (({}, True), ({"OAUTH_TIMEOUT": "soon"}, False)):
            with self.subTest(ok=ok):
                _, checks = self.examine(server, environment=environment)
                outcome = self.run_at(server, "doctor", "-o", "json", environment=environment)
                self.assertEqual((outcome.exit_code, outcome.messages), (0 if ok else 3, ""))
                report = json.loads(outcome.stdout)
                self.assertEqual(report["ok"], ok)
                in_json = {c["name"]: (c["status"], c["message"], c.get("hint")) for c in report["checks"]}
                self.assertEqual(in_json.keys(), checks.keys())
                self.assertEqual({n: c[0] for n, c in in_json.items()}, {n: c[0] for n, c in checks.items()})
                self.assertEqual(in_json["OAUTH_TIMEOUT"], checks["OAUTH_TIMEOUT"])

    def test_is_printable_ascii_as_json_whatever_it_tells(self):
        server = self.authorization_server(date_response(0))
        environment = {"OAUTH_CLIENT_ID": "caf\u00e9\u202e\U0001f600\udcff"}  # the last is a byte that is not UTF-8
        outcome = self.run_at(server, "doctor", "-o", "json", environment=environment)
        self.assertEqual(outcome.messages, "")
        self.assertRegex(outcome.stdout, r"\A[ -~]+\n\Z")
        messages = {check["name"]: check["message"] for check in json.loads(outcome.stdout)["checks"]}
        self.assertIn("caf\u00e9?\U0001f600?", messages["OAUTH_CLIENT_ID"])

    def test_never_holds_a_secret(self):
        server = self.mock_server()
        self.log_in(server)
        tokens = [self.stored()["token_response"][name] for name in ("access_token", "refresh_token")]
        (self.folder / "secret").write_text("secret-from-a-file\n")
        (self.folder / ".env").write_text(
            "OAUTH_SCOPE=\nOAUTH_CLIENTSECRET=misspelt-secret\nHTTPS_PROXY=http://u:proxy-secret@p\n"
        )
        environment = {
            "OAUTH_CLIENT_SECRET": "hidden-client",
            "OAUTH_PERSONAL_ACCESS_TOKEN": "hidden-pat",
            "OAUTH_REFRESH_TOKEN_FILE": "secret",
            "OAUTH_AUTHORIZATION_ENDPOINT": server.url + "/authorize?key=hidden-query",
            "HTTP_PROXY": "http://u:hidden-proxy@p",
            "OAUTH_CLIENT_ID_": "hidden-misspelt",
        }
        pat = "--grant=personal-access-token"
        for arguments in ((), ("-o", "json"), ("-v",), (pat, "-v"), ("--grant=refresh-token",)):
            with self.subTest(arguments):
                run = self.goto_token_at(server, "doctor", *arguments, environment=environment, quiet=False)
                outcome = run.wait()
                self.assertEqual(outcome.exit_code, 0, outcome)
                self.assertNotRegex(
                    outcome.stdout + outcome.messages,
                    "|".join([*tokens, "hidden-|secret-from|misspelt-secret|proxy-secret"]),
                )

    def test_sends_no_secret(self):
        server = self.authorization_server(date_response(0))
        self.examine(server)
        (request,) = server.requests
        self.assertEqual((request.method, request.path, request.body), ("GET", "/oauth/token", ""))
        self.assertNotIn("Authorization", request.headers)
        self.assertNotIn("client-secret", str(request.headers))

    def test_leaves_everything_as_it_was(self):
        server = self.mock_server()
        before = self.files()
        self.examine(server)
        self.assertEqual(self.files(), before)
        self.log_in(server)
        before = self.files()
        self.examine(server)
        self.assertEqual(self.files(), before)

    def test_is_one_line_a_check_even_for_values_with_line_ends(self):
        server = self.mock_server()
        environment = {"OAUTH_CLIENT_ID": "a\nfail    port: b\x1b[31m", "OAUTH_SCOPE": "a\nb"}
        _, checks = self.examine(server, environment=environment)
        self.assertEqual(checks["port"][0], "ok")
        self.assertNotIn("\x1b", checks["OAUTH_CLIENT_ID"][1])

    def test_that_cannot_be_written_is_a_failure(self):
        with open("/dev/full", "wb") as full:
            run = self.goto_token("doctor", stdout=full)
            outcome = run.wait()
        self.assertEqual(outcome.exit_code, 1)
        self.assertIn("cannot write to stdout", outcome.messages)


class Configuration(DoctorTest):
    def setUp(self):
        super().setUp()
        self.server = self.mock_server()

    def test_goes_on_without_an_env_file_that_is_missing(self):
        self.assert_fails(self.examine(self.server, "--env-file=x.env"), "env file", 3, "x.env", "No such file")

    def test_fails_for_a_required_key_that_is_missing(self):
        report = self.examine(self.server, environment={"OAUTH_CLIENT_ID": None})
        self.assert_fails(report, "OAUTH_CLIENT_ID", 3, "not set", "goto-token init")

    def test_fails_for_a_secret_file_that_cannot_be_read(self):
        environment = {
            "OAUTH_CLIENT_SECRET": None,
            "OAUTH_CLIENT_SECRET_FILE": "nowhere",
            "OAUTH_CLIENT_AUTH": "post",
        }
        report = self.examine(self.server, environment=environment)
        self.assert_fails(report, "OAUTH_CLIENT_SECRET", 3, "OAUTH_CLIENT_SECRET_FILE", "nowhere")

    def test_fails_for_the_secret_of_the_grant_when_it_is_missing(self):
        for grant, key in (
            ("personal-access-token", "OAUTH_PERSONAL_ACCESS_TOKEN"),
            ("refresh-token", "OAUTH_REFRESH_TOKEN"),
        ):
            with self.subTest(grant):
                self.assert_fails(self.examine(self.server, "--grant", grant), key, 3, "not set", key + "_FILE")

    def test_fails_for_a_ca_file_without_certificates(self):
        (self.folder / "ca.pem").write_text("nothing\n")
        self.assert_fails(self.examine(self.server, "--ca-file=ca.pem"), "OAUTH_CA_FILE", 3, "ca.pem")

    def test_fails_for_plain_http_to_another_machine(self):
        report = self.examine(self.server, environment={"OAUTH_TOKEN_ENDPOINT": "http://token.example/"})
        self.assert_fails(report, "OAUTH_TOKEN_ENDPOINT", 3, "plain http", "--allow-http")

    def test_warns_of_a_secret_that_others_can_read(self):
        (self.folder / ".env").write_text("OAUTH_REFRESH_TOKEN=r\n")
        (self.folder / ".env").chmod(0o644)
        self.assert_warns(self.examine(self.server), "env file", "others can read", "chmod 600 .env")
        (self.folder / ".env").unlink()
        (self.folder / "pat").write_text("p\n")
        (self.folder / "pat").chmod(0o644)
        environment = {"OAUTH_PERSONAL_ACCESS_TOKEN_FILE": "pat"}
        report = self.examine(self.server, "--grant=personal-access-token", environment=environment)
        self.assert_warns(report, "OAUTH_PERSONAL_ACCESS_TOKEN", "others can read", "chmod 600 pat")

    def test_leaves_a_secret_alone_that_the_grant_does_not_need(self):
        environment = {"OAUTH_REFRESH_TOKEN_FILE": "missing", "OAUTH_PERSONAL_ACCESS_TOKEN": "p"}
        status, checks = self.examine(self.server, environment=environment)
        self.assertEqual(status, 0)
        for key in ("OAUTH_REFRESH_TOKEN", "OAUTH_PERSONAL_ACCESS_TOKEN"):
            self.assertEqual(checks[key][0], "skip")
            self.assertIn("not needed", checks[key][1])
        environment["OAUTH_REFRESH_TOKEN"] = "r"
        self.assert_fails(self.examine(self.server, environment=environment), "OAUTH_REFRESH_TOKEN", 3, "exclude")

    def test_warns_of_an_env_file_without_keys(self):
        (self.folder / ".env").write_text("# OAUTH_CLIENT_ID\n")
        report = self.examine(self.server, "--env-file=.env")
        self.assert_warns(report, "env file", "sets no key", "OAUTH_CLIENT_ID=")

    def test_warns_of_a_likely_misspelling(self):
        (self.folder / ".env").write_text("OAUTH_CLIENTID=a\nUSER=b\nOAUTH2_PROXY=c\n")
        report = self.examine(self.server)
        self.assert_warns(report, "OAUTH_CLIENTID in .env", "passed over", "did you mean OAUTH_CLIENT_ID")
        (self.folder / ".env").write_text("OAUTH_CLIENTID=a\nOAUTH_SCOPE=b\n")
        self.assert_warns(self.examine(self.server), "OAUTH_CLIENTID in .env", "did you mean OAUTH_CLIENT_ID")
        (self.folder / ".env").unlink()
        report = self.examine(self.server, environment={"oauth_scopes": "a", "OAUTH_OF_OTHERS": "b"})
        self.assert_warns(report, "oauth_scopes in the environment", "did you mean OAUTH_SCOPE")
        report = self.examine(self.server, environment={"OATH_SCOPE": "a"})
        self.assert_warns(report, "OATH_SCOPE", "in the environment", "did you mean OAUTH_SCOPE")

    def test_warns_of_keys_in_the_env_file_that_are_unknown(self):
        (self.folder / ".env").write_text("OAUTH_SCOPE=a\nOAUTH_USERNAME=hidden-name\n")
        report = self.examine(self.server)
        self.assert_warns(report, "OAUTH_USERNAME", "not a key")
        self.assertNotIn("hidden-name", str(report))

    def test_warns_of_variables_that_count_in_the_environment_alone(self):
        (self.folder / ".env").write_text("OAUTH_SCOPE=a\nBROWSER=touch stolen\n")
        self.assert_warns(self.examine(self.server), "BROWSER", ".env", "environment")


if __name__ == "__main__":
    unittest.main()
