"""Gets tokens from oidc-provider by the standards around RFC 6749: pushed authorization requests (RFC 9126), resource
indicators (RFC 8707), the device authorization grant (RFC 8628), signed assertions (RFC 7523), certificates (RFC 8705)."""

import base64
import hashlib
import json
import ssl
import unittest
import urllib.parse

from browser import Browser, Page
from interop_case import SCOPE, SECRET
from oidc_provider_case import KEYS, OidcProviderTest

RESOURCE = "https://api.example.org/messages"
CLIENTS = (("basic-client", SECRET), ("post-client", SECRET), ("public-client", None))


def claims_of(token: str) -> dict:
    """What a JWT says."""
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


class StandardsTest(OidcProviderTest):
    def key_settings(self, algorithm: str, key_id: str | None = "") -> dict[str, str | None]:
        """Settings of the client that signs its assertions with that algorithm."""
        return {"OAUTH_CLIENT_ID": algorithm, "OAUTH_CLIENT_SECRET": None,
                "OAUTH_CLIENT_KEY_FILE": str(self.server.folder / f"keys/{algorithm}.pem"),
                "OAUTH_CLIENT_KEY_ID": f"the {algorithm} key" if key_id == "" else key_id}

    def certificate_settings(self, name: str, path: str = "") -> dict[str, str | None]:
        """Settings of the client that shows that certificate, at an issuer that wants to see it."""
        return {**self.at_issuer(), "OAUTH_ISSUER": self.server.secure_issuer + path, "OAUTH_CA_FILE": str(self.ca_file),
                "OAUTH_CLIENT_ID": f"{name}-client", "OAUTH_CLIENT_SECRET": None, "OAUTH_CLIENT_AUTH": "tls",
                "OAUTH_CLIENT_CERT_FILE": str(self.server.folder / f"{name}.pem"),
                "OAUTH_CLIENT_KEY_FILE": str(self.server.folder / f"{name}.key")}

    def assert_pushed(self, run) -> None:
        """The authorization URL tells nothing but whose request waits at the server (RFC 9126 §4)."""
        self.assertEqual(set(run.authorization_request), {"client_id", "request_uri"})

    def sign_in_pushed(self, *arguments: str, **values: str | None) -> str:
        run = self.start(*arguments, **values)
        self.assert_pushed(run)
        self.assertEqual(self.sign_in(run).status, 200)
        return self.only_token(run.wait())


class PushedAuthorizationRequest(StandardsTest):
    def test_is_sent_where_the_server_requires_it(self):
        for client_id, secret in CLIENTS:
            with self.subTest(client_id):
                token = self.sign_in_pushed(
                    **self.at_issuer("/pushed"), OAUTH_CLIENT_ID=client_id, OAUTH_CLIENT_SECRET=secret)
                self.assert_is_real(token, client_id, f"{self.issuer}/pushed")

    def test_is_sent_where_the_endpoint_is_configured(self):
        token = self.sign_in_pushed(OAUTH_PAR_ENDPOINT=f"{self.issuer}/request")
        self.assert_is_real(token, "basic-client")

    def test_is_not_sent_where_the_server_can_do_without(self):
        run = self.start(**self.at_issuer())
        self.assertIn("redirect_uri", run.authorization_request)

    def test_holds_what_the_url_would(self):
        token = self.sign_in_pushed("--resource", RESOURCE, "--authorize-param", "login_hint=bert",
                                    **self.at_issuer("/pushed"))
        self.assertEqual([claims_of(token)[name] for name in ("aud", "sub", "scope")], [RESOURCE, "bert", SCOPE])

    def test_begins_a_login_that_serves(self):
        self.assert_login_serves(**self.at_issuer("/pushed"))
        self.assertEqual(self.start("logout", **self.at_issuer("/pushed")).wait(), (0, "", ""))

    def test_that_is_rejected_is_told_before_anyone_signs_in(self):
        for problem, values in (("invalid_client", {"OAUTH_CLIENT_SECRET": "wrong"}),
                                ("invalid_request", {"OAUTH_REDIRECT_URI": f"{self.redirect_uri}/other"})):
            with self.subTest(problem):
                outcome = self.start(**self.at_issuer("/pushed"), **values).wait()
                self.assert_error(outcome, 6, problem)


