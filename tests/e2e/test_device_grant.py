"""The device authorization grant: requests, results and the stored login (contract §6, §7, RFC 8628)."""

import json
import signal
import unittest

from support import limits
from support.device import (
    DEVICE_CODE,
    DEVICE_GRANT_TYPE,
    GRANT,
    PENDING,
    DeviceTest,
    introduction,
)
from support.login import first_token_response
from support.scripted_responses import ScriptedResponse, error_response, json_response, token_response
from support.wire_server import Holds, sends, sends_and_resets

POLL = "/oauth/token"
ASK = "/device_authorization"


class Requests(DeviceTest):
    def test_a_code_is_asked_for_and_polled_with_until_the_token_comes(self):
        server = self.device_server(PENDING, PENDING, token_response())
        outcome = self.run_with_code(server, "-s", "a b:c", environment={"OAUTH_CLIENT_AUTH": "post"})
        self.assertEqual(outcome, (0, "token-1\n", introduction(server)))
        self.assertEqual(server.asked, [ASK, POLL, POLL, POLL])
        credentials = {"client_id": "client-1", "client_secret": "client-secret"}
        self.assertEqual(server.authorization_request.form, {**credentials, "scope": "a b:c"})
        for poll in server.token_requests:
            self.assertEqual(poll.form, {"grant_type": DEVICE_GRANT_TYPE, "device_code": DEVICE_CODE, **credentials})
        for request in server.requests:
            self.assertEqual(request.method, "POST")
            self.assertEqual(request.headers["Content-Type"], "application/x-www-form-urlencoded")
            self.assertEqual(request.headers["Accept"], "application/json")

    def test_the_client_is_named_in_the_body_once_whatever_the_authentication(self):
        for method in ("basic", "post", "none"):
            with self.subTest(method):
                server = self.device_server()
                self.run_with_code(server, environment={"OAUTH_CLIENT_AUTH": method})
                self.assertEqual(server.authorization_request.form["client_id"], "client-1")

    def test_audience_resource_and_further_parameters_are_sent(self):
        server = self.device_server(PENDING, token_response())
        target = {"audience": "My API", "resource": "https://api.example/"}
        arguments = ("--audience", "My API", "--resource", "https://api.example/", "--token-param", "x=1",
                     "--authorize-param", "login_hint=me")  # fmt: skip
        self.assertEqual(self.run_with_code(server, *arguments), (0, "token-1\n", introduction(server)))
        self.assertEqual(server.authorization_request.form,
                         {"client_id": "client-1", **target, "login_hint": "me"})  # fmt: skip
        for poll in server.token_requests:
            self.assertEqual(poll.form, {"grant_type": DEVICE_GRANT_TYPE, "device_code": DEVICE_CODE, **target, "x": "1"})

    def test_a_poll_does_not_try_what_was_refused_before(self):
        server = self.device_server(PENDING, token_response())
        accepted = server.documents[ASK]
        refusals = [error_response("invalid_client", 401)]

        def authorize(connection):
            (refusals.pop() if refusals else accepted)(connection)

        server.authorize_with(authorize)
        self.assertEqual(self.run_with_code(server)[0], 0)
        self.assertEqual(server.asked, [ASK, ASK, POLL, POLL])
        self.assertTrue(all("client_secret" in poll.form for poll in server.token_requests))

    def test_metadata_names_the_endpoint_and_needs_no_other_for_people(self):
        server = self.device_server()
        server.documents["/.well-known/oauth-authorization-server"] = json_response({
            "issuer": server.url,
            "token_endpoint": server.url + POLL,
            "device_authorization_endpoint": server.url + ASK,
            "response_types_supported": [],
            "code_challenge_methods_supported": ["plain"],
        })
        environment = {"OAUTH_ISSUER": server.url, "OAUTH_DEVICE_AUTHORIZATION_ENDPOINT": None}
        self.assertEqual(self.run_with_code(server, environment=environment),
                         (0, "token-1\n", introduction(server)))  # fmt: skip

    def test_a_redirect_uri_does_not_matter(self):
        server = self.device_server()
        outcome = self.run_with_code(server, environment={"OAUTH_REDIRECT_URI": "app://back"})
        self.assertEqual(outcome, (0, "token-1\n", introduction(server)))

    def test_nothing_is_asked_where_no_person_may_be_waited_for(self):
        server = self.device_server()
        for arguments in (("--non-interactive",), ("--refresh",), ("exec", "--non-interactive", "--", "true")):
            with self.subTest(arguments):
                outcome = self.goto_token_at(server, arguments[0], *GRANT, *arguments[1:], quiet=False).wait()
                self.assertEqual(outcome, (
                    10,
                    "",
                    "goto-token: error: login required: there is no stored login\n"
                    "goto-token: hint: run goto-token login --grant device-code where a person can sign in\n",
                ))
        self.assertEqual(server.asked, [])


