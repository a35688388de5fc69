"""docs/servers.md: each env file gets tokens from a goto-mock-auth that is like its server."""

import base64
import json
import pathlib
import re
import unittest

from support import http_client
from support.certificates import openssl
from support.recipe import ROOT, RecipeTest, read_recipes

TEXT = (ROOT / "docs/servers.md").read_text(encoding="utf-8")
RECIPES = read_recipes("docs/servers.md")
COMMANDS = {"commands", "device commands", "key"}
CERTIFICATES = {"entra-certificate"}
SERVERS = {"goto", "auth0", "google", "entra", "okta", "keycloak"}


def settings_of(env_file: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in env_file.splitlines() if re.match("[A-Z_]+=", line))


def claims_of(token: str) -> dict:
    """What a JWT says."""
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


class ServerTest(RecipeTest):
    """A server like the one of the document, with the client of its env file, and that file in its place. A name with a
    hyphen is another client of the server before it."""

    def start_server(self, name: str, *options: str) -> None:
        # The port of the document may be in use here.
        documented = RECIPES[name].replace("http://127.0.0.1:5000/", "http://127.0.0.1:0/")
        settings = settings_of(documented)
        files = self.folder / ".config/goto-token"
        files.mkdir(parents=True)
        self.start_mock_server(
            "--auto-approve", "--like", name.split("-")[0], "--device-interval", "0", "--client-id", settings["OAUTH_CLIENT_ID"],
            *self.credentials(settings, files), "--redirect-uri", settings["OAUTH_REDIRECT_URI"],
            "--scopes", settings["OAUTH_SCOPE"], *options)
        (self.folder / ".env").unlink()
        env_file = files / f"{name}.env"
        env_file.write_text(self.at_mock(documented), encoding="utf-8")
        env_file.chmod(0o600)
        self.name = name

    def credentials(self, settings: dict[str, str], files: pathlib.Path) -> tuple[str, ...]:
        """What the mock is told of the client's secret or key; a key is made beside the env file."""
        if "OAUTH_CLIENT_CERT_FILE" in settings:
            certificate, key = (files / settings[f"OAUTH_CLIENT_{what}_FILE"] for what in ("CERT", "KEY"))
            openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-subj", "/CN=client", "-out", certificate)
            return "--client-auth", "private-key-jwt", "--client-key", str(key)
        if "OAUTH_CLIENT_KEY_FILE" in settings:
            key = files / settings["OAUTH_CLIENT_KEY_FILE"]
            openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key)
            return "--client-auth", "private-key-jwt", "--client-key", str(key)
        if "OAUTH_CLIENT_SECRET" in settings:
            return "--client-secret", settings["OAUTH_CLIENT_SECRET"]
        return ("--public",)

    def at_mock(self, documented: str) -> str:
        """The env file with the mock's address in place of the server's."""
        mock = self.settings()
        if "OAUTH_SERVICE_URL" in mock:
            return documented + f"OAUTH_SERVICE_URL={mock['OAUTH_SERVICE_URL']}\n"
        return documented.replace(settings_of(documented)["OAUTH_ISSUER"], mock["OAUTH_ISSUER"])

    def run_commands(self, commands: str) -> tuple[str, str]:
        """Runs what the document shows, and a refresh; returns the token of the login, and stderr."""
        script = RECIPES[commands].replace("auth0", self.name) + 'printf "%s\\n" "$TOKEN"\n'
        done = self.run_script(script + f"goto-token --profile {self.name} --refresh")
        self.assertEqual(done.returncode, 0, done.stderr)
        token, refreshed = done.stdout.split()
        self.assertNotEqual(token, refreshed)
        return token, done.stderr

    def requests(self) -> list[dict]:
        """What arrived at the server."""
        address = re.search(r"http://127\.0\.0\.1:[1-9]\d*", self.env_file)[0]
        return json.loads(http_client.send(f"{address}/_requests").body)

    def sent(self, path: str, part: str) -> dict[str, str]:
        """The parameters of the first request whose path ends so."""
        return next(dict(request[part]) for request in self.requests() if request["path"].endswith(path))


