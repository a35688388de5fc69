"""A server to which authorization requests are pushed (RFC 9126), and what its tests share."""

import urllib.parse

from support import limits
from support.authorization_server import AuthorizationServer, Request
from support.login import LoginTest
from support.scripted_responses import ScriptedResponse, json_response
from support.wire_server import Holds, Script


def pushed_response(request_uri: str = "urn:x", **members: object) -> ScriptedResponse:
    """A successful response of the endpoint; None removes a member."""
    response = {"request_uri": request_uri, "expires_in": 60, **members}
    return json_response({name: value for name, value in response.items() if value is not None}, 201)


def port_of(form: dict[str, str]) -> int:
    """The port of the redirect URI that was pushed."""
    return urllib.parse.urlsplit(form["redirect_uri"]).port


class PushingServer(AuthorizationServer):
    """Takes authorization requests only where they were pushed. The endpoint gives `responses` in turn before it does."""

    def __init__(self, *responses: Script, tokens: tuple[Script, ...] = ()) -> None:
        self.before = list(responses)
        self._kept: dict[str, dict[str, str]] = {}
        super().__init__(*tokens)
        self.endpoint = self.url + "/par"
        self.environment["OAUTH_PAR_ENDPOINT"] = self.endpoint

    @property
    def pushes(self) -> list[Request]:
        """The requests to the endpoint so far."""
        return [request for request in self.requests if request.path == "/par"]

    @property
    def pushed(self) -> dict[str, str]:
        """The parameters of the request to the endpoint, which must be the only one."""
        (request,) = self.pushes
        return request.form

    def _script_for(self, request: Request) -> Script:
        if request.path == "/par":
            return self.before.pop(0) if self.before else self.keep(request.form)
        return super()._script_for(request)

    def keep(self, form: dict[str, str]) -> ScriptedResponse:
        """Keeps a request for the browser that will come."""
        request_uri = f"urn:ietf:params:oauth:request_uri:reference/+={len(self._kept)}"
        self._kept[request_uri] = form
        return pushed_response(request_uri)

    def _approve(self, request: Request) -> ScriptedResponse:
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(request.target).query, strict_parsing=True))
        kept = self._kept.pop(query.get("request_uri"), None)  # good for one use
        if kept is None or query["client_id"] != kept["client_id"]:
            return ScriptedResponse(400, {"Content-Type": "text/plain"}, b"no such request_uri")
        response = {"code": self.code, "state": kept["state"]}
        return ScriptedResponse(302, {"Location": kept["redirect_uri"] + "?" + urllib.parse.urlencode(response)})


class PushTest(LoginTest):
    """Runs that push their requests."""

    def pushing_server(self, *responses: Script, **options) -> PushingServer:
        server = PushingServer(*responses, **options)
        self.addCleanup(server.close)
        return server

    def hold_a_push(self, *arguments: str):
        """A server that does not answer yet, what makes it answer, and a run at it that has pushed."""
        held = Holds(pushed_response().data)
        self.addCleanup(held.release)
        server = self.pushing_server(held)
        run = self.goto_token_at(server, *arguments)
        self.assertTrue(held.reached.wait(limits.SECONDS))
        return server, held, run
