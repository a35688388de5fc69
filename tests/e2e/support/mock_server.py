"""goto-mock-auth as the tests of goto-token see it."""

from types import SimpleNamespace

from support.mock_auth import MockProcess
from support.mock_client import client_of
from support.token_requests import TokenRequests


class MockServer(TokenRequests, MockProcess):
    """A true authorization server that approves by itself; `environment` configures goto-token for it."""

    def __init__(self, *arguments: str, certificate=None) -> None:
        """With a `certificate` it serves https."""
        tls = ("--https", f"--cert={certificate.file}", f"--key={certificate.key}") if certificate else ()
        super().__init__("--auto-approve", "--print-env", *tls, *arguments)
        self.client = client_of(self.stdout)
        self.url = self.client.address
        self.port = self.client.port
        self.environment = dict(line.split("=", 1) for line in self.stdout.splitlines())

    @property
    def requests(self) -> list[SimpleNamespace]:
        """What has arrived so far. The server takes no form in which a parameter is repeated."""
        return [SimpleNamespace(**seen | {"form": dict(seen["form"])}) for seen in self.client.seen()]
