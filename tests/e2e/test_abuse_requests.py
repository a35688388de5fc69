"""Requests made to be misread: by name, path, parameters, lines and protocol (contract §6)."""

import unittest

from support import abuse, limits
from support.abuse_case import AbuseTest


class Misreading(AbuseTest):
    """Each request holds the right response, or what a lax reader takes for it; none may be believed."""

    def assert_all_refused(self, run, cases: dict[bytes, int | None]) -> None:
        for data, expected in cases.items():
            with self.subTest(data[:90]):
                self.assertEqual(abuse.status(run, data, half_close=True), expected)
        self.assert_real_response_gets_through(run)


class Name(Misreading):
    def request_to(self, run, host: str, target: str = abuse.PATH) -> bytes:
        query = f"?code=a&state={run.state}"
        return f"GET {target}{query} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode("latin-1")

    def test_of_another_host_is_421_however_it_is_written(self):
        run = self.attacked()
        port = run.port
        hosts = (
            f"127.0.0.1.:{port}",
            f"localhost.:{port}",
            f"LOCALHOST.EVIL.EXAMPLE:{port}",
            f"127.0.0.1:{port + 1}",
            f"127.0.0.1:0{port}",
            f"127.0.0.1:{port}.",
            f"127.0.0.1:{port}:{port}",
            f"127.0.0.1 :{port}",
            "127.0.0.1:",
            "127.0.0.1",
            "",
            ":",
            f":{port}",
            f"127.1:{port}",
            f"2130706433:{port}",
            f"0x7f.0.0.1:{port}",
            f"127.0.0.2:{port}",
            f"[::ffff:127.0.0.1]:{port}",
            f"[0:0:0:0:0:0:0:1]:{port}",
            f"http://127.0.0.1:{port}",
            f"127.0.0.1:{port}/",
            f"127.0.0.1:{port}, evil.example",
            f"evil.example, 127.0.0.1:{port}",
            f"user@127.0.0.1:{port}",
            f"127.0.0.1:{port}%00",
            f"l\u00f6calhost:{port}",
        )
        self.assert_all_refused(run, {self.request_to(run, host): 421 for host in hosts})

    def test_of_a_foreign_authority_in_an_absolute_target_is_421(self):
        run = self.attacked()
        own = f"127.0.0.1:{run.port}"
        foreign = (
            "evil.example",
            f"evil.example:{run.port}",
            "127.0.0.1",
            f"{own}@evil.example",
            f"user@{own}",
            f"localhost.:{run.port}",
        )
        cases = {self.request_to(run, own, f"http://{host}{abuse.PATH}"): 421 for host in foreign}
        for authority in ("", ":"):
            cases[self.request_to(run, own, f"http://{authority}{abuse.PATH}")] = 421 if authority else 400
        for scheme in ("https", "ftp", "javascript"):
            cases[self.request_to(run, own, f"{scheme}://{own}{abuse.PATH}")] = 400
        self.assert_all_refused(run, cases)

    def test_is_that_of_an_absolute_target_where_there_is_one(self):
        for host in ("evil.example", "127.0.0.1:PORT"):
            run = self.attacked()
            own = f"127.0.0.1:{run.port}"
            target = f"HTTP://LocalHost:{run.port}{abuse.PATH}"
            self.crowd(run, 1, self.request_to(run, host.replace("127.0.0.1:PORT", own), target))
            self.assertTrue(self.held.reached.wait(limits.SECONDS))
            self.held.release()
            self.assert_token(run.wait())

    def test_that_stands_twice_or_not_at_all_is_400(self):
        run = self.attacked()
        own = f"Host: 127.0.0.1:{run.port}\r\n"
        line = f"GET {abuse.PATH}?code=a&state={run.state} HTTP/1.1\r\n"
        fields = ("", own + own, own + "host: evil.example\r\n", "Host: evil.example\r\n" + own)
        self.assert_all_refused(run, {f"{line}{each}\r\n".encode(): 400 for each in fields})


