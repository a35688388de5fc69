"""The checks of doctor beyond the configuration, each failing for its own reason (contract §1)."""

import socket
import unittest

from support.case import CONFIGURED
from support.certificates import Authority, Certificate
from support.doctor import DoctorTest, date_response
from support.scripted_responses import json_response


class SignIn(DoctorTest):
    def setUp(self):
        super().setUp()
        self.server = self.mock_server()

    def taken_port(self) -> int:
        taken = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(taken.close)
        return taken.getsockname()[1]

    def test_fails_for_a_port_that_is_taken(self):
        port = self.taken_port()
        report = self.examine(self.server, environment={"OAUTH_REDIRECT_URI": f"http://127.0.0.1:{port}/"})
        self.assert_fails(report, "port", 8, f"127.0.0.1:{port}", "Address already in use", "stop the program")

    def test_frees_the_port_again(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        environment = {"OAUTH_REDIRECT_URI": f"http://127.0.0.1:{port}/"}
        _, checks = self.examine(self.server, environment=environment)
        self.assertEqual(checks["port"][:2], ("ok", f"127.0.0.1:{port} can be listened on"))
        socket.create_server(("127.0.0.1", port)).close()

    def test_needs_no_port_where_the_response_is_pasted(self):
        for arguments, redirect_uri in (
            (("--paste",), f"http://127.0.0.1:{self.taken_port()}/"),
            ((), "https://app.example/callback"),
        ):
            with self.subTest(redirect_uri):
                environment = {"OAUTH_REDIRECT_URI": redirect_uri}
                status, checks = self.examine(self.server, *arguments, environment=environment)
                self.assertEqual((status, checks["port"][0]), (0, "skip"))
                self.assertIn("pasted", checks["redirect URI"][1])

    def test_tries_the_address_that_listen_names(self):
        port = self.taken_port()
        self.assert_fails(self.examine(self.server, f"--listen=127.0.0.1:{port}"), "port", 8, f":{port}")
        _, checks = self.examine(self.server, "--listen=127.0.0.2")
        self.assertEqual(checks["port"][:2], ("ok", "a port that is free can be listened on"))

    def test_only_warns_of_the_port_while_the_stored_login_gives_tokens(self):
        self.log_in(self.server)
        port = self.taken_port()
        report = self.examine(self.server, environment={"OAUTH_REDIRECT_URI": f"http://127.0.0.1:{port}/"})
        self.assert_warns(report, "port", "stored login")

    def test_needs_neither_port_nor_browser_nor_store_for_other_grants(self):
        self.store.mkdir(parents=True, mode=0o755)
        environment = {"OAUTH_REDIRECT_URI": f"http://127.0.0.1:{self.taken_port()}/"}
        status, checks = self.examine(self.server, "--grant=client-credentials", environment=environment)
        self.assertEqual(status, 0)
        for name in ("redirect URI", "port", "browser", "token store", "stored login"):
            self.assertEqual(checks[name][0], "skip", name)

    def test_finds_the_program_that_opens_the_page(self):
        browser = self.program("browser", "#!/bin/sh\n")
        path = f"/usr/bin:/bin:{self.root}"
        for command in ("browser", f"{browser}", "browser --new-tab %s"):
            with self.subTest(command):
                _, checks = self.examine(self.server, environment={"BROWSER": command, "PATH": path})
                self.assertEqual(checks["browser"], ("ok", str(browser), None))

    def test_finds_the_first_of_the_browsers_that_there_is(self):
        browser = self.program("browser", "#!/bin/sh\n")
        environment = {"BROWSER": f"no-such-browser:{browser}:sh"}
        _, checks = self.examine(self.server, environment=environment)
        self.assertEqual(checks["browser"], ("ok", str(browser), None))

    def test_warns_of_a_browser_that_does_not_exist(self):
        report = self.examine(self.server, "--browser", "no-such-browser %s")
        self.assert_warns(report, "browser", "no-such-browser", "--browser")

    def test_starts_no_browser(self):
        mark = self.root / "started"
        browser = self.program("browser", f"#!/bin/sh\ntouch {mark}\n")
        _, checks = self.examine(self.server, "--browser", f"$(touch {mark}) {browser}")
        self.assertEqual(checks["browser"][0], "ok")
        self.assertFalse(mark.exists())


class Service(DoctorTest):
    def assert_unreachable(self, url: str, *mentions: str, arguments=()) -> None:
        report = self.read(
            self.goto_token("doctor", *arguments, environment={**CONFIGURED, "OAUTH_SERVICE_URL": url}).wait()
        )
        self.assert_fails(report, "service", 7, *mentions)
        self.assertNotIn("clock", report[1])

    def test_fails_where_no_server_listens(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.assert_unreachable(f"http://127.0.0.1:{port}", f"127.0.0.1:{port}", "refused", "check the address")

    def test_fails_for_a_name_that_does_not_exist(self):
        self.assert_unreachable("https://service.invalid", "https://service.invalid", "not found")

    def test_says_how_to_fix_a_certificate(self):
        authority = Authority(self.root / "authority")
        trusted = ("--ca-file", str(authority.file))
        for name, days, arguments, reason, hint in (
            ("127.0.0.1", 2, (), "unable to get local issuer certificate", "--ca-file"),
            ("server.example", 2, trusted, "IP address mismatch", "another name"),
            ("127.0.0.1", -1, trusted, "certificate has expired", "this machine's clock"),
        ):
            with self.subTest(reason):
                server = self.mock_server(certificate=authority.issue(name, days))
                self.assert_unreachable(server.url, f"TLS: {reason}", hint, arguments=arguments)

    def test_says_that_tls_is_in_order(self):
        certificate = Certificate(self.root, "127.0.0.1")
        server = self.mock_server(certificate=certificate)
        status, checks = self.examine(server, "--ca-file", str(certificate.file))
        self.assertEqual(status, 0)
        self.assertEqual(checks["service"][0], "ok")
        self.assertIn("over TLS", checks["service"][1])

    def test_warns_of_a_server_with_a_problem(self):
        server = self.authorization_server(date_response(0, status=503))
        self.assert_warns(self.examine(server), "service", "503")

    def test_reads_the_metadata_of_an_issuer(self):
        server = self.mock_server()
        environment = {"OAUTH_SERVICE_URL": None, "OAUTH_ISSUER": server.url + "/other"}
        self.assert_fails(self.examine(server, environment=environment), "service", 7, "no metadata")
        status, checks = self.examine(server, environment={**environment, "OAUTH_ISSUER": server.url})
        self.assertEqual((status, checks["service"][0]), (0, "ok"))

    def test_warns_of_a_clock_that_is_wrong(self):
        for ahead, word in ((3600, "behind"), (-3600, "ahead")):
            server = self.authorization_server(date_response(ahead))
            self.assert_warns(self.examine(server), "clock", word, "set this machine's clock")

    def test_has_nothing_to_say_of_the_clock_without_a_date(self):
        for headers in (None, {"Date": "yesterday"}):
            status, checks = self.examine(self.authorization_server(json_response({}, 405, headers)))
            self.assertEqual((status, checks["clock"][0]), (0, "skip"))


class Store(DoctorTest):
    def setUp(self):
        super().setUp()
        self.server = self.mock_server()

    def test_says_what_is_stored(self):
        self.log_in(self.server)
        status, checks = self.examine(self.server)
        self.assertEqual((status, checks["stored login"][0]), (0, "ok"))
        self.assertIn("valid until", checks["stored login"][1])
        self.assertIn("refreshed", checks["stored login"][1])

    def test_fails_for_a_folder_that_others_can_read(self):
        self.store.mkdir(parents=True)
        self.store.chmod(0o755)
        self.assert_fails(self.examine(self.server), "token store", 9, "other users", f"chmod 700 {self.store}")

    def test_fails_for_a_login_that_others_can_read(self):
        self.log_in(self.server)
        self.login_file.chmod(0o644)
        self.assert_fails(self.examine(self.server), "stored login", 9, f"chmod 600 {self.login_file}")

    def test_fails_for_a_login_that_is_damaged(self):
        self.log_in(self.server)
        self.login_file.write_text("{")
        self.assert_fails(self.examine(self.server), "stored login", 9, "damaged", "goto-token login")
        self.assertEqual(self.login_file.read_text(), "{")

    def test_warns_of_a_login_without_the_scopes_that_are_asked_for(self):
        self.log_in(self.server)
        self.assert_warns(self.examine(self.server, "--scope=z"), "stored login", "cover", "goto-token login")

    def test_fails_without_a_login_when_no_person_may_be_asked(self):
        options = ("--non-interactive", "--refresh")
        for option in options:
            report = self.examine(self.server, option)
            self.assert_fails(report, "stored login", 10, f"{option} needs a login", "goto-token login")
        self.log_in(self.server)
        for option in options:
            self.assertEqual(self.examine(self.server, option)[0], 0)

    def test_warns_where_none_can_be_kept(self):
        self.assert_warns(self.examine(self.server, environment={"HOME": None}), "token store", "XDG_STATE_HOME")

    def test_warns_of_a_place_that_cannot_be_written(self):
        options = self.unprivileged()
        self.home.chmod(0o555)
        self.addCleanup(self.home.chmod, 0o755)
        self.assert_warns(self.examine(self.server, **options), "token store", str(self.home), "XDG_STATE_HOME")


if __name__ == "__main__":
    unittest.main()