class Resource(StandardsTest):
    def test_is_the_audience_of_its_token(self):
        token, _ = self.sign_in_for_a_token("--resource", RESOURCE)
        self.assertEqual(claims_of(token)["aud"], RESOURCE)

    def test_has_a_login_of_its_own(self):
        named = {"OAUTH_RESOURCE": RESOURCE}
        first = self.sign_in_once(**named)
        self.assertEqual(claims_of(first["access_token"])["aud"], RESOURCE)
        self.assertEqual(self.fetch(**named), first["access_token"])
        self.assertEqual(claims_of(self.refresh(**named))["aud"], RESOURCE)
        self.assertEqual(self.start("--non-interactive", "--resource", f"{RESOURCE}/other").wait().exit_code, 10)
        self.assertEqual(self.start("--non-interactive").wait().exit_code, 10)

    def test_can_be_one_at_a_time(self):
        """RFC 8707 §2.2: a token for several is what a server may refuse."""
        run = self.start("--resource", RESOURCE, "--resource", "https://other.example.org/")
        request = urllib.parse.parse_qs(urllib.parse.urlsplit(run.authorization_url).query)
        self.assertEqual(request["resource"], [RESOURCE, "https://other.example.org/"])
        self.assertEqual(self.sign_in(run).status, 502)
        self.assert_error(run.wait(), 6, "invalid_target")


class AuthorizeParameter(StandardsTest):
    def test_reaches_the_server(self):
        token, _ = self.sign_in_for_a_token("--authorize-param", "login_hint=bert")
        self.assert_is_real(token, "basic-client", sub="bert")


class PrivateKey(StandardsTest):
    def test_of_each_kind_is_accepted(self):
        for algorithm in KEYS:
            with self.subTest(algorithm):
                token = self.only_token(self.start("--grant", "client-credentials", **self.at_issuer(),
                                                   **self.key_settings(algorithm)).wait())
                self.assert_is_real(token, algorithm, sub=None)

    def test_needs_no_id_where_the_client_has_one_key(self):
        token, _ = self.sign_in_for_a_token(**self.key_settings("ES256", key_id=None))
        self.assert_is_real(token, "ES256")

    def test_makes_an_assertion_for_each_request_of_a_login(self):
        values = {**self.at_issuer("/pushed"), **self.key_settings("RS256")}
        self.assert_login_serves(**values)
        self.assertEqual(self.start("logout", **values).wait(), (0, "", ""))
        self.assert_nothing_stored()

    def test_of_another_client_is_invalid_client(self):
        wrong = self.key_settings("ES256") | {"OAUTH_CLIENT_ID": "ES384"}
        outcome = self.start("--grant", "client-credentials", **wrong).wait()
        self.assert_error(outcome, 6, "invalid_client")


class Certificate(StandardsTest):
    def thumbprint(self, name: str) -> str:
        """RFC 8705 §3.1."""
        der = ssl.PEM_cert_to_DER_cert((self.server.folder / f"{name}.pem").read_text())
        return base64.urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=").decode()

    def test_gets_a_token_that_is_bound_to_it(self):
        for name in ("self-signed", "issued"):
            with self.subTest(name):
                token, _ = self.sign_in_for_a_token(**self.certificate_settings(name))
                self.assert_is_real(token, f"{name}-client", self.server.secure_issuer,
                                    cnf={"x5t#S256": self.thumbprint(name)})

    def test_serves_a_login_from_sign_in_to_logout(self):
        values = self.certificate_settings("self-signed")
        self.assert_login_serves(**values)
        login = self.stored_tokens()
        self.assertEqual(self.start("logout", **values).wait(), (0, "", ""))
        for token in (login["access_token"], login["refresh_token"]):
            self.assertEqual(self.introspect(token, self.server.secure_issuer), {"active": False})

    def test_is_shown_with_a_pushed_request(self):
        token = self.sign_in_pushed(**self.certificate_settings("issued", "/pushed"))
        self.assert_is_real(token, "issued-client", f"{self.server.secure_issuer}/pushed")

    def test_of_another_client_is_invalid_client(self):
        run = self.start(**self.certificate_settings("issued") | {"OAUTH_CLIENT_ID": "self-signed-client"})
        self.assertEqual(self.sign_in(run).status, 502)
        self.assert_error(run.wait(), 6, "invalid_client")


