"""Speaks to goto-mock-auth request by request, as a careless or hostile OAuth client would."""

import base64
import hashlib
import http.client
import json
import re
import ssl
import unittest
import urllib.parse
from dataclasses import dataclass
from email.message import Message

from support import limits
from support.mock_auth import MockProcess

CLIENT_ID = "5f1c3a52-8f0e-4b8e-9d6b-0f6a2b7c9e41"
CLIENT_SECRET = "mC+7Qk/0vR3x9aTqLw5hZg=="
REDIRECT_URI = "http://127.0.0.1:4711/login/oauth2/code/goto"
CODE_VERIFIER = "a" * 43
STATE = "st&1"
SCOPE = "messaging.v1.send"
DEVICE_CODE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass(frozen=True)
class Response:
    """An HTTP response whose body is kept as it came."""

    status: int
    headers: Message
    body: bytes

    @property
    def members(self):
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def location_parameters(self) -> dict[str, str]:
        """The parameters that the redirect carries."""
        query = urllib.parse.urlsplit(self.headers["Location"]).query
        return dict(urllib.parse.parse_qsl(query, keep_blank_values=True))

    @property
    def ticket(self) -> str:
        """The hidden field of the consent page."""
        return re.search(rb'name="ticket" value="([^"]+)"', self.body)[1].decode()


class MockClient:
    """A client of the server at `address`. A parameter given as None is left out of the request."""

    def __init__(self, address: str) -> None:
        self.address = address
        parts = urllib.parse.urlsplit(address)
        self.host, self.port, self._base_path = parts.hostname, parts.port, parts.path
        is_https = parts.scheme == "https"  # whom to trust is for goto-token to say
        self._connection_class = http.client.HTTPSConnection if is_https else http.client.HTTPConnection
        self._options = {"context": ssl._create_unverified_context()} if is_https else {}

    def show(self, certificate) -> None:
        """Shows this certificate in each handshake from now on."""
        self._options["context"].load_cert_chain(certificate.file, certificate.key)

    def request(self, method: str, path: str, body=None, headers: dict[str, str] | None = None) -> Response:
        """Sends one request on a connection of its own. A dict as the body is sent as a form."""
        fields = dict(headers or {})
        if isinstance(body, dict):
            body = urllib.parse.urlencode(body, doseq=True)
        if body is not None:
            fields.setdefault("Content-Type", "application/x-www-form-urlencoded")
        connection = self._connection_class(self.host, self.port, timeout=limits.SECONDS, **self._options)
        try:
            connection.request(method, path, body, fields)
            response = connection.getresponse()
            return Response(response.status, response.headers, response.read())
        finally:
            connection.close()

    def authorize(self, **changes: str | list[str] | None) -> Response:
        """Sends a good authorization request with some parameters changed; one of a list is repeated."""
        query = urllib.parse.urlencode(self.authorization_request(**changes), doseq=True)
        return self.request("GET", f"{self._base_path}/oauth/authorize?{query}")

    def push(self, client_auth: str = "form", **changes: str | None) -> Response:
        """Pushes the same request."""
        return self.post("par", self.authorization_request(**changes), client_auth)

    def authorize_pushed(self, request_uri: str, **more: str) -> Response:
        """Sends the authorization request that a pushed one leaves."""
        query = urllib.parse.urlencode({"client_id": CLIENT_ID, "request_uri": request_uri} | more)
        return self.request("GET", f"{self._base_path}/oauth/authorize?{query}")

    @staticmethod
    def authorization_request(**changes: str | None) -> dict[str, str]:
        """The parameters of a good authorization request, some of them changed."""
        challenge = hashlib.sha256(CODE_VERIFIER.encode()).digest()
        parameters = {
            "client_id": CLIENT_ID,
            "redirect_uri": REDIRECT_URI,
            "response_type": "code",
            "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            "scope": SCOPE,
            "state": STATE,
        } | changes
        return {name: value for name, value in parameters.items() if value is not None}

    def code(self, **changes: str | list[str] | None) -> str:
        return self.authorize(**changes).location_parameters["code"]

    def decide(self, ticket: str, decision: str, **more: str) -> Response:
        """Sends the form of the consent page."""
        return self.request("POST", "/oauth/consent", {"ticket": ticket, "decision": decision} | more)

    def post(self, endpoint: str, form: dict, client_auth: str = "form", secret: str = CLIENT_SECRET) -> Response:
        """Posts to an endpoint below /oauth with the client authentication named as --client-auth names it."""
        headers = {}
        if client_auth == "form":
            headers = _basic(urllib.parse.quote_plus(CLIENT_ID), urllib.parse.quote_plus(secret))
        elif client_auth == "raw":
            headers = _basic(CLIENT_ID, secret)
        elif client_auth == "post":
            form = form | {"client_id": CLIENT_ID, "client_secret": secret}
        else:
            form = form | {"client_id": CLIENT_ID}
        return self.request("POST", f"{self._base_path}/oauth/{endpoint}", form, headers)

    def redeem(self, code: str, client_auth: str = "form", **changes: str | None) -> Response:
        """Exchanges a code, with some parameters changed."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT_URI,
            "code_verifier": CODE_VERIFIER,
        } | changes
        return self.post("token", {k: v for k, v in form.items() if v is not None}, client_auth)

    def tokens(self, **changes: str | None) -> dict:
        """The token response after a whole sign-in, the authorization request changed so."""
        return self.redeem(self.code(**changes)).members

    def refresh(self, refresh_token: str, **more: str) -> Response:
        return self.post("token", {"grant_type": "refresh_token", "refresh_token": refresh_token} | more)

    def device(self, client_auth: str = "form", **parameters: str) -> Response:
        """Sends a device authorization request."""
        return self.post("device_authorization", {"scope": SCOPE} | parameters, client_auth)

    def poll(self, device_code: str, client_auth: str = "form") -> Response:
        return self.post("token", {"grant_type": DEVICE_CODE_GRANT, "device_code": device_code}, client_auth)

    def decide_device(self, user_code: str, decision: str, headers=None, **more: str) -> Response:
        """Sends the form of the verification page."""
        form = {"user_code": user_code, "decision": decision} | more
        return self.request("POST", f"{self._base_path}/device", form, headers)

    def is_active(self, token: str) -> bool:
        return self.post("introspect", {"token": token}).members["active"]

    def seen(self) -> list[dict]:
        """What the server says has arrived."""
        return self.request("GET", "/_requests").members


def _basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


class MockAuthTest(unittest.TestCase):
    """Starts servers that end with the test."""

    def start(self, *arguments: str) -> MockClient:
        """A server that approves by itself."""
        return self.start_process("--auto-approve", *arguments)[1]

    def start_process(self, *arguments: str) -> tuple[MockProcess, MockClient]:
        """A server that does what it is told, and no more."""
        process = MockProcess(*arguments)
        self.addCleanup(process.close)
        return process, client_of(process.stdout)

    def assert_refused(self, response: Response, error: str, status: int = 400) -> None:
        self.assertEqual((response.status, response.members["error"]), (status, error), response.body)


def client_of(output: str) -> MockClient:
    """A client of the server that printed this."""
    return MockClient(re.search(r"https?://127\.0\.0\.1:\d+[^\s\"'`]*", output)[0])
