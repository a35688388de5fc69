"""A server that gives a new refresh token at each refresh, and notices when a spent one comes again."""

import ssl
from dataclasses import dataclass

from support.authorization_server import AuthorizationServer, Request
from support.scripted_responses import ScriptedResponse, error_response, token_response
from support.wire_server import Script


@dataclass
class Login:
    """What the server knows of one login: its newest tokens, and how often a spent or revoked refresh token came."""

    access_token: str = ""
    refresh_token: str = ""
    reused: int = 0
    revoked: bool = False


class RotatingServer(AuthorizationServer):
    """Each login has one refresh token at a time, until it is revoked. A spent one is refused, and counted; it does not
    end the login, as it should (RFC 9700 §4.14.2), so that a test sees which token is the newest."""

    def __init__(self, tls: ssl.SSLContext | None = None, **members: object) -> None:
        """`members` are for all token responses."""
        self.logins: list[Login] = []
        self._members = members
        self._by_refresh_token: dict[str, Login] = {}
        self._issued = 0
        super().__init__(tls=tls)
        self.documents["/oauth/revoke"] = ScriptedResponse()

    @property
    def reused(self) -> int:
        """How many spent refresh tokens were presented."""
        return sum(login.reused for login in self.logins)

    def new_login(self) -> Login:
        """A login that nothing had to be sent for."""
        with self._lock:
            return self._new_login()

    def _new_login(self) -> Login:
        login = Login()
        self.logins.append(login)
        self._renew(login)
        return login

    def _renew(self, login: Login) -> None:
        self._issued += 1
        login.access_token = f"access-{self._issued:05}"
        login.refresh_token = f"refresh-{self._issued:05}"
        self._by_refresh_token[login.refresh_token] = login

    def _script_for(self, request: Request) -> Script:
        if request.path.endswith("/revoke"):
            if login := self._by_refresh_token.get(request.form["token"]):
                login.revoked = True
        elif request.path.endswith("/token"):
            return self._respond_to(request.form)
        return super()._script_for(request)

    def _respond_to(self, form: dict[str, str]) -> ScriptedResponse:
        if form["grant_type"] == "refresh_token":
            login = self._by_refresh_token.get(form["refresh_token"])
            if login is None:
                return error_response("invalid_grant")
            if login.revoked or login.refresh_token != form["refresh_token"]:
                login.reused += 1
                return error_response("invalid_grant")
            self._renew(login)
        else:
            login = self._new_login()
        tokens = {"access_token": login.access_token, "refresh_token": login.refresh_token}
        return token_response(**tokens, **self._members)
