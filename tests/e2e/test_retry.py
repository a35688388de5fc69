"""What is sent again, and how often (contract §7)."""

import os
import unittest

from support.case import CONFIGURED, EndToEndTest
from support.refusing_address import ConnectionCounter, RefusingAddress
from support.scripted_responses import json_response, token_response


class Retry(EndToEndTest):
    def test_after_a_short_wait_is_made_once_when_the_server_asks(self):
        for status in (429, 503):
            with self.subTest(status):
                server = self.mock_server(f"--fault={status}=1:1")
                self.assert_token_of(server, self.fetch_token(server))
                first, second = server.token_requests
                self.assertEqual(first.form, second.form)

    def test_is_made_only_once(self):
        server = self.mock_server("--fault=503=0")
        self.assert_error(self.fetch_token(server), 7, "503")
        self.assertEqual(len(server.token_requests), 2)

    def test_is_not_made_for_a_long_or_missing_or_odd_wait_or_another_status(self):
        for status, headers in (
            (503, {"Retry-After": "6"}),
            (429, {"Retry-After": "3600"}),
            (503, None),
            (429, {"Retry-After": "-1"}),
            (429, {"Retry-After": "99999999999999999999"}),
            (429, {"Retry-After": "soon"}),
            (500, {"Retry-After": "0"}),
        ):
            with self.subTest(status=status, headers=headers):
                server = self.authorization_server(json_response({}, status, headers), token_response())
                self.assert_error(self.fetch_token(server), 7, str(status))
                self.assertEqual(len(server.token_requests), 1)

    def test_of_a_connection_that_is_refused_comes_to_an_end(self):
        with RefusingAddress() as server:
            run = self.goto_token(environment={**CONFIGURED, "OAUTH_SERVICE_URL": f"http://{server.address}"})
            self.assertEqual(run.redirect(code="a").status, 502)
            self.assert_error(run.wait(), 7, server.address, "refused")

    def test_of_a_connection_is_told_once(self):
        with RefusingAddress() as server:
            environment = {**CONFIGURED, "OAUTH_SERVICE_URL": f"http://{server.address}"}
            run = self.goto_token("--grant", "client-credentials", environment=environment, quiet=False)
            messages = run.wait().messages
            self.assertEqual(messages.count("; trying again\n"), 1, messages)

    @unittest.skipUnless(os.geteuid() == 0, "only root may watch packets")
    def test_of_a_connection_that_is_refused_is_made_twice(self):
        with RefusingAddress() as server, ConnectionCounter(server.port) as counter:
            run = self.goto_token(environment={**CONFIGURED, "OAUTH_SERVICE_URL": f"http://{server.address}"})
            run.redirect(code="a")
            self.assertEqual(run.wait().exit_code, 7)
            self.assertEqual(counter.attempts(), 3)


if __name__ == "__main__":
    unittest.main()
