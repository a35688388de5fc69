"""Sets up Debian's glewlwyd by script: a private database, then scopes, a user and clients through its admin API."""

import pathlib
import shutil
import socket
import sqlite3
import time

from browser import Browser
from support import limits

DATABASE = pathlib.Path("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3")
CONFIGURATION = pathlib.Path(__file__).resolve().parent / "glewlwyd/glewlwyd.conf"
PLUGIN = "oidc"

_PLUGIN_PARAMETERS = {
    "jwt-type": "sha",
    "jwt-key-size": "256",
    "key": "signs the tokens of one test run",
    "access-token-duration": 3600,
    "refresh-token-duration": 7200,
    "code-duration": 600,
    "refresh-token-rolling": True,
    "refresh-token-one-use": "always",
    "auth-type-code-enabled": True,
    "auth-type-refresh-enabled": True,
    "allow-non-oidc": True,
    "pkce-allowed": True,
    "pkce-required": True,
    "oauth-as-iss-id": True,
    "introspection-revocation-allowed": True,
    "introspection-revocation-allow-target-client": True,
    "auth-type-device-enabled": True,
    "device-authorization-expiration": 600,
    "device-authorization-interval": 1,
    "oauth-par-allowed": True,
    "oauth-par-request_uri-prefix": "urn:ietf:params:oauth:request_uri:",
    "oauth-par-duration": 90,
    "request-parameter-allow": True,
    "client-pubkey-parameter": "pubkey",
}


def is_installed() -> bool:
    """Whether the server is there: not every Debian has it."""
    return shutil.which("glewlwyd") is not None


def write_files(folder: pathlib.Path, port: int) -> pathlib.Path:
    """Makes the database and the configuration in `folder`; returns the configuration's path."""
    database = sqlite3.connect(folder / "glewlwyd.db")
    database.executescript(DATABASE.read_text())
    database.close()
    configuration = folder / "glewlwyd.conf"
    text = CONFIGURATION.read_text().replace("@PORT@", str(port)).replace("@FOLDER@", str(folder))
    configuration.write_text(text)
    return configuration


def wait_until_open(port: int) -> None:
    """Waits for the server to listen: it says that it has started a moment before it does."""
    deadline = time.monotonic() + limits.SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), limits.SECONDS).close()
            return
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


class Session:
    """The browser of a person who is signed in at glewlwyd."""

    def __init__(self, base: str, username: str, password: str) -> None:
        self._base = base
        self.browser = Browser()
        self.send("POST", "auth/", {"username": username, "password": password})

    def send(self, method: str, path: str, members: dict) -> None:
        """Sends JSON to the server's own API."""
        page = self.browser.send_json(method, f"{self._base}/api/{path}", members)
        if page.status != 200:
            raise AssertionError(f"{method} {path}: {page}")


def set_up(base: str, redirect_uri: str, scope: str, secret: str, public_key: str) -> Session:
    """Adds all that the tests need; returns the session of "anna", who has agreed to every client."""
    admin = Session(base, "admin", "password")
    parameters = {"iss": f"{base}/api/{PLUGIN}", **_PLUGIN_PARAMETERS}
    admin.send("POST", "mod/plugin/", {"module": "oidc", "name": PLUGIN, "display_name": PLUGIN,
                                            "parameters": parameters})
    admin.send("POST", "scope/", {"name": scope, "display_name": scope, "password_required": False})
    admin.send("POST", "user/", {"username": "anna", "password": "annas password", "enabled": True,
                                      "scope": ["g_profile", scope]})
    anna = Session(base, "anna", "annas password")
    client = {"scope": [], "enabled": True, "redirect_uri": [redirect_uri],
              "authorization_type": ["code", "refresh_token", "device_authorization"]}
    for client_id, methods in (("basic-client", ["client_secret_basic"]), ("post-client", ["client_secret_post"])):
        admin.send("POST", "client/", {**client, "client_id": client_id, "confidential": True,
                                            "client_secret": secret, "token_endpoint_auth_method": methods})
    admin.send("POST", "client/", {**client, "client_id": "public-client", "confidential": False})
    admin.send("POST", "client/", {**client, "client_id": "key-client", "confidential": True, "pubkey": public_key,
                                        "token_endpoint_auth_method": ["private_key_jwt"]})
    for client_id in ("basic-client", "post-client", "public-client", "key-client"):
        anna.send("PUT", f"auth/grant/{client_id}", {"scope": scope})
    return anna