class Results(DeviceTest):
    def assert_ends(self, server, exit_code: int, said: str, *asked: str, **options) -> None:
        outcome = self.run_with_code(server, **options)
        self.assertEqual(outcome, (exit_code, "", introduction(server) + said))
        self.assertEqual(server.asked, [ASK, *asked])

    def test_a_person_may_refuse(self):
        self.assert_ends(self.device_server(PENDING, error_response("access_denied", 403, error_description="No.")), 4,
                         "goto-token: error: authorization refused: access_denied: No.\n"
                         "goto-token: hint: run it again and choose Allow to give access\n", POLL, POLL)  # fmt: skip

    def test_the_code_may_run_out(self):
        self.assert_ends(self.device_server(error_response("expired_token")), 5,
                         "goto-token: error: the device code ran out before the sign-in was finished\n"
                         "goto-token: hint: run it again for a new one\n", POLL)  # fmt: skip

    def test_the_code_runs_out_though_the_server_does_not_say_so(self):
        server = self.device_server(PENDING, expires_in=1)
        outcome = self.run_with_code(server)
        self.assertEqual(outcome, (
            5,
            "",
            introduction(server, waiting="goto-token: waiting for the sign-in for 1 s; Ctrl+C ends it\n")
            + "goto-token: error: the device code ran out before the sign-in was finished\n"
            "goto-token: hint: run it again for a new one\n",
        ))
        self.assertEqual(server.asked, [ASK, POLL])

    def test_a_code_that_has_run_out_is_not_shown(self):
        server = self.device_server(PENDING, expires_in=0)
        self.assertEqual(self.run_with_code(server), (
            5,
            "",
            "goto-token: error: the device code ran out at once: the expires_in of the device authorization endpoint's "
            "response is 0\n"
            "goto-token: hint: run it again for a new one; if that does not help, tell the server's owner\n",
        ))
        self.assertEqual(server.asked, [ASK])

    def test_a_limit_that_is_set_ends_the_wait(self):
        server = self.device_server(PENDING)
        for arguments, environment in ((("--timeout", "1"), {}), ((), {"OAUTH_TIMEOUT": "1"})):
            self.assertEqual(self.run_with_code(server, *arguments, environment=environment), (
                5,
                "",
                introduction(server, waiting="goto-token: waiting for the sign-in for 1 s; Ctrl+C ends it\n")
                + "goto-token: error: the sign-in was not finished within 1 s\n"
                "goto-token: hint: run it again, or give it longer with --timeout\n",
            ))

    def test_a_poll_that_hangs_does_not_go_on_for_long_after_the_limit(self):
        held = Holds(b"")
        self.addCleanup(held.release)
        server = self.device_server(held)
        self.assertEqual(self.run_with_code(server, "--timeout", "1"), (
            5,
            "",
            introduction(server, waiting="goto-token: waiting for the sign-in for 1 s; Ctrl+C ends it\n")
            + "goto-token: error: the sign-in was not finished within 1 s; the last request failed: no response came in "
            "time\ngoto-token: hint: run it again, or give it longer with --timeout\n",
        ))

    def test_any_other_error_ends_the_wait(self):
        self.assert_ends(self.device_server(error_response("invalid_grant", error_description=f"<{DEVICE_CODE}>")), 6,
                         "goto-token: error: the token endpoint refused: invalid_grant: <…>\n"
                         "goto-token: hint: run it again for a new code\n", POLL)  # fmt: skip

    def test_a_response_that_is_not_oauth_ends_the_wait(self):
        self.assert_ends(self.device_server(ScriptedResponse(404, body=b"<html>")), 7,
                         "goto-token: error: the token endpoint's response is not a token response: HTTP status 404\n"
                         "goto-token: hint: check OAUTH_SERVICE_URL or OAUTH_TOKEN_ENDPOINT\n", POLL)  # fmt: skip

    def test_errors_count_whatever_their_status(self):  # as Google sends them
        server = self.device_server(error_response("authorization_pending", 428), token_response())
        self.assertEqual(self.run_with_code(server), (0, "token-1\n", introduction(server)))

    def test_dropped_connections_and_trouble_of_the_server_are_told_and_passed_over(self):
        trouble = error_response("temporarily_unavailable", 503)
        for first, why in (
            (sends(b""), "no response from URL: the connection was closed before any response came"),
            (sends_and_resets(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"), r"no response from URL: .*"),
            (ScriptedResponse(502, body=b"<html>"),
             "the token endpoint's response is not a token response: HTTP status 502"),
            (trouble, "the token endpoint has trouble: HTTP status 503"),
        ):  # fmt: skip
            server = self.device_server(first, token_response())
            exit_code, stdout, said = self.run_with_code(server)
            self.assertEqual((exit_code, stdout, server.asked), (0, "token-1\n", [ASK, POLL, POLL]))
            note = said.removeprefix(introduction(server)).replace(server.url, "URL")
            self.assertRegex(note, rf"\Agoto-token: {why}; trying again in 2 s\n\Z")

    def test_a_server_that_asks_to_wait_is_obeyed(self):
        server = self.device_server(ScriptedResponse(503, {"Retry-After": "3"}), token_response())
        self.assertEqual(self.run_with_code(server), (
            0,
            "token-1\n",
            introduction(server)
            + "goto-token: the token endpoint's response is not a token response: HTTP status 503; "
            "trying again in 3 s\n",
        ))

    def test_a_server_that_refuses_the_request_is_quoted(self):
        server = self.device_server()
        server.authorize_with(error_response("unauthorized_client", error_description="not enabled"))
        outcome = self.run_with_code(server, environment={"OAUTH_CLIENT_AUTH": "post"})
        self.assertEqual(outcome, (
            6,
            "",
            "goto-token: error: the device authorization endpoint refused: unauthorized_client: not enabled\n"
            "goto-token: hint: check OAUTH_CLIENT_ID and, where the client has one, OAUTH_CLIENT_SECRET; if they are "
            "right, enable the device authorization grant on the client, or choose another with --grant\n",
        ))
        self.assertEqual(server.asked, [ASK])

    def test_ctrl_c_ends_it_at_once_between_polls_and_in_one(self):
        for number, exit_code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            server = self.device_server(interval=300)
            run = self.start(server)
            run.stderr.find("Ctrl.C ends it")
            self.assertEqual(run.end_by(number)[:2], (exit_code, ""))
            self.assertEqual(server.asked, [ASK])
            held = Holds(b"")
            self.addCleanup(held.release)
            server = self.device_server(held)
            run = self.start(server)
            self.assertTrue(held.reached.wait(limits.SECONDS))
            self.assertEqual(run.end_by(number)[:2], (exit_code, ""))


class Endpoints(DeviceTest):
    def test_no_endpoint_is_known(self):
        self.assertEqual(self.goto_token(*GRANT, quiet=False).wait(), (
            3,
            "",
            "goto-token: error: no device authorization endpoint is known: neither "
            "OAUTH_DEVICE_AUTHORIZATION_ENDPOINT nor OAUTH_ISSUER is set\n"
            "goto-token: hint: set OAUTH_DEVICE_AUTHORIZATION_ENDPOINT, or OAUTH_ISSUER where the server's metadata "
            "names it\n",
        ))

    def test_goto_has_none(self):
        outcome = self.goto_token(*GRANT, environment={"OAUTH_CLIENT_ID": "client-1"}).wait()
        self.assertEqual((outcome.exit_code, outcome.messages.splitlines()[1:]), (3, [
            "goto-token: hint: GoTo has no device authorization grant: --paste signs in with a browser on another "
            "machine, --grant personal-access-token needs none"]))  # fmt: skip

    def test_the_metadata_names_none(self):
        server = self.device_server()
        path = "/.well-known/oauth-authorization-server"
        server.documents[path] = json_response({"issuer": server.url, "token_endpoint": server.url + POLL})
        environment = {"OAUTH_ISSUER": server.url, "OAUTH_DEVICE_AUTHORIZATION_ENDPOINT": None}
        self.assertEqual(self.run_with_code(server, environment=environment), (
            7,
            "",
            f"goto-token: error: the metadata at {server.url}{path} cannot be used: it has no "
            "device_authorization_endpoint\n"
            "goto-token: hint: this server does not offer the device authorization grant; --grant chooses another, or "
            "name its endpoint with OAUTH_DEVICE_AUTHORIZATION_ENDPOINT\n",
        ))


class StoredLogins(DeviceTest):
    def test_a_login_is_kept_and_serves_both_grants(self):
        server = self.device_server(first_token_response())
        exit_code, stdout, said = self.run_with_code(server, "login")
        self.assertEqual((exit_code, stdout), (0, ""))
        self.assertRegex(said.removeprefix(introduction(server)), r"\Agoto-token: logged in as someone@example\.org; ")
        for grant in (GRANT, ()):
            self.assert_token(self.run_at(server, *grant))
        self.assertEqual(server.asked, [ASK, POLL])
        self.expire()
        server.respond_with(token_response(access_token="token-2"))
        self.assert_token(self.run_at(server, *GRANT), "token-2")
        self.assertEqual(server.token_requests[-1].form["grant_type"], "refresh_token")
        self.assertEqual(server.asked, [ASK, POLL, POLL])

    def test_a_login_is_refreshed_though_no_endpoint_is_known(self):
        server = self.device_server(first_token_response())
        self.assertEqual(self.run_with_code(server, "login")[0], 0)
        environment = {"OAUTH_DEVICE_AUTHORIZATION_ENDPOINT": None}
        self.assert_token(self.run_at(server, *GRANT, environment=environment))

    def test_the_bare_command_keeps_nothing(self):
        server = self.device_server(first_token_response())
        self.assertEqual(self.run_with_code(server)[0], 0)
        self.assert_nothing_stored()

    def test_status_says_what_it_says_of_any_login(self):
        server = self.device_server(first_token_response())
        self.assertEqual(self.run_with_code(server, "login")[0], 0)
        status = json.loads(self.run_at(server, "status", "-o", "json", *GRANT).stdout)
        self.assertEqual((status["token_available"], status["logged_in"]), (True, True))

    def test_exec_gets_the_token_too(self):
        server = self.device_server(PENDING, token_response())
        run = self.goto_token_at(server, "exec", *GRANT, "--", "printenv", "GOTO_ACCESS_TOKEN", quiet=False)
        self.assertEqual(self.outcome_of(run), (0, "token-1\n", introduction(server)))

    def test_doctor_looks_for_no_port_but_for_the_endpoint(self):
        server = self.device_server()
        report = self.run_at(server, "doctor", *GRANT).stdout
        self.assertIn(f"\nok      OAUTH_DEVICE_AUTHORIZATION_ENDPOINT: {server.url}{ASK} ", report)
        self.assertNotRegex(report, r"(?m)^\w+ +(port|redirect URI):")
        self.assertIn("\na token could be fetched, with a sign-in", report)
        outcome = self.goto_token("doctor", *GRANT).wait()
        self.assertEqual(outcome.exit_code, 3)
        self.assertRegex(outcome.stdout, r"(?m)^fail +service: no device authorization endpoint is known: ")


if __name__ == "__main__":
    unittest.main()
