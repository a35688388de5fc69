"""What the tests of --all share: several logins, and runs without any configuration."""

import json
import pathlib

from support.login import LoginTest, first_token_response
from support.scripted_responses import ScriptedResponse


class SeveralLogins(LoginTest):
    """Logs in several times, and looks at all that is kept."""

    def server_that_revokes(self, response=ScriptedResponse(200)):
        server = self.authorization_server(first_token_response())
        server.documents["/oauth/revoke"] = response
        return server

    def log_in_as(self, server, client: str = "client-1", profile: str = "default", *arguments: str,
                  environment: dict | None = None, **members) -> pathlib.Path:
        """Keeps one more login, with these `members` of the token response; gives its file."""
        before = set(self.store.glob("*.json"))
        server.respond_with(first_token_response(**members))
        self.log_in(server, "--profile", profile, *arguments,
                    environment={"OAUTH_CLIENT_ID": client, **(environment or {})})
        (path,) = set(self.store.glob("*.json")) - before
        return path

    def unconfigured(self, *arguments: str, environment: dict | None = None, quiet: bool = False, **options):
        """A whole run without a configuration."""
        return self.goto_token(*arguments, environment=environment or {}, quiet=quiet, **options).wait()

    def change(self, path: pathlib.Path, **members) -> None:
        path.write_text(json.dumps(json.loads(path.read_text()) | members))

    def kept(self) -> list[str]:
        """The names of all files in the store but locks."""
        return sorted(path.name for path in self.store.iterdir() if path.suffix != ".lock")
