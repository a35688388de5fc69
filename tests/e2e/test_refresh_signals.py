"""A signal that comes while a refresh is under way waits until its response is stored (contract §9)."""

import signal
import unittest

from support.case import shell
from support.login import LoginTest, first_token_response
from support.scripted_responses import error_response, token_response
from support.wire_server import Holds, sends

ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
TOLD = "waiting up to 5 s until the refreshed login is stored"


def renewed(number: int, **members: object):
    """The response to a refresh, with a new refresh token."""
    return token_response(access_token=f"token-{number}", refresh_token=f"refresh-{number}", **members)


class HeldRefresh(LoginTest):
    def held(self, held: Holds, *later, known: bool = False):
        """A server that has been logged in to and holds a refresh, and the run that waits for it. With `known`, an
        earlier refresh brought a new refresh token."""
        self.held_response = held
        earlier = [renewed(2, expires_in=1)] if known else []
        self.server = self.authorization_server(first_token_response(expires_in=1), *earlier, held, *later)
        self.log_in(self.server)
        for _ in earlier:
            self.assert_token(self.run_at(self.server, "--non-interactive"), "token-2")
        run = self.goto_token_at(self.server, "--non-interactive", quiet=False)
        self.assertTrue(held.reached.wait(60))
        return run

    def signalled(self, number: signal.Signals, *arguments, **options):
        """The same, with the run told to end, and the person told that it waits."""
        run = self.held(*arguments, **options)
        run.signal(number)
        self.assertTrue(run.stderr.find(TOLD))
        return run


class FirstSignal(HeldRefresh):
    def test_waits_until_the_login_is_stored(self):
        for number in ENDING:
            with self.subTest(number.name):
                self.setUp()
                run = self.signalled(number, Holds(renewed(2).data))
                self.held_response.release()
                self.assertEqual(run.wait()[:2], (128 + number, ""))
                self.assertEqual(self.stored()["token_response"]["refresh_token"], "refresh-2")
                self.assert_token(self.run_at(self.server, "--non-interactive"), "token-2")
                self.assertEqual(len(self.server.token_requests), 2)

    def test_waits_for_a_command_that_it_then_does_not_run(self):
        held = Holds(renewed(2).data)
        self.server = self.authorization_server(first_token_response(expires_in=1), held)
        self.log_in(self.server)
        run = self.goto_token_at(self.server, "exec", "--non-interactive", "--", "echo", "run", quiet=False)
        self.assertTrue(held.reached.wait(60))
        run.signal(signal.SIGTERM)
        self.assertTrue(run.stderr.find(TOLD))
        held.release()
        self.assertEqual(run.wait()[:2], (128 + signal.SIGTERM, ""))
        self.assertEqual(self.stored()["token_response"]["refresh_token"], "refresh-2")

    def test_ends_a_refresh_that_is_refused_or_fails_too(self):
        failures = {"refused": error_response("invalid_grant").data, "no response": b""}
        for name, data in failures.items():
            with self.subTest(name):
                self.setUp()
                run = self.signalled(signal.SIGINT, Holds(data))
                self.held_response.release()
                self.assertEqual(run.wait()[:2], (128 + signal.SIGINT, ""))

    def test_leaves_a_login_that_the_server_did_not_renew_as_it_was(self):
        run = self.signalled(signal.SIGINT, Holds(error_response("temporarily_unavailable", status=503).data), renewed(4),
                             known=True)
        self.held_response.release()
        self.assertEqual(run.wait()[:2], (128 + signal.SIGINT, ""))
        self.assert_token(self.run_at(self.server, "--non-interactive"), "token-4")

    def test_waits_five_seconds_at_most(self):
        run = self.signalled(signal.SIGTERM, Holds(renewed(2).data), renewed(3))
        self.assertEqual(run.wait()[:2], (128 + signal.SIGTERM, ""))  # the server never responded
        self.assert_token(self.run_at(self.server, "--non-interactive"), "token-3")

    def test_that_the_parent_has_ignored_is_ignored(self):
        held = Holds(renewed(2).data)
        self.server = self.authorization_server(first_token_response(expires_in=1), held)
        self.log_in(self.server)
        run = self.goto_token_at(self.server, "--non-interactive", wrapper=("nohup",))
        self.assertTrue(held.reached.wait(60))
        run.signal(signal.SIGHUP)
        held.release()
        self.assertEqual(run.wait()[:2], (0, "token-2\n"))


