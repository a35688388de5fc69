"""goto-mock-auth --like SERVER: paths, metadata, responses and errors of other kinds of servers."""

import re
import unittest
import urllib.parse

from support.mock_client import (
    CLIENT_ID,
    CLIENT_SECRET,
    CODE_VERIFIER,
    DEVICE_CODE_GRANT,
    REDIRECT_URI,
    MockAuthTest,
    MockClient,
)

TENANT = "/8a6e2c1f-4b7d-4e0a-9c35-1d2f7b90e6a4"
KEYCLOAK = "/realms/mock/protocol/openid-connect"
SCOPE = "openid email offline_access"
# Issuer below the base URL, where its metadata is, and the paths of the endpoints.
SERVERS = {
    "auth0": ("/", ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"], {
        "authorization": "/authorize", "token": "/oauth/token", "revocation": "/oauth/revoke",
        "device_authorization": "/oauth/device/code", "pushed_authorization_request": "/oauth/par",
    }),
    "entra": (f"{TENANT}/v2.0", [f"{TENANT}/v2.0/.well-known/openid-configuration"], {
        "authorization": f"{TENANT}/oauth2/v2.0/authorize", "token": f"{TENANT}/oauth2/v2.0/token",
        "device_authorization": f"{TENANT}/oauth2/v2.0/devicecode",
    }),
    "google": ("", ["/.well-known/openid-configuration"], {
        "authorization": "/o/oauth2/v2/auth", "token": "/token", "revocation": "/revoke",
        "device_authorization": "/device/code",
    }),
    "keycloak": ("/realms/mock", ["/realms/mock/.well-known/openid-configuration"], {
        "authorization": f"{KEYCLOAK}/auth", "token": f"{KEYCLOAK}/token", "revocation": f"{KEYCLOAK}/revoke",
        "introspection": f"{KEYCLOAK}/token/introspect", "device_authorization": f"{KEYCLOAK}/auth/device",
        "pushed_authorization_request": f"{KEYCLOAK}/ext/par/request",
    }),
    "okta": ("/oauth2/default", [
        "/oauth2/default/.well-known/openid-configuration",
        "/oauth2/default/.well-known/oauth-authorization-server",
        "/.well-known/oauth-authorization-server/oauth2/default",
    ], {
        "authorization": "/oauth2/default/v1/authorize", "token": "/oauth2/default/v1/token",
        "revocation": "/oauth2/default/v1/revoke", "introspection": "/oauth2/default/v1/introspect",
        "device_authorization": "/oauth2/default/v1/device/authorize",
        "pushed_authorization_request": "/oauth2/default/v1/par",
    }),
}  # fmt: skip


class Server:
    """A client that finds its way by the metadata."""

    def __init__(self, client: MockClient, metadata: str) -> None:
        self._client = client
        self._base = urllib.parse.urlsplit(client.address)._replace(path="", query="").geturl()
        self.metadata = self.get(metadata).members

    def get(self, path: str):
        return self._client.request("GET", path)

    def path(self, endpoint: str) -> str:
        return self.metadata[f"{endpoint}_endpoint"].removeprefix(self._base)

    def post(self, endpoint: str, **form: str):
        credentials = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        sent = {name: value for name, value in (credentials | form).items() if value}
        return self._client.request("POST", self.path(endpoint), sent)

    def authorize(self, **changes: str):
        request = self._client.authorization_request(**{"scope": SCOPE} | changes)
        return self.get(f"{self.path('authorization')}?{urllib.parse.urlencode(request)}")

    def sign_in(self, **changes: str) -> dict:
        """The token response."""
        code = self.authorize(**changes).location_parameters["code"]
        return self.post("token", grant_type="authorization_code", code=code, redirect_uri=REDIRECT_URI,
                         code_verifier=CODE_VERIFIER).members  # fmt: skip

    def refresh(self, token_response: dict) -> dict:
        refresh_token = token_response["refresh_token"]
        return self.post("token", grant_type="refresh_token", refresh_token=refresh_token).members

    def poll(self, device_code: str):
        return self.post("token", grant_type=DEVICE_CODE_GRANT, device_code=device_code)


class ShapeTest(MockAuthTest):
    LIKE: str

    def server(self, *arguments: str) -> Server:
        return self.server_without_consent("--auto-approve", *arguments)

    def server_without_consent(self, *arguments: str) -> Server:
        _, client = self.start_process(f"--like={self.LIKE}", *arguments)
        return Server(client, SERVERS[self.LIKE][1][0])

    def pending(self, *arguments: str):
        """What two polls get while nothing is decided, with an interval of an hour."""
        server = self.server_without_consent("--device-interval=3600", *arguments)
        device_code = server.post("device_authorization").members["device_code"]
        return [server.poll(device_code) for _ in range(2)]


