"""goto-mock-auth as the tests of goto-token see it."""

from support.mock_auth import MockAuth
from support.mock_client import client_of


class MockServer(MockAuth):
    """A true authorization server that approves by itself; `environment` configures goto-token for it."""

    def __init__(self, *arguments: str, certificate=None) -> None:
        """With a `certificate` it serves https."""
        tls = ("--https", f"--cert={certificate.file}", f"--key={certificate.key}") if certificate else ()
        super().__init__(*tls, *arguments)
        self.client = client_of(self.env_file_text)
        self.url = self.client.address
        self.port = self.client.port
        self.environment = dict(line.split("=", 1) for line in self.env_file_text.splitlines())

    @property
    def token_requests(self) -> list[dict]:
        """What has arrived at the token endpoint so far."""
        return [request for request in self.client.seen() if request["path"].endswith("/token")]
