"""--listen, which binds elsewhere than the redirect URI says (contract §6)."""

import socket
import unittest

from support import http_client
from support.case import CONFIGURED, EndToEndTest
from support.network import free_port, has_ipv6


class ListenOption(EndToEndTest):
    def listening(self, *arguments: str, redirect_uri: str, **options):
        self.server = self.mock_server(f"--redirect-uri={redirect_uri}")
        environment = {"OAUTH_REDIRECT_URI": redirect_uri}
        return self.goto_token_at(self.server, *arguments, environment=environment, **options)

    def status(self, run, port: int, host: str, address: str = "127.0.0.1") -> int:
        """Brings the response to an address, for a host."""
        url = f"http://{address}:{port}/cb?{run.address_ended_on().partition('?')[2]}"
        return http_client.send(url, headers={"Host": host}).status

    def assert_received(self, run, port: int, host: str, address: str = "127.0.0.1") -> None:
        self.assertEqual(self.status(run, port, host, address), 200)
        self.assert_token_of(self.server, run.wait()._replace(messages=""))
        self.assertEqual(self.server.token_request.form["redirect_uri"], run.redirect_uri)

    def test_leaves_the_redirect_uri_as_registered(self):
        port, registered = free_port(), "http://127.0.0.1:8099/cb"
        run = self.listening("--listen", f"0.0.0.0:{port}", redirect_uri=registered)
        self.assertEqual(run.redirect_uri, registered)
        self.assert_received(run, port, "127.0.0.1:8099")

    def test_takes_the_hosts_of_the_redirect_uri_alone(self):
        port = free_port()
        run = self.listening("--listen", f"0.0.0.0:{port}", redirect_uri="http://127.0.0.1:8099/cb")
        for host in (f"127.0.0.1:{port}", f"0.0.0.0:{port}", "evil.example:8099"):
            self.assertEqual(self.status(run, port, host), 421)
        self.assert_received(run, port, "localhost:8099")

    def test_has_the_port_of_the_redirect_uri_unless_it_names_one(self):
        port = free_port()
        run = self.listening("--listen", "0.0.0.0", redirect_uri=f"http://127.0.0.1:{port}/cb")
        self.assert_received(run, port, f"127.0.0.1:{port}")
        run = self.listening("--listen", "127.0.0.2", redirect_uri="http://127.0.0.1:0/cb")
        self.assert_received(run, run.port, f"127.0.0.1:{run.port}", "127.0.0.2")

    @unittest.skipUnless(has_ipv6(), "no IPv6 on loopback")
    def test_takes_the_whole_of_ipv6_for_both_families(self):
        for address in ("::", "[::]", f"[::]:{free_port()}"):
            for visitor in ("127.0.0.1", "[::1]"):
                run = self.listening("--listen", address, redirect_uri="http://127.0.0.1:0/cb")
                self.assert_received(run, run.port, f"127.0.0.1:{run.port}", visitor)

    def test_serves_a_proxy_in_front_of_a_redirect_uri_elsewhere(self):
        for registered, host in (
            ("https://app.example.com/cb", "app.example.com"),
            ("https://app.example.com/cb", "app.example.com:443"),
            ("https://app.example.com:8443/cb", "app.example.com:8443"),
        ):
            port = free_port()
            run = self.listening("--listen", f"127.0.0.1:{port}", redirect_uri=registered)
            self.assertEqual(run.redirect_uri, registered)
            self.assertEqual(self.status(run, port, f"127.0.0.1:{port}"), 421)
            self.assert_received(run, port, host)

    def test_warns_where_other_machines_can_come(self):
        for address, warns in (("0.0.0.0", True), ("127.0.0.1", False), ("127.0.0.2", False)):
            with self.subTest(address):
                run = self.listening("--listen", address, redirect_uri="http://127.0.0.1:0/cb", quiet=False)
                self.assert_received(run, run.port, f"127.0.0.1:{run.port}", address.replace("0.0.0.0", "127.0.0.1"))
                self.assertEqual("warning: other machines may reach" in run.stderr.text(), warns)

    def test_with_a_bad_value_is_a_usage_error(self):
        for value in ("somewhere", "0.0.0.0:x", "0.0.0.0:65536", ":5000", "5000", "[::", "http://0.0.0.0"):
            with self.subTest(value):
                self.assert_error(self.goto_token("--listen", value).wait(), 2, "--listen", value)
        self.assert_error(self.goto_token("--listen", "").wait(), 2, "--listen")
        self.assert_error(self.goto_token("--listen").wait(), 2, "--listen")
        self.assert_error(self.goto_token("--listen", "0.0.0.0", "--paste").wait(), 2, "--listen", "--paste")

    def test_that_cannot_be_had_is_named(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            taken = f"127.0.0.1:{other.getsockname()[1]}"
            self.assert_error(self.goto_token("--listen", taken).wait(), 8, taken, "in use")
        self.assert_error(self.goto_token("--listen", "192.0.2.1:5000").wait(), 8, "192.0.2.1:5000")

    def test_is_what_the_ssh_line_leads_to(self):
        port = free_port()
        environment = {
            **CONFIGURED,
            "OAUTH_REDIRECT_URI": "http://127.0.0.1:8099/cb",
            "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.7 22",
        }
        run = self.goto_token("--listen", f"127.0.0.1:{port}", environment=environment, quiet=False)
        self.assertTrue(run.stderr.find(rf"^  ssh -L 8099:127\.0\.0\.1:{port} 192\.0\.2\.7$"))


if __name__ == "__main__":
    unittest.main()
