"""Lets npm's jose verify the client assertions (RFC 7523) that goto-token signs."""

import json
import pathlib
import subprocess
import tempfile
import unittest

from oidc_provider_case import FOLDER, KEYS, make_keys
from support import limits
from support.case import EndToEndTest
from support.scripted_responses import token_response

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class ClientAssertion(EndToEndTest):
    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory(prefix="goto-token-test-")
        cls.addClassCleanup(folder.cleanup)
        cls.keys = pathlib.Path(folder.name)
        make_keys(cls.keys)

    def setUp(self) -> None:
        super().setUp()
        self.server = self.authorization_server(token_response())

    def key_file(self, algorithm: str) -> str:
        return str(self.keys / f"keys/{algorithm}.pem")

    def signed(self, algorithm: str, **values: str) -> dict[str, str]:
        """The form of a token request of a client with that id, and with that key."""
        outcome = self.goto_token_at(
            self.server, "--grant", "client-credentials",
            environment={"OAUTH_CLIENT_SECRET": None, "OAUTH_CLIENT_ID": algorithm,
                         "OAUTH_CLIENT_KEY_FILE": self.key_file(algorithm), **values}).wait()
        self.assert_token(outcome)
        return self.server.token_requests[-1].form

    def verify(self, forms: dict[str, dict[str, str]], audience: str) -> list[dict]:
        """What jose says of the assertion of each algorithm."""
        asked = [{"assertion": form["client_assertion"], "alg": algorithm, "key": self.key_file(algorithm),
                  "client_id": algorithm, "audience": audience} for algorithm, form in forms.items()]
        verified = subprocess.run(["node", FOLDER / "verify.mjs"], input=json.dumps(asked), text=True, check=True,
                                  capture_output=True, timeout=limits.SECONDS)
        return json.loads(verified.stdout)

    def test_of_each_algorithm_is_verified(self):
        forms = {algorithm: self.signed(algorithm, OAUTH_CLIENT_KEY_ID=f"the {algorithm} key") for algorithm in KEYS}
        for algorithm, said in zip(forms, self.verify(forms, f"{self.server.url}/oauth/token")):
            with self.subTest(algorithm):
                self.assertEqual(forms[algorithm]["client_assertion_type"], TYPE)
                self.assertNotIn("error", said)
                self.assertEqual((said["header"]["alg"], said["header"]["kid"]), (algorithm, f"the {algorithm} key"))
                self.assertEqual(said["claims"]["exp"] - said["claims"]["iat"], 60)

    def test_is_another_each_time(self):
        forms = [self.signed("ES256") for _ in range(2)]
        ids = {said["claims"]["jti"] for form in forms
               for said in self.verify({"ES256": form}, f"{self.server.url}/oauth/token")}
        self.assertEqual(len(ids), 2)

    def test_is_not_verified_for_another_audience(self):
        """Proves that jose looks."""
        (said,) = self.verify({"ES256": self.signed("ES256")}, "https://other.example.org/token")
        self.assertIn("aud", said["error"])


if __name__ == "__main__":
    unittest.main()