class Path(Misreading):
    def test_is_compared_segment_by_segment(self):
        run = self.attacked()
        paths = (
            "/login/oauth2/code/%47oto",
            "/login/oauth2/code%2Fgoto",
            "/login/oauth2/%2e/code/goto",
            "/x/%2e%2e/login/oauth2/code/goto",
            "/login%2Foauth2%2fcode%2Fgoto",
            "/login/oauth2/code/goto%3F",
            "/login/oauth2/code/goto%00",
            "/login/oauth2/code/goto/",
            "/login/oauth2/code/goto//",
            "/login/oauth2/code/goto;params",
            "/login/oauth2/code;x/goto",
            "/login/oauth2/code/goto.html",
            "/login/oauth2/code//goto",
            "//login/oauth2/code/goto",
            "/./login/oauth2/code/goto",
            "/x/../login/oauth2/code/goto",
            "/login/oauth2/code/goto/.",
            "/login/oauth2/code/goto/..",
            "/login/oauth2/code/goto/%2e%2e/goto",
            "/login/oauth2/code/Goto",
            "/login/oauth2/code/got",
            "/login/oauth2/code/gotogoto",
            "/login\\oauth2\\code\\goto",
            "/",
        )
        query = f"code=a&state={run.state}"
        self.assert_all_refused(run, {abuse.request(run, query, path=path): 404 for path in paths})


class Parameters(Misreading):
    def assert_queries_refused(self, cases: dict[str, int]) -> None:
        run = self.attacked()
        requests = {
            abuse.request(run, query.replace("STATE", run.state)): code for query, code in cases.items()
        }
        self.assert_all_refused(run, requests)

    def test_that_stand_twice_are_refused_also_with_encoded_names(self):
        self.assert_queries_refused(
            {
                "code=a&state=STATE&%73tate=STATE": 403,
                "code=a&%73%74%61%74%65=guess&state=STATE": 403,
                "code=a&state=STATE&state": 403,
                "code=a&state=STATE&state=": 403,
                "code=a&%63ode=b&state=STATE": 400,
                "code=a&code=%61&state=STATE": 400,
                "code&state=STATE&error=": 400,
                "code=a&state=STATE&%65rror=x": 400,
                "code=a&state=STATE&iss=a&%69ss=b": 400,
                "code=a&state=STATE&x=1&x=1": 400,
                "code=a&state=STATE&=1&=1": 400,
            }
        )

    def test_have_names_that_are_compared_byte_for_byte(self):
        self.assert_queries_refused(
            {
                "code=a&State=STATE": 403,
                "code=a&STATE=STATE": 403,
                "code=a&state%00=STATE": 403,
                "code=a&state+=STATE": 403,
                "code=a&+state=STATE": 403,
                "code=a&state[]=STATE": 403,
                "code=a&amp;state=STATE": 403,
                "code=a;state=STATE": 403,
                "code=a%26state=STATE": 403,
                "?code=a?state=STATE": 403,
                "Code=a&state=STATE": 400,
                "code%00=a&state=STATE": 400,
                "code[]=a&state=STATE": 400,
            }
        )

    def test_have_a_state_that_is_neither_begun_nor_ended_nor_held_by_another(self):
        run = self.attacked()
        state = run.state
        wrong = (
            state[:-1],
            state[:1],
            state[1:],
            state + "a",
            "a" + state,
            state + "=",
            state + "%00",
            "%00" + state,
            state + "+",
            "+" + state,
            state + "%0A",
            state * 2,
            state.swapcase(),
            state[::-1],
            state[:-1] + ("B" if state[-1] == "A" else "A"),
            "%2A",
            "*",
            "",
        )
        cases = {abuse.request(run, f"code=a&state={each}"): 403 for each in wrong}
        self.assert_all_refused(run, cases)

    def test_may_be_encoded_where_nothing_needs_it(self):
        run = self.attacked()
        state = "".join(f"%{ord(letter):02x}" for letter in run.state)
        self.crowd(run, 1, abuse.request(run, f"%63%6F%64%65=%61&%73%74%61%74%65={state}"))
        self.assertTrue(self.held.reached.wait(limits.SECONDS))
        self.held.release()
        self.assert_token(run.wait())
        self.assertEqual(self.server.token_request.form["code"], "a")


