"""login says whom it signed in and until when, and promises no more than holds (contract §9)."""

import base64
import json
import time
import unittest

from support.login import LoginTest, first_token_response, said_around_sign_in, without_end_of_token

_LASTING = "; goto-token now gets tokens without a browser, as long as the server accepts this login"
_ENDING = (
    "goto-token: warning: the server gave no refresh token: this login ends with its access token\n"
    "goto-token: hint: many servers give one where the scope offline_access is asked for, Google with "
    "--authorize-param access_type=offline\n"
)


def jwt(**claims: object) -> str:
    """An id_token with these claims (RFC 7519 §3)."""
    parts = ({"alg": "RS256"}, claims, "signature")
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)


class Words(LoginTest):
    def said_by_login(self, **members) -> str:
        """What a login with such a token response says after the sign-in."""
        server = self.authorization_server(first_token_response(**{"principal": None, **members}))
        run = self.goto_token_at(server, "login", quiet=False)
        run.sign_in()
        outcome = run.wait()
        self.assertEqual(outcome[:2], (0, ""))
        before, after = said_around_sign_in(outcome)
        self.assertEqual(before, "")
        return after

    def lasting_said(self, **members) -> str:
        """The same without the end of the token."""
        return without_end_of_token(self.said_by_login(**members))

    def assert_signed_in(self, name: str, **members) -> None:
        said = f"goto-token: logged in{f' as {name}' if name else ''}{_LASTING}\n"
        self.assertEqual(self.lasting_said(**members), said)


class Principal(Words):
    def test_is_told_where_the_response_names_one(self):
        self.assert_signed_in("someone@example.org", principal="someone@example.org")
        self.assert_signed_in("someone@example.org", principal="someone@example.org", sub="7",
                              id_token=jwt(email="other@example.org"))

    def test_is_told_where_the_id_token_names_one(self):
        for claims, name in (
            ({"sub": "7", "name": "Some One", "preferred_username": "someone", "email": "s@example.org"},
             "s@example.org"),
            ({"sub": "7", "name": "Some One", "preferred_username": "someone"}, "someone"),
            ({"sub": "7", "name": "Jürgen Ö"}, "Jürgen Ö"),
            ({"sub": "auth0|7", "email": ""}, "auth0|7"),
            ({"sub": "7", "email": ["a@example.org"]}, "7"),
        ):
            with self.subTest(claims):
                self.assert_signed_in(name, id_token=jwt(**claims))

    def test_is_told_where_the_response_has_a_subject(self):
        self.assert_signed_in("subject-7", sub="subject-7")
        self.assert_signed_in("subject-7", sub="subject-7", id_token="no token")

    def test_is_not_told_where_nothing_names_one(self):
        for members in ({}, {"id_token": "a.b"}, {"id_token": "..."}, {"id_token": "a.e30.c"}, {"id_token": 7},
                        {"sub": 7}, {"id_token": jwt(iss="https://example.org")}, {"sub": ""}):
            with self.subTest(members):
                self.assert_signed_in("", **members)

    def test_is_shown_without_control_characters(self):
        for text, shown in (("\x1b[31mred\x07", "?[31mred?"), ("a\u202eb\nc\x85", "a?b?c?"), ("\x7f\u200b", "??")):
            with self.subTest(text):
                self.assert_signed_in(shown, principal=text)
                self.assert_signed_in(shown, id_token=jwt(email=text))
                self.assert_signed_in(shown, sub=text)

    def test_is_cut_where_it_is_long(self):
        said = self.said_by_login(sub="x" * 5000)
        self.assertRegex(said, r"\Agoto-token: logged in as x{299}\S{1,3}; the token")

    def test_is_shown_by_status_too(self):
        server = self.authorization_server(first_token_response(principal=None, id_token=jwt(email="s@example.org")))
        self.log_in(server)
        self.assertIn("principal: s@example.org\n", self.run_at(server, "status").stdout)


class Lifetime(Words):
    def times(self, seconds: int, action) -> tuple[str, list[str]]:
        """What the action says, and the times that are this far ahead of it."""
        first = int(time.time())
        said = action()
        span = range(first, int(time.time()) + 1)
        return said, [time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + seconds)) for now in span]

    def test_of_a_login_without_a_refresh_token_is_that_of_its_token(self):
        said, times = self.times(3600, lambda: self.said_by_login(refresh_token=None))
        self.assertIn(said, [f"goto-token: logged in until {end}\n{_ENDING}" for end in times])

    def test_of_a_login_without_a_refresh_token_is_not_told_where_it_is_not_known(self):
        said = self.said_by_login(refresh_token=None, expires_in=None)
        self.assertEqual(said, f"goto-token: logged in\n{_ENDING}")

    def test_of_a_login_is_not_told_where_the_server_does_not_tell_it(self):
        for members in ({}, {"expires_in": None}, {"refresh_token_expires_in": 0}, {"refresh_expires_in": -1},
                        {"refresh_token_expires_in": "soon"}):
            with self.subTest(members):
                self.assertEqual(self.lasting_said(**members), f"goto-token: logged in{_LASTING}\n")

    def test_of_a_token_is_told_beside_that_of_the_login(self):
        said, times = self.times(3600, self.said_by_login)
        self.assertIn(said, [f"goto-token: logged in; the token lasts until {end}{_LASTING}\n" for end in times])
        self.assertEqual(self.said_by_login(expires_in=None), f"goto-token: logged in{_LASTING}\n")

    def test_of_a_login_is_told_as_the_server_tells_it(self):
        for members in ({"refresh_token_expires_in": 86400}, {"refresh_expires_in": "86400"},
                        {"refresh_token_expires_in": 86400, "refresh_expires_in": 7}):
            with self.subTest(members):
                said, times = self.times(86400, lambda: self.lasting_said(**members))
                self.assertIn(said, [f"goto-token: logged in{_LASTING}: until {end}, or longer where it renews that\n"
                                     for end in times])


if __name__ == "__main__":
    unittest.main()
