"""A token request is sent once, whatever becomes of its connection; a response counts once it came (contract §7)."""

import unittest

from support.responses import BODIES, TOKEN, interim, response, to_the_end
from support.wire_case import HTTP, HTTPS, LONG, ROUTES, WireTest
from support.wire_server import Holds, Script, responds_early, sends, sends_and_resets, sends_bytes_one_by_one

BROKEN_OFF = {
    "before any byte": b"",
    "in the middle of the head": response()[:30],
    "before the body": response()[: -len(TOKEN)],
    "in the middle of the body": response()[:-1],
    "after an interim response": interim(b"103 Early Hints"),
}

# The response of a server that has lost patience with the request.
PAGE = response(b"<html>", b"Content-Type: text/html\r\n", b"HTTP/1.1 413 Content Too Large\r\n")


class Once(WireTest):
    """`fetch` counts the requests and the connections of each run."""

    def test_is_how_often_a_request_is_sent_when_the_connection_is_reset(self):
        for name, data in BROKEN_OFF.items():
            self.assert_fails(name, sends_and_resets(data), "reset|closed")

    def test_is_how_often_a_name_with_two_addresses_is_sent_a_request(self):
        for route in (HTTP, HTTPS):
            with self.subTest(route=str(route)):
                self.assert_token(self.fetch(route, sends(response()), host="localhost"))
        self.assert_fails("closed", sends(b""), "localhost.*closed", routes=(HTTP, HTTPS), host="localhost")

    def test_is_enough_for_a_response_that_a_reset_comes_behind(self):
        whole = {"with a length": response(), "in chunks": BODIES["in chunks with a trailer"]}
        self.assert_brings_token(whole, make_script=sends_and_resets)


class Drip(WireTest):
    def test_of_single_bytes_becomes_a_token(self):
        dripped = {
            "with a length": interim(b"103 Early Hints") + response(),
            "in chunks": BODIES["in chunks with extensions"],
            "in chunks with a trailer": BODIES["in chunks with a trailer"],
            "to the end": to_the_end(),
            "gzip": BODIES["gzip in two members"],
        }
        self.assert_brings_token(dripped, make_script=sends_bytes_one_by_one)

    def test_of_single_bytes_that_ends_too_early_is_no_token(self):
        self.assert_fails("with a length", sends_bytes_one_by_one(response()[:-1]), "closed")


class EarlyResponse(WireTest):
    """The server answers before it has read the whole request."""

    def fetch_early(self, route, script: Script):
        return self.fetch(route, script, *LONG, reads_request=False)

    def test_counts_although_the_server_closes_before_it_has_read_the_request(self):
        for route in ROUTES:
            with self.subTest(route=str(route)):
                self.assert_token(self.fetch_early(route, responds_early(response())))

    def test_counts_although_the_server_reads_no_further(self):
        for route in (HTTP, HTTPS):
            with self.subTest(route=str(route)):
                stays = Holds(b"", first=response())
                outcome = self.fetch_early(route, stays)
                stays.release()
                self.assert_token(outcome)

    def test_counts_as_an_error_too(self):
        self.assert_fails("413", responds_early(PAGE), "413", LONG, reads_request=False)

    def test_that_is_cut_off_is_no_response(self):
        self.assert_fails("cut off", responds_early(response()[:-1]), "closed|reset", LONG, reads_request=False)
        self.assert_fails("nothing", responds_early(b""), "closed|reset", LONG, reads_request=False)


if __name__ == "__main__":
    unittest.main()
