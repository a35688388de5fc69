"""Every end of a body in HTTP/1.1, and every coding of it, brings a token (contract §7)."""

import unittest

from support.responses import BODIES, SELF_ENDING, response, to_the_end
from support.wire_case import HTTPS, PROXIED_HTTPS, WireTest
from support.wire_server import sends_and_says_goodbye, sends_and_stays


class Body(WireTest):
    def test_brings_the_token_however_it_ends_and_is_packed(self):
        self.assert_brings_token(BODIES)

    def test_ends_with_its_framing_although_the_connection_stays_open(self):
        self.assert_brings_token(SELF_ENDING, make_script=sends_and_stays)

    def test_may_be_followed_by_the_end_of_tls(self):
        ends = {"Content-Length": response(), "ended by the connection": to_the_end()}
        self.assert_brings_token(ends, (HTTPS, PROXIED_HTTPS), sends_and_says_goodbye)

    def test_is_not_waited_for_where_the_status_has_none(self):
        for status in (b"204 No Content", b"304 Not Modified"):
            head = b"HTTP/1.1 " + status + b"\r\nConnection: keep-alive\r\n\r\n"
            self.assert_fails(status.decode(), sends_and_stays(head), r"HTTP status|token response")


if __name__ == "__main__":
    unittest.main()
