"""A server with the device authorization grant (RFC 8628), and what its tests share."""

from support.authorization_server import AuthorizationServer, Request
from support.login import LoginTest
from support.program import GotoToken
from support.scripted_responses import ScriptedResponse, error_response, json_response
from support.wire_server import Script

DEVICE_CODE = "the-device-code+/="
USER_CODE = "WDJB-MJHT"
GRANT = ("--grant", "device-code")
DEVICE_GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code"
PENDING = error_response("authorization_pending")
WAITING = "goto-token: waiting for the sign-in for 600 s; Ctrl+C ends it\n"


def device_response(url: str, **members: object) -> ScriptedResponse:
    """A device authorization response of the server at `url` (RFC 8628 §3.2), polled as fast as can be; None removes a
    member."""
    response = {"device_code": DEVICE_CODE, "user_code": USER_CODE, "verification_uri": url + "/device",
                "expires_in": 600, "interval": 0, **members}  # fmt: skip
    return json_response({name: value for name, value in response.items() if value is not None})


class DeviceServer(AuthorizationServer):
    """Its token endpoint gives `polls` in turn, the last for ever."""

    def __init__(self, *polls: Script, **members: object) -> None:
        super().__init__(*polls)
        self.environment["OAUTH_DEVICE_AUTHORIZATION_ENDPOINT"] = self.url + "/device_authorization"
        del self.environment["OAUTH_REDIRECT_URI"]
        self.authorize_with(device_response(self.url, **members))

    def authorize_with(self, response: Script) -> None:
        """What the device authorization endpoint gives from now on."""
        self.documents["/device_authorization"] = response

    @property
    def asked(self) -> list[str]:
        """The paths of the requests so far."""
        return [request.path for request in self.requests]

    @property
    def authorization_request(self) -> Request:
        """The request to the device authorization endpoint, which must be the only one."""
        (request,) = [request for request in self.requests if request.path == "/device_authorization"]
        return request


def introduction(server: DeviceServer, complete: str | None = None, waiting: str = WAITING) -> str:
    """What a run says until the person has finished."""
    return (
        f"goto-token: to sign in, open this address in a browser on any device:\n\n  {server.url}/device\n\n"
        f"goto-token: and enter this code there:\n\n  {USER_CODE}\n\n"
        + (f"goto-token: or open this address, which holds the code; the page must show the same one:\n\n  {complete}\n\n"
           if complete else "")
        + waiting
    )


class DeviceTest(LoginTest):
    """Runs that sign in on another device."""

    def device_server(self, *polls: Script, **members: object) -> DeviceServer:
        server = DeviceServer(*polls, **members)
        self.addCleanup(server.close)
        return server

    def start(self, server: DeviceServer, *arguments: str, quiet: bool = False, **options) -> GotoToken:
        return self.goto_token_at(server, *arguments, *GRANT, quiet=quiet, **options)

    def run_with_code(self, server: DeviceServer, *arguments: str, **options) -> tuple[int, str, str]:
        """How a whole run ended, with all of its stderr."""
        return self.outcome_of(self.start(server, *arguments, **options))

    def outcome_of(self, run: GotoToken) -> tuple[int, str, str]:
        return run.exit_code(), run.stdout.text(), run.stderr.text()