class Method(Misreading):
    def test_other_than_get_never_uses_the_response_up(self):
        run = self.attacked()
        query = f"code=a&state={run.state}"
        methods = ("HEAD", "POST", "PUT", "OPTIONS", "TRACE", "PROPFIND", "get", "Get", "GETX", "X-GET")
        self.assert_all_refused(run, {abuse.request(run, query, method=each): 405 for each in methods})

    def test_head_is_answered_without_a_body(self):
        run = self.attacked()
        (browser,) = self.crowd(run, 1, abuse.request(run, f"code=a&state={run.state}", method="HEAD"))
        self.assertTrue(abuse.received(browser).endswith(b"\r\n\r\n"))
        self.assert_still_waiting(run)


class Lines(Misreading):
    def test_of_a_malformed_request_are_400(self):
        run = self.attacked()
        target = f"{abuse.PATH}?code=a&state={run.state}"
        own = f"Host: 127.0.0.1:{run.port}\r\n"
        lines = (
            f"GET {target} HTTP/1.1 ",
            f"GET  {target} HTTP/1.1",
            f"GET\t{target} HTTP/1.1",
            f" GET {target} HTTP/1.1",
            f"GET {target}\tHTTP/1.1",
            f"GET {target} x HTTP/1.1",
            f"GET {target}#x HTTP/1.1",
            f"GET {target}\0 HTTP/1.1",
            f"GET {target}\x7f HTTP/1.1",
            f"GET {target}\u00e9 HTTP/1.1",
            f"GET {target} HTTP/1.1\rX: y",
            f"GET {target} HTTP/1.2",
            f"GET {target} HTTP/2.0",
            f"GET {target} HTTP/0.9",
            f"GET {target} http/1.1",
            f"GET {target} HTTP/01.1",
            f"GET {target}",
            f"G\0T {target} HTTP/1.1",
            f"G=T {target} HTTP/1.1",
            f"GET {target[1:]} HTTP/1.1",
            "GET * HTTP/1.1",
            "",
        )
        cases = {f"{line}\r\n{own}\r\n".encode("latin-1"): 400 for line in lines}
        self.assert_all_refused(run, cases)

    def test_of_malformed_fields_are_400(self):
        run = self.attacked()
        query = f"code=a&state={run.state}"
        fields = (
            "X\0: a",
            "X: a\0b",
            "X: a\rb",
            "X: a\r",
            "X: \x1b[2J",
            "X: \x7f",
            "X : a",
            "X\t: a",
            "X Y: a",
            " folded: a",
            "X: a\r\n folded",
            "X: a\r\n\tfolded",
            "X",
            ": a",
            "X(: a",
            "X\u00e9: a",
            "\rX: a",
        )
        cases = {abuse.request(run, query, fields=field + "\r\n"): 400 for field in fields}
        self.assert_all_refused(run, cases)

    def test_may_end_in_line_feeds_alone(self):  # RFC 9112 §2.2
        run = self.attacked()
        self.crowd(run, 1, abuse.right_response(run, "a").replace(b"\r\n", b"\n"))
        self.assertTrue(self.held.reached.wait(limits.SECONDS))
        self.held.release()
        self.assert_token(run.wait())


class OtherProtocols(Misreading):
    def test_are_rejected_or_closed_without_a_response(self):
        run = self.attacked()
        target = f"{abuse.PATH}?code=a&state={run.state}".encode()
        client_hello = bytes.fromhex("16030100c8010000c40303") + bytes(range(189)) + b"\n\n"
        cases = {
            b"GET " + target: None,  # HTTP/0.9
            b"GET " + target + b"\r\n": None,
            b"GET " + target + b"\r\n\r\n": 400,
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9): 400,
            client_hello: None,
            client_hello[:100]: None,
            b"SSH-2.0-OpenSSH_9.2\r\n": None,
            b"\x05\x01\x00": None,
            b"PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n" + abuse.right_response(run): 400,
            b"\r\n\r\n" + abuse.right_response(run): 400,
            b"\xef\xbb\xbf" + abuse.right_response(run): 400,
            bytes(range(256)) * 8: None,
            b"\xff" * 4096 + b"\r\n\r\n": 400,
            b"\0": None,
            b"": None,
        }
        self.assert_all_refused(run, cases)


if __name__ == "__main__":
    unittest.main()