class EnvFile(ServerTest):
    def test_of_goto_gets_tokens(self):
        self.start_server("goto")
        self.run_commands("commands")

    def test_of_auth0_gets_tokens_for_the_audience(self):
        self.start_server("auth0")
        audience = settings_of(RECIPES["auth0"])["OAUTH_AUDIENCE"]
        token, _ = self.run_commands("commands")
        self.assertEqual(claims_of(token)["aud"], audience)
        self.assertEqual(self.sent("/authorize", "query")["audience"], audience)
        self.assertEqual(self.sent("/oauth/token", "form")["audience"], audience)

    def test_of_google_gets_tokens_that_can_be_refreshed(self):
        self.start_server("google")
        self.run_commands("commands")
        query = self.sent("/auth", "query")
        self.assertEqual((query["access_type"], query["prompt"]), ("offline", "consent"))

    def test_of_entra_gets_tokens_without_a_warning_of_the_scope_that_it_does_not_list(self):
        self.start_server("entra")
        _, said = self.run_commands("commands")
        self.assertNotIn("warning", said)

    def test_of_entra_with_a_certificate_gets_tokens_by_its_thumbprint(self):
        self.start_server("entra-certificate")
        self.run_commands("commands")
        assertion = self.sent("/token", "form")["client_assertion"]
        header = json.loads(base64.urlsafe_b64decode(assertion.split(".")[0] + "=="))
        self.assertEqual(sorted(header), ["alg", "typ", "x5t", "x5t#S256"])
        self.assertEqual(header["alg"], "RS256")

    def test_of_okta_gets_tokens(self):
        self.start_server("okta")
        self.run_commands("commands")

    def test_of_keycloak_gets_tokens_by_pushed_requests_and_a_key(self):
        self.start_server("keycloak", "--require-par")
        self.run_commands("commands")
        posted = [request["client_authentication"] for request in self.requests() if request["method"] == "POST"]
        self.assertEqual(posted, ["private-key-jwt"] * 3)  # pushed, code, refresh


class DeviceCode(ServerTest):
    def test_is_a_way_to_tokens_where_the_document_says_so(self):
        for name in sorted(SERVERS - {"goto"}):
            with self.subTest(name):
                self.setUp()
                self.start_server(name)
                self.run_commands("device commands")
                paths = {request["path"] for request in self.requests() if request["method"] == "POST"}
                self.assertEqual(len(paths), 2, paths)  # no page was opened: the device and the token endpoint


class Key(RecipeTest):
    def test_is_for_you_alone_and_signs(self):
        done = self.run_script(RECIPES["key"])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.folder / "client.pem").stat().st_mode & 0o777, 0o600)
        self.start_mock_server("--auto-approve", "--client-auth", "private-key-jwt",
                               "--client-key", str(self.folder / "client-public.pem"))
        done = self.run_script("goto-token", OAUTH_CLIENT_KEY_FILE="client.pem", OAUTH_CLIENT_AUTH="private-key-jwt")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"\A\S+\n\Z")


class Entra(ServerTest):
    def test_has_no_revocation(self):
        self.start_server("entra")
        self.run_commands("commands")
        done = self.run_script("goto-token --profile entra logout")
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        self.assertIn("no revocation endpoint", done.stderr)

    def test_cannot_be_asked_for_the_metadata_of_all_tenants(self):
        self.start_server("entra")
        env_file = self.folder / ".config/goto-token/entra.env"
        tenant = settings_of(self.env_file)["OAUTH_ISSUER"].split("/")[3]
        env_file.write_text(env_file.read_text(encoding="utf-8").replace(tenant, "common"), encoding="utf-8")
        done = self.run_script("goto-token --profile entra")
        self.assertEqual(done.returncode, 7, done.stderr)
        self.assertIn("{tenantid}", done.stderr)


class Text(unittest.TestCase):
    def test_has_no_recipe_that_is_not_run_here(self):
        self.assertEqual(TEXT.count("\n```"), 2 * len(RECIPES))
        self.assertEqual(set(RECIPES), SERVERS | CERTIFICATES | COMMANDS)

    def test_says_of_each_server_where_it_is_from(self):
        sections = re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]
        self.assertEqual(len(sections), len(SERVERS))
        for section in sections:
            self.assertRegex(section, r"\nSource: [^#]*\]\(https://")


if __name__ == "__main__":
    unittest.main()