class EveryServer(MockAuthTest):
    def test_has_its_metadata_and_its_endpoints_where_they_are_known_to_be(self):
        for like, (issuer, documents, endpoints) in SERVERS.items():
            with self.subTest(like):
                client = self.start(f"--like={like}")
                for document in documents:
                    members = client.request("GET", document).members
                    self.assertEqual(members["issuer"], client.address + issuer)
                    self.assertEqual(
                        {name.removesuffix("_endpoint"): url for name, url in members.items()
                         if name.endswith("_endpoint")},
                        {name: client.address + path for name, path in endpoints.items()},
                    )  # fmt: skip
                    self.assertEqual(
                        members["token_endpoint_auth_methods_supported"], ["client_secret_basic", "client_secret_post"]
                    )

    def test_has_no_other_metadata(self):
        for like in ("entra", "google", "keycloak"):
            client = self.start(f"--like={like}")
            for path in ("", SERVERS[like][0]):
                response = client.request("GET", f"/.well-known/oauth-authorization-server{path}")
                self.assertEqual(response.status, 404)

    def test_keeps_its_layout_below_a_base_path(self):
        client = self.start("--like=okta", "--base-path=/t")
        members = client.request("GET", "/t/oauth2/default/.well-known/openid-configuration").members
        self.assertEqual(members["issuer"], f"{client.address}/oauth2/default")
        self.assertEqual(members["token_endpoint"], f"{client.address}/oauth2/default/v1/token")

    def test_prints_the_env_that_fits(self):
        added = {
            "auth0": ["OAUTH_AUDIENCE=https://api.example/"],
            "google": ["OAUTH_AUTHORIZE_PARAMS=access_type=offline&prompt=consent"],
        }
        for like, (issuer, _, _) in SERVERS.items():
            with self.subTest(like):
                process, client = self.start_process("--print-env", f"--like={like}")
                base = re.match(r"http://127\.0\.0\.1:\d+", client.address)[0]
                offered = "openid profile email" + ("" if like == "google" else " offline_access")
                self.assertEqual(
                    process.stdout.splitlines(),
                    [
                        f"OAUTH_CLIENT_ID={CLIENT_ID}",
                        f"OAUTH_CLIENT_SECRET={CLIENT_SECRET}",
                        f"OAUTH_ISSUER={base}{issuer}",
                        "OAUTH_REDIRECT_URI=http://127.0.0.1:0/login/oauth2/code/goto",
                        f"OAUTH_SCOPE='{offered}'",
                        *added.get(like, []),
                    ],
                )

    def test_knows_no_personal_access_token(self):
        server = Server(self.start("--like=okta"), SERVERS["okta"][1][0])
        response = server.post("token", grant_type="personal_access_token", pat="made-up-personal-access-token")
        self.assert_refused(response, "unsupported_grant_type")


class Auth0(ShapeTest):
    LIKE = "auth0"

    def test_gives_a_jwt_for_an_audience_and_an_opaque_token_without(self):
        server = self.server()
        self.assertEqual(server.sign_in(audience="https://api.example/")["access_token"].count("."), 2)
        members = server.sign_in()
        self.assertNotIn(".", members["access_token"])
        expected = {"access_token", "expires_in", "id_token", "refresh_token", "scope", "token_type"}
        self.assertEqual(members.keys(), expected)

    def test_gives_a_refresh_token_for_offline_access_only_and_none_at_a_refresh(self):
        server = self.server()
        self.assertNotIn("refresh_token", server.sign_in(scope="openid"))
        refreshed = server.refresh(server.sign_in())
        self.assertEqual(refreshed["token_type"], "Bearer")
        self.assertNotIn("refresh_token", refreshed)

    def test_tells_polls_to_wait_with_403_and_429_and_needs_no_secret_for_a_device(self):
        for response, error, status in zip(self.pending(), ("authorization_pending", "slow_down"), (403, 429)):
            self.assert_refused(response, error, status)
        self.assertEqual(self.server().post("device_authorization", client_secret="").status, 200)


