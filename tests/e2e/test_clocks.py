"""Stored tokens on machines whose clock is wrong, and tokens of unknown lifetime (contract §9)."""

import unittest

from support.faults import clock_off_by, needs_faults
from support.login import LoginTest, first_token_response
from support.scripted_responses import token_response


@needs_faults
class ClockTest(LoginTest):
    def logged_in(self, *responses, clock: dict[str, str] | None = None, **members: object) -> None:
        """Logs in to a server that gives a first token with these members, and then the responses."""
        self.server = self.authorization_server(first_token_response(**members), *responses)
        self.log_in(self.server, environment=clock)

    def assert_prints(self, token: str, clock: dict[str, str] | None = None, *arguments: str) -> None:
        outcome = self.run_at(self.server, *arguments, "--non-interactive", environment=clock)
        self.assert_token(outcome, token)


class WrongClock(ClockTest):
    def test_that_was_years_ahead_makes_no_token_last_for_years(self):
        self.logged_in(token_response(access_token="token-2"), clock=clock_off_by(days=1000))
        self.assert_prints("token-2")
        self.assert_prints("token-2")
        self.assertEqual(len(self.server.token_requests), 2)

    def test_that_was_some_hours_ahead_makes_no_token_last_longer(self):
        self.logged_in(token_response(access_token="token-2"), clock=clock_off_by(hours=3))
        self.assert_prints("token-2")

    def test_that_was_years_ahead_while_there_is_no_refresh_token_needs_a_person(self):
        self.logged_in(refresh_token=None, clock=clock_off_by(days=1000))
        self.assert_error(self.run_at(self.server, "--non-interactive"), 10, "login required")

    def test_that_was_years_ahead_at_a_refresh_makes_no_token_last_for_years(self):
        self.logged_in(*(token_response(access_token=f"token-{number}") for number in (2, 3)))
        self.assert_prints("token-2", clock_off_by(days=1000))
        self.assert_prints("token-3")

    def test_that_was_behind_makes_a_token_run_out_at_once(self):
        self.logged_in(token_response(access_token="token-2"), clock=clock_off_by(days=-1000))
        self.assert_prints("token-2")
        self.assertEqual(len(self.server.token_requests), 2)

    def test_that_is_behind_has_a_token_refreshed_from_which_it_then_takes_no_more(self):
        self.logged_in(token_response(access_token="token-2"))
        behind = clock_off_by(days=-1000)
        self.assert_prints("token-2", behind)
        self.assert_prints("token-2", behind)
        self.assertEqual(len(self.server.token_requests), 2)


class UnknownLifetime(ClockTest):
    def test_is_the_last_known_one_after_a_refresh(self):
        responses = (token_response(access_token=f"token-{number}", expires_in=None) for number in (2, 3, 4))
        self.logged_in(*responses, expires_in=7200)
        self.assert_prints("token-2", clock_off_by(hours=3))
        self.assert_prints("token-2", clock_off_by(hours=4, minutes=50))
        self.assert_prints("token-3", clock_off_by(hours=5, minutes=10))
        self.assert_prints("token-3", clock_off_by(hours=7))
        self.assert_prints("token-4", clock_off_by(hours=7, minutes=20))

    def test_counts_for_an_hour_where_there_is_a_refresh_token(self):
        response = token_response(access_token="token-2", expires_in=None)
        self.logged_in(response, expires_in=None)
        self.assert_prints("token-1")
        self.assert_prints("token-1", clock_off_by(minutes=59), "--min-valid", "0")
        self.assert_prints("token-2", clock_off_by(minutes=61), "--min-valid", "0")
        self.assert_prints("token-2", clock_off_by(minutes=119), "--min-valid", "0")

    def test_of_a_token_fetched_while_the_clock_was_ahead_counts_for_no_years(self):
        self.logged_in(token_response(access_token="token-2"), expires_in=None, clock=clock_off_by(days=1000))
        self.assert_prints("token-2")

    def test_without_a_refresh_token_lasts_until_the_server_says_otherwise(self):
        self.logged_in(expires_in=None, refresh_token=None)
        for days in (0, 1, 1000):
            self.assert_prints("token-1", clock_off_by(days=days))
        self.assertEqual(len(self.server.token_requests), 1)

    def test_ends_with_a_refresh_that_is_asked_for(self):
        self.logged_in(token_response(access_token="token-2"), expires_in=None)
        self.assert_prints("token-1")
        self.assert_prints("token-2", None, "--refresh")
        self.assertEqual(self.server.token_requests[-1].form["grant_type"], "refresh_token")


if __name__ == "__main__":
    unittest.main()