class SecondSignal(HeldRefresh):
    def test_ends_at_once(self):
        for first, second in zip(ENDING, ENDING[1:] + ENDING[:1]):
            with self.subTest(f"{first.name}, {second.name}"):
                self.setUp()
                run = self.signalled(first, Holds(renewed(2).data))
                run.signal(second)
                self.assertEqual(run.wait()[:2], (128 + second, ""))  # the server still holds its response
                self.held_response.release()

    def test_lets_the_next_run_send_the_refresh_token_of_a_server_that_never_gave_a_new_one(self):
        run = self.signalled(signal.SIGINT, Holds(b""), renewed(3))
        run.end_by(signal.SIGINT)
        self.assert_token(self.run_at(self.server, "--non-interactive"), "token-3")
        self.assertEqual(self.server.token_requests[-1].form["refresh_token"], "refresh-1")


class EndedDuringRefresh(HeldRefresh):
    """The server gives a new refresh token at each refresh, and the process that waited for one was killed."""

    def setUp(self):
        super().setUp()
        self.held(Holds(b""), renewed(3), known=True).kill()
        self.sent = len(self.server.token_requests)

    def test_keeps_the_refresh_token_from_being_sent_again(self):
        for _ in range(2):
            outcome = self.run_at(self.server, "--non-interactive")
            self.assert_error(outcome, 10, "login required", "ended during a refresh", "may be spent")
            self.assertIn("--refresh", outcome.messages)
        self.assertEqual(len(self.server.token_requests), self.sent)

    def test_lets_a_person_sign_in(self):
        outcome = self.fetch_token(self.server)
        self.assertEqual(outcome[:2], (0, "token-3\n"))
        self.assertEqual(self.server.token_requests[-1].form["grant_type"], "authorization_code")
        self.assert_token(self.run_at(self.server, "--non-interactive"), "token-3")

    def test_is_over_with_a_refresh_that_is_asked_for(self):
        self.assert_token(self.run_at(self.server, "--refresh", "--non-interactive"), "token-3")
        self.assertEqual(self.server.token_requests[-1].form["refresh_token"], "refresh-2")
        self.assert_token(self.run_at(self.server, "--non-interactive"), "token-3")

    def test_stays_so_when_a_login_or_a_refresh_that_is_asked_for_fails(self):
        for arguments in (("login", "--timeout", "1"), ("--timeout", "1"), ("--refresh",)):
            with self.subTest(arguments):
                self.setUp()
                self.server.respond_with(sends(b""))
                self.assertNotEqual(self.run_at(self.server, *arguments).exit_code, 0)
                outcome = self.run_at(self.server, "--non-interactive")
                self.assert_error(outcome, 10, "ended during a refresh")

    def test_stays_so_when_there_is_no_room_for_another_try(self):
        full = {"wrapper": shell('ulimit -f 0 && exec "$@"')}
        self.assert_error(self.run_at(self.server, "--refresh", **full), 9, "too large")
        self.assert_error(self.run_at(self.server, "--non-interactive"), 10, "ended during a refresh")
        self.assertEqual(len(self.server.token_requests), self.sent)

    def test_is_over_with_a_login(self):
        self.fetch_token(self.server, "login")
        self.assert_token(self.run_at(self.server, "--non-interactive"), "token-3")

    def test_is_what_status_tells(self):
        outcome = self.run_at(self.server, "status")
        self.assertEqual(outcome.exit_code, 10, outcome)
        self.assertEqual(len(self.server.token_requests), self.sent)

    def test_lets_logout_end_the_login(self):
        self.run_at(self.server, "logout")
        self.assertEqual([path.name for path in self.store.iterdir() if path.suffix != ".lock"], [])


if __name__ == "__main__":
    unittest.main()