class Entra(ShapeTest):
    LIKE = "entra"

    def test_has_errors_with_numbers_and_ids(self):
        response = self.server().post("token", grant_type="refresh_token", refresh_token="forged")
        self.assert_refused(response, "invalid_grant")
        members = response.members
        self.assertEqual(members["error_codes"], [70008])
        self.assertTrue(members["error_description"].startswith("AADSTS70008: unknown refresh token Trace ID: "))
        self.assertEqual(members.keys(), {"error", "error_description", "error_codes", "timestamp", "trace_id",
                                          "correlation_id", "error_uri"})  # fmt: skip

    def test_has_a_fault_in_the_same_form(self):
        server = self.server("--fault=invalid_client:1", "--fault=error=access_denied")
        refused = [server.post("token", grant_type="x") for _ in range(2)]
        self.assert_refused(refused[0], "invalid_client", 401)
        self.assertEqual(refused[0].members["error_codes"], [7000215])
        self.assert_refused(refused[1], "authorization_declined")

    def test_gives_ext_expires_in_and_keeps_silent_about_offline_access(self):
        server = self.server()
        members = server.sign_in()
        self.assertEqual((members["ext_expires_in"], members["scope"]), (3600, "openid email"))
        self.assertNotEqual(server.refresh(members)["refresh_token"], members["refresh_token"])

    def test_has_a_message_in_place_of_the_complete_uri(self):
        members = self.server().post("device_authorization").members
        self.assertNotIn("verification_uri_complete", members)
        self.assertIn(members["user_code"], members["message"])

    def test_refuses_the_parameter_resource(self):
        given = self.server().authorize(resource="https://api.example/").location_parameters
        self.assertEqual(given["error"], "invalid_request")

    def test_tells_few_things_in_its_metadata(self):
        for name in ("grant_types_supported", "code_challenge_methods_supported", "revocation_endpoint"):
            self.assertNotIn(name, self.server().metadata)

    def test_has_a_common_tenant_whose_issuer_holds_a_placeholder(self):
        client = self.start("--like=entra")
        server = Server(client, "/common/v2.0/.well-known/openid-configuration")
        self.assertEqual(server.metadata["issuer"], f"{client.address}/{{tenantid}}/v2.0")
        self.assertEqual(server.path("token"), "/common/oauth2/v2.0/token")
        self.assertIn("access_token", server.sign_in())


class Google(ShapeTest):
    LIKE = "google"

    def test_gives_a_refresh_token_for_offline_access_and_consent_only(self):
        server = self.server()
        for more, expected in (
            ({}, False),
            ({"access_type": "offline"}, False),
            ({"access_type": "offline", "prompt": "consent"}, True),
        ):
            members = server.sign_in(scope="openid", **more)
            self.assertIs("refresh_token" in members, expected, more)
            self.assertNotIn(".", members["access_token"])

    def test_names_the_verification_uri_in_its_own_way_and_gives_devices_a_refresh_token(self):
        server = self.server()
        members = server.post("device_authorization", client_secret="").members
        self.assertEqual(members.keys(), {"device_code", "user_code", "verification_url", "expires_in", "interval"})
        self.assertIn("refresh_token", server.poll(members["device_code"]).members)

    def test_tells_polls_to_wait_with_428_and_403(self):
        for response, error, status in zip(self.pending(), ("authorization_pending", "slow_down"), (428, 403)):
            self.assert_refused(response, error, status)


class Keycloak(ShapeTest):
    LIKE = "keycloak"

    def test_gives_members_of_its_own_and_a_new_refresh_token_each_time(self):
        server = self.server()
        first = server.sign_in(scope="email")
        self.assertEqual((first["refresh_expires_in"], first["not-before-policy"]), (1800, 0))
        self.assertIn("session_state", first)
        self.assertEqual(server.sign_in()["refresh_expires_in"], 0)
        self.assertNotEqual(server.refresh(first)["refresh_token"], first["refresh_token"])

    def test_sends_iss_and_tells_of_it_and_of_aliases(self):
        server = self.server()
        self.assertEqual(server.authorize().location_parameters["iss"], server.metadata["issuer"])
        self.assertIs(server.metadata["authorization_response_iss_parameter_supported"], True)
        aliases = server.metadata["mtls_endpoint_aliases"]
        self.assertEqual(aliases["token_endpoint"], server.metadata["token_endpoint"])

    def test_calls_a_wrong_secret_an_unauthorized_client(self):
        self.assert_refused(self.server().post("token", client_secret="wrong"), "unauthorized_client", 401)


class Okta(ShapeTest):
    LIKE = "okta"

    def test_gives_a_refresh_token_for_offline_access_only(self):
        server = self.server()
        self.assertIn("refresh_token", server.sign_in())
        self.assertNotIn("refresh_token", server.sign_in(scope="openid"))


if __name__ == "__main__":
    unittest.main()