class DeviceCode(StandardsTest):
    GRANT = ("--grant", "device-code")

    def enter_code(self, run) -> tuple[Browser, Page]:
        """Goes where the run says and types the code it shows, as a person with another device; ends on the page
        that shows the code once more."""
        address, code = (run.stderr.find(pattern)[1] for pattern in (r"^ *(http\S+/device)$", r"^ *(\w{4}-\w{4})$"))
        browser = self.browser()
        page = browser.submit(browser.open(address), user_code=code)
        self.assertIn(f"<code>{code}</code>", page.text)
        return browser, page

    def follow_link(self, run) -> tuple[Browser, Page]:
        """The same by the address that holds the code. Its page sends its form by itself."""
        address = run.stderr.find(r"(http\S+/device\?user_code=\S+)")[1]
        browser = self.browser()
        return browser, browser.submit(browser.open(address))

    def allow(self, browser: Browser, page: Page) -> None:
        self.assertIn("Sign-in Success", browser.press(browser.submit(page), "Allow").text)

    def sign_in_elsewhere(self, *arguments: str, **values: str | None) -> str:
        run = self.start(*self.GRANT, *arguments, quiet=False, **values)
        self.allow(*self.enter_code(run))
        outcome = run.wait()
        self.assertEqual(outcome.exit_code, 0, outcome.messages)
        return outcome.stdout.rstrip("\n")

    def test_gets_a_token_for_each_kind_of_client(self):
        for client_id, secret in CLIENTS:
            with self.subTest(client_id):
                token = self.sign_in_elsewhere(
                    **self.at_issuer(), OAUTH_CLIENT_ID=client_id, OAUTH_CLIENT_SECRET=secret)
                self.assert_is_real(token, client_id)

    def test_gets_a_token_for_a_client_with_a_key_or_a_certificate(self):
        self.assert_is_real(self.sign_in_elsewhere(**self.at_issuer(), **self.key_settings("EdDSA")), "EdDSA")
        token = self.sign_in_elsewhere(**self.certificate_settings("issued"))
        self.assert_is_real(token, "issued-client", self.server.secure_issuer)

    def test_gets_a_token_by_the_link_that_holds_the_code(self):
        run = self.start(*self.GRANT, quiet=False, **self.at_issuer())
        self.allow(*self.follow_link(run))
        self.assert_is_real(run.wait().stdout.rstrip("\n"), "basic-client")

    def test_takes_the_endpoint_from_its_key(self):
        token = self.sign_in_elsewhere(OAUTH_DEVICE_AUTHORIZATION_ENDPOINT=f"{self.issuer}/device/auth")
        self.assert_is_real(token, "basic-client")

    def test_begins_a_login_that_serves(self):
        values = self.at_issuer()
        run = self.start("login", *self.GRANT, quiet=False, **values)
        self.allow(*self.enter_code(run))
        outcome = run.wait()
        self.assertEqual((outcome.exit_code, outcome.stdout), (0, ""), outcome.messages)
        token = self.stored_tokens()["access_token"]
        self.assertEqual(self.fetch(**values), token)
        self.assertNotEqual(self.refresh(**values), token)

    def test_ends_where_the_person_says_no(self):
        run = self.start(*self.GRANT, quiet=False, **self.at_issuer())
        browser, page = self.enter_code(run)
        browser.submit(page, abort="yes")
        outcome = run.wait()
        self.assertEqual((outcome.exit_code, outcome.stdout), (4, ""))
        self.assertIn("access_denied", outcome.messages)

    def test_ends_where_the_client_is_rejected(self):
        outcome = self.start(*self.GRANT, **self.at_issuer(), OAUTH_CLIENT_SECRET="wrong").wait()
        self.assert_error(outcome, 6, "invalid_client")


if __name__ == "__main__":
    unittest.main()
