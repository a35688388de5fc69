"""The person and the browser: opens a page, follows redirects, keeps cookies, presses buttons."""

import html
import json
import re
import ssl
import urllib.parse
import urllib.request
from typing import NamedTuple

_SECONDS = 60  # only ends what hangs


class Page(NamedTuple):
    """What the browser shows, and the addresses that led there."""

    status: int
    trail: list[str]
    text: str


class _KeepErrorPages(urllib.request.HTTPErrorProcessor):
    """Lets a page be a page, whatever its status; redirects are still followed."""

    def http_response(self, request, response):
        return super().http_response(request, response) if 300 <= response.status < 400 else response


class _NoteRedirects(urllib.request.HTTPRedirectHandler):
    def __init__(self, trail: list[str]) -> None:
        self._trail = trail

    def redirect_request(self, request, body, status, reason, headers, url):
        self._trail.append(url)
        return super().redirect_request(request, body, status, reason, headers, url)


class Browser:
    """A browser with an empty cookie store and no proxy. It trusts the authority whose certificate is in `ca_file`."""

    def __init__(self, ca_file=None) -> None:
        self._trail: list[str] = []
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(), _KeepErrorPages(),
            urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=ca_file)),
            _NoteRedirects(self._trail))

    def open(self, url: str, form: dict[str, str] | None = None) -> Page:
        """Goes to url, with a POST if there is a form."""
        body = None if form is None else urllib.parse.urlencode(form).encode()
        return self._send(urllib.request.Request(url, body))

    def send_json(self, method: str, url: str, members: dict) -> Page:
        """Sends what the script of a page would."""
        body, headers = json.dumps(members).encode(), {"Content-Type": "application/json"}
        return self._send(urllib.request.Request(url, body, headers, method=method))

    def _send(self, request: urllib.request.Request) -> Page:
        self._trail[:] = [request.full_url]
        with self._opener.open(request, timeout=_SECONDS) as response:
            return Page(response.status, list(self._trail), response.read().decode())

    def press(self, page: Page, button: str) -> Page:
        """Sends the form on the page whose button says so."""
        form = re.search(rf'action="([^"]+)"><button>{button}</button>', page.text)
        if not form:
            raise AssertionError(f"no button {button!r} on the page of {page.trail[-1]}: {page.text}")
        return self.open(urllib.parse.urljoin(page.trail[-1], form[1]), {})

    def submit(self, page: Page, **typed: str) -> Page:
        """Sends the first form of the page, with its hidden fields and what is typed into others."""
        form = re.search(r'<form [^>]*action="([^"]+)"[^>]*>(.*?)</form>', page.text, re.DOTALL)
        if not form:
            raise AssertionError(f"no form on the page of {page.trail[-1]}: {page.text}")
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[2])
        fields = {name: html.unescape(value) for name, value in hidden}
        return self.open(urllib.parse.urljoin(page.trail[-1], html.unescape(form[1])), fields | typed)
