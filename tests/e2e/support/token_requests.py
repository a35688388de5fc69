"""What a server of either kind is asked about its token endpoint."""


class TokenRequests:
    """Finds the token requests among the `requests` of a server."""

    @property
    def token_requests(self) -> list:
        """The requests to the token endpoint so far."""
        return [request for request in self.requests if request.path.endswith("/token")]

    @property
    def token_request(self):
        """The request to the token endpoint, which must be the only one."""
        requests = self.token_requests
        if len(requests) != 1:
            raise AssertionError(f"{len(requests)} token requests instead of one")
        return requests[0]
