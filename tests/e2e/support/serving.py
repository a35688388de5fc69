"""A server of a few lines on loopback, while a test needs it."""

import contextlib
import http.server
import threading


@contextlib.contextmanager
def serving(handler):
    """The address of a server whose requests this handler takes, without a slash at its end."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
