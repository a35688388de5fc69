"""Connections that idle, dawdle, break off or never end, hundreds at once (contract §6)."""

import signal
import socket
import unittest

from support import abuse, http_client
from support.abuse import Attack
from support.abuse_case import AbuseTest

MEGABYTE = 1 << 20
MORE_THAN_IT_HOLDS = 1500


class Silent(AbuseTest):
    def test_more_idle_connections_than_it_holds_are_no_hindrance(self):
        run = self.attacked()
        self.crowd(run, MORE_THAN_IT_HOLDS)
        self.assert_real_response_gets_through(run)

    def test_more_half_sent_requests_than_it_holds_are_no_hindrance(self):
        run = self.attacked()
        for opening in (b"G", b"GET ", b"GET / HTTP/1.1\r", b"GET / HTTP/1.1\r\nHost", b"\r\n", b"\0"):
            self.crowd(run, MORE_THAN_IT_HOLDS // 6, opening)
        self.assert_real_response_gets_through(run)

    def test_half_sent_requests_as_long_as_they_may_be_are_no_hindrance(self):
        run = self.attacked()
        crowd = self.crowd(run, MORE_THAN_IT_HOLDS, b"GET / HTTP/1.1\r\nX: " + b"x" * 30000)
        self.assert_still_waiting(run)
        for connection in crowd:
            abuse.send_as_much_as_fits(connection, b"x")
        self.assert_real_response_gets_through(run)

    def test_idle_connections_that_come_back_when_dropped_are_no_hindrance(self):
        run = self.attacked()
        held = abuse.OpenConnections(MORE_THAN_IT_HOLDS)
        self.addCleanup(held.close)
        with Attack(lambda: held.add(abuse.connect(run.port)), threads=4, rounds=MORE_THAN_IT_HOLDS // 4):
            self.assert_real_response_gets_through(run)


class Slow(AbuseTest):
    def test_headers_that_come_byte_by_byte_on_many_connections_are_no_hindrance(self):
        run = self.attacked()
        crowd = self.crowd(run, 250, b"GET / HTTP/1.1\r\nX: ")

        def drip():
            for connection in crowd:
                abuse.send_as_much_as_fits(connection, b"x")

        with Attack(drip, threads=1, rounds=5):
            self.assert_real_response_gets_through(run)

    def test_a_request_that_never_ends_is_let_go_however_regularly_it_goes_on(self):
        run = self.attacked()
        with abuse.connect(run.port) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nX: ")
            connection.settimeout(0.5)
            self.assertEqual(self.drip_until_closed(connection), b"")
        self.assert_still_waiting(run)

    def drip_until_closed(self, connection: socket.socket) -> bytes:
        """Sends a byte whenever half a second has passed without an end."""
        while True:
            try:
                return connection.recv(1)
            except TimeoutError:
                abuse.send_as_much_as_fits(connection, b"x")
            except ConnectionError:
                return b""

    def test_promised_bodies_that_never_come_are_no_hindrance(self):
        run = self.attacked()
        for promise in (
            "Content-Length: 1000000\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Expect: 100-continue\r\n",
        ):
            for method in ("GET", "POST"):
                self.crowd(run, 60, abuse.request(run, "state=x", method=method, fields=promise))
        self.assert_real_response_gets_through(run)

    def test_a_body_is_not_waited_for(self):
        run = self.attacked()
        for promise in (
            "Content-Length: 5",
            "Content-Length: 1\r\nContent-Length: 2",
            "Transfer-Encoding: chunked",
        ):
            opening = abuse.request(run, method="POST", fields=promise + "\r\n")
            self.assertEqual(abuse.status(run, opening), 405, promise)


class Endless(AbuseTest):
    def pour(self, run, opening: bytes, more: bytes):
        """An action: a connection that sends `more` again and again, as fast as it is taken."""

        def action():
            with abuse.connect(run.port) as connection:
                connection.sendall(opening)
                for _ in range(4 * MEGABYTE // len(more)):
                    connection.sendall(more)

        return action

    def test_megabytes_of_headers_on_many_connections_are_no_hindrance(self):
        run = self.attacked()
        with Attack(self.pour(run, b"GET / HTTP/1.1\r\nX: ", b"x" * 65536), threads=16, rounds=1):
            self.assert_real_response_gets_through(run)

    def test_megabytes_of_headers_are_answered_with_431(self):
        run = self.attacked()
        crowd = self.crowd(run, 100, b"GET / HTTP/1.1\r\n" + b"X: " + b"x" * MEGABYTE)
        for connection in crowd:
            self.assertEqual(http_client.read_response(connection).status, 431)
        self.assert_still_waiting(run)

    def test_a_request_line_of_64_kib_is_answered_with_431(self):
        run = self.attacked()
        line = f"GET /{'x' * 65536} HTTP/1.1\r\n\r\n".encode()
        self.assertEqual(abuse.status(run, line), 431)
        self.assert_still_waiting(run)

    def test_thousands_of_header_fields_are_refused(self):
        run = self.attacked()
        self.assertEqual(abuse.status(run, abuse.request(run, fields="A: b\r\n" * 5000)), 400)
        self.assert_still_waiting(run)

    def test_lines_without_end_are_no_hindrance(self):
        run = self.attacked()
        with Attack(
            self.pour(run, b"", b"\r" * 8192), self.pour(run, b"\0", b"\0" * 8192), threads=4, rounds=1
        ):
            self.assert_real_response_gets_through(run)

    def test_endless_chunked_bodies_are_no_hindrance(self):
        run = self.attacked()
        opening = abuse.request(run, method="POST", fields="Transfer-Encoding: chunked\r\n")
        with Attack(self.pour(run, opening, b"2000\r\n" + b"y" * 8192 + b"\r\n"), threads=16, rounds=1):
            self.assert_real_response_gets_through(run)


class Persistent(AbuseTest):
    def test_connections_that_stay_open_after_their_response_are_no_hindrance(self):
        run = self.attacked()
        self.crowd(run, MORE_THAN_IT_HOLDS, abuse.request(run, path="/favicon.ico", fields="Connection: keep-alive\r\n"))
        self.assert_real_response_gets_through(run)

    def test_pipelined_requests_get_one_response_and_an_end(self):
        run = self.attacked()
        (connection,) = self.crowd(run, 1, abuse.request(run, path="/a") * 500)
        self.assertEqual(abuse.received(connection).count(b"HTTP/1.1 "), 1)
        self.assert_still_waiting(run)

    def test_clients_that_pipeline_without_end_are_no_hindrance(self):
        run = self.attacked()

        def hog():
            with abuse.connect(run.port) as connection:
                for _ in range(2000):
                    connection.sendall(abuse.request(run, path="/a") * 20)

        with Attack(hog, threads=8, rounds=2):
            self.assert_real_response_gets_through(run)

    def test_clients_that_never_read_their_response_are_no_hindrance(self):
        run = self.attacked()
        for opening in (
            abuse.request(run, "state=x"),
            b"nonsense\r\n\r\n",
            abuse.request(run, path="/a") * 100,
        ):
            self.crowd(run, 200, opening, receive_buffer=1)
        self.assert_real_response_gets_through(run)


class Broken(AbuseTest):
    def openings(self, run) -> tuple[bytes, ...]:
        return b"", b"GET / HT", abuse.request(run, "state=x"), abuse.request(run, path="/a") + b"more"

    def test_connections_that_are_reset_at_any_stage_are_no_hindrance(self):
        run = self.attacked()

        def break_off(opening: bytes, wait_for_response: bool):
            connection = abuse.connect(run.port)
            abuse.send_as_much_as_fits(connection, opening)
            if wait_for_response:
                connection.recv(1)
            abuse.reset(connection)

        actions = [lambda opening=opening: break_off(opening, False) for opening in self.openings(run)]
        actions += [lambda opening=opening: break_off(opening, True) for opening in self.openings(run)[2:]]
        with Attack(*actions, threads=2, rounds=30):
            self.assert_real_response_gets_through(run)

    def test_half_closed_connections_are_no_hindrance(self):
        run = self.attacked()
        for opening in self.openings(run):
            for connection in self.crowd(run, 100, opening):
                connection.shutdown(socket.SHUT_WR)
        self.assert_real_response_gets_through(run)

    def test_a_storm_of_connections_that_close_at_once_is_no_hindrance(self):
        run = self.attacked()
        with Attack(lambda: abuse.connect(run.port).close(), threads=8, rounds=50):
            self.assert_real_response_gets_through(run)

    def test_more_connections_than_the_queue_of_the_kernel_holds_are_no_hindrance(self):
        run = self.attacked()
        port = run.port
        run.signal(signal.SIGSTOP)
        for _ in range(5000):
            self.addCleanup(abuse.connect_without_waiting(port).close)
        run.signal(signal.SIGCONT)
        self.assert_real_response_gets_through(run)


class AllTogether(AbuseTest):
    def test_every_kind_of_abuse_at_once_is_no_hindrance(self):
        run = self.attacked()
        self.crowd(run, 150)
        self.crowd(run, 150, b"GET / HTTP/1.1\r\nX: " + b"x" * 30000)
        self.crowd(run, 150, abuse.request(run, "state=x", fields="Content-Length: 9\r\n"), receive_buffer=1)
        for connection in self.crowd(run, 100, b"GET"):
            connection.shutdown(socket.SHUT_WR)
        pour = Endless.pour(self, run, b"GET / HTTP/1.1\r\nX: ", b"x" * 65536)
        flood = lambda: abuse.status(run, abuse.request(run, "code=a&state=" + "x" * 30000))
        with Attack(pour, flood, lambda: abuse.reset(abuse.connect(run.port)), threads=3, rounds=3):
            self.assert_real_response_gets_through(run)


if __name__ == "__main__":
    unittest.main()
