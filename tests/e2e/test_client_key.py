"""The file with the client's private key: OAUTH_CLIENT_KEY_FILE (contract §4, §7)."""

import os
import unittest

from support.case import CONFIGURED, shell
from support.client_keys import KEY_HINT, ClientKey, PrivateKeyTest
from support.login import first_token_response
from support.scripted_responses import json_response, token_response


class Key(PrivateKeyTest):
    def assert_used(self, key: ClientKey, **options) -> None:
        server = self.serve()
        self.assert_token(self.run_at(server, "--grant", "client-credentials", **options))
        key.claims_of(server.token_request)

    def test_is_found_from_the_home_folder_or_the_folder_of_the_env_file(self):
        own = self.home / ".config/goto-token"
        own.mkdir(parents=True)
        for folder, name in ((self.home, "~/client-key.pem"), (own, "client-key.pem")):
            key = ClientKey(folder)
            (own / ".env").write_text(f"OAUTH_CLIENT_KEY_FILE={name}\n")
            self.assert_used(key)
            key.file.unlink()

    def test_may_come_through_a_pipe_once_for_all_requests(self):
        key = ClientKey(self.root)
        server = self.serve(json_response({}, 503, {"Retry-After": "0"}), token_response())
        wrapper = shell(f'cat {key.file} | OAUTH_CLIENT_KEY_FILE=/dev/stdin "$@"')
        self.assert_token(self.run_at(server, "--grant", "client-credentials", wrapper=wrapper))
        self.assertEqual(len({key.claims_of(request)["jti"] for request in server.token_requests}), 2)

    def test_may_stand_beside_certificates(self):
        key = ClientKey(self.root)
        certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        key.file.write_text(certificate + key.file.read_text())
        self.assert_used(key, environment={"OAUTH_CLIENT_KEY_FILE": str(key.file)})

    def test_is_not_read_for_a_stored_token(self):
        key = ClientKey(self.root)
        server = self.serve(first_token_response(), key=key)
        self.log_in(server)
        key.file.unlink()
        self.assert_token(self.run_at(server))

    def test_that_is_missing_ends_a_refresh_and_keeps_the_login(self):
        key = ClientKey(self.root)
        server = self.serve(first_token_response(expires_in=1), key=key)
        self.log_in(server)
        key.file.unlink()
        error = f"OAUTH_CLIENT_KEY_FILE in the environment: cannot read '{key.file}': No such file or directory"
        kept = self.stored()
        self.assertEqual(self.run_at(server, "--non-interactive"), (3, "", f"goto-token: error: {error}\n{KEY_HINT}"))
        self.assertEqual(self.stored(), kept)
        status = self.run_at(server, "status")
        self.assertEqual(status.exit_code, 10)
        self.assertIn(f"reason: {error}\n", status.stdout)

    def test_that_is_missing_keeps_a_login_that_could_not_be_revoked(self):
        key = ClientKey(self.root)
        server = self.serve(first_token_response(), key=key)
        self.log_in(server)
        key.file.unlink()
        for arguments, whose in ((("logout",), ""), (("logout", "--all"), f"default at {server.url}, client client-1: ")):
            error = f"OAUTH_CLIENT_KEY_FILE in the environment: cannot read '{key.file}': No such file or directory"
            outcome = self.run_at(server, *arguments)
            self.assertEqual(outcome.exit_code, 3)
            self.assertTrue(outcome.messages.endswith(f"goto-token: error: {whose}{error}\n{KEY_HINT}"), outcome.messages)
            self.assertEqual(self.stored_token, "token-1")

    def test_that_others_can_read_is_used_with_a_warning(self):
        key = ClientKey(self.root)
        key.file.chmod(0o640)
        server = self.serve(key=key)
        outcome = self.run_at(server, "--grant", "client-credentials", quiet=False)
        self.assertEqual(
            outcome,
            (0, "token-1\n", "goto-token: warning: others can read the file of OAUTH_CLIENT_KEY_FILE in the environment: "
             f"chmod 600 {key.file}\n"),
        )

    def test_is_needed_by_the_method(self):
        outcome = self.goto_token(environment={**CONFIGURED, "OAUTH_CLIENT_AUTH": "private-key-jwt"}).wait()
        self.assertEqual(
            outcome,
            (3, "", "goto-token: error: OAUTH_CLIENT_AUTH in the environment: 'private-key-jwt' needs a private key\n"
             "goto-token: hint: set OAUTH_CLIENT_KEY_FILE to a PEM file that holds it\n"),
        )


class BadKey(PrivateKeyTest):
    """Nobody is asked to sign in for nothing."""

    def assert_refused(self, path, error: str, hint: str = KEY_HINT) -> None:
        server = self.serve(OAUTH_CLIENT_KEY_FILE=str(path))
        for arguments in ((), ("login",), ("--grant", "client-credentials")):
            with self.subTest(error, arguments=arguments):
                run = self.goto_token_at(server, *arguments, quiet=False)
                self.assertEqual(
                    run.wait(),
                    (3, "", f"goto-token: error: OAUTH_CLIENT_KEY_FILE in the environment: {error}\n{hint}"),
                )
        self.assertEqual(server.requests, [])

    def test_that_cannot_be_read(self):
        self.assert_refused("nowhere.pem", "cannot read 'nowhere.pem': No such file or directory")
        self.assert_refused(self.folder, f"cannot read '{self.folder}': Is a directory")
        self.assert_refused("/dev/zero", "cannot read '/dev/zero': File too large")
        empty = self.root / "empty.pem"
        empty.touch(0o600)
        self.assert_refused(empty, f"'{empty}' is empty")

    def test_that_is_a_pipe_without_a_writer(self):
        pipe = self.root / "pipe"
        os.mkfifo(pipe, 0o600)
        self.assert_refused(pipe, f"cannot read '{pipe}': nothing came from it within 2 seconds")

    def test_of_the_wrong_kind(self):
        for arguments, why in (
            (("RSA", "-pkeyopt", "rsa_keygen_bits:1024"), "its RSA key has 1024 bits, and 2048 are the fewest for signing"),
            (("EC", "-pkeyopt", "ec_paramgen_curve:P-521"),
             "its key is on the curve secp521r1, which client assertions do not use"),
            (("ED448",), "its key is of the type ED448, which client assertions do not use"),
        ):
            key = ClientKey(self.root, generated_by=arguments)
            self.assert_refused(key.file, f"'{key.file}' cannot be used: {why}")

    def test_that_is_encrypted(self):
        key = ClientKey(self.root)
        key.rewrite("-aes256", "-passout", "pass:passphrase")
        self.assert_refused(
            key.file,
            f"'{key.file}' cannot be used: its private key is encrypted, and goto-token asks for no passphrase",
            "goto-token: hint: openssl pkey -in KEY -out NEW writes it without one; keep NEW to yourself\n",
        )

    def test_that_is_something_else(self):
        key = ClientKey(self.root)
        for text, why in (
            (key.public_pem, "it holds a public key, and only the private one signs"),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "it holds a certificate and no private key"),
            (key.file.read_text()[:100], "its private key is damaged, or of a kind that OpenSSL does not know"),
            ('{"kty":"EC"}', "it is JSON, not PEM"),
            ("client-secret", "it holds no PEM"),
        ):
            other = self.root / "other.pem"
            other.write_text(text)
            other.chmod(0o600)
            self.assert_refused(other, f"'{other}' cannot be used: {why}")


class Doctor(PrivateKeyTest):
    def key_line(self, path, environment: dict | None = None) -> tuple[int, str]:
        server = self.serve(OAUTH_CLIENT_KEY_FILE=str(path), **(environment or {}))
        outcome = self.run_at(server, "doctor")
        (line,) = [line for line in outcome.stdout.splitlines() if "OAUTH_CLIENT_KEY_FILE" in line.split(":")[0]]
        return outcome.exit_code, line

    def test_says_what_the_key_is_for(self):
        for algorithm, described in (("RS256", "RS256 or PS256"), ("PS256", "PS256"), ("EdDSA", "EdDSA")):
            key = ClientKey(self.root, algorithm)
            self.assertEqual(
                self.key_line(key.file), (0, f"ok      OAUTH_CLIENT_KEY_FILE: {key.file} (in the environment), for {described}")
            )

    def test_warns_of_a_file_that_others_can_read(self):
        key = ClientKey(self.root)
        key.file.chmod(0o604)
        self.assertEqual(
            self.key_line(key.file),
            (0, f"warning OAUTH_CLIENT_KEY_FILE: {key.file} (in the environment), for ES256, and others can read the file; "
             f"hint: chmod 600 {key.file}"),
        )

    def test_says_why_the_key_cannot_be_used(self):
        self.assertEqual(
            self.key_line("nowhere.pem"),
            (3, "fail    OAUTH_CLIENT_KEY_FILE: in the environment: cannot read 'nowhere.pem': No such file or directory; "
             + KEY_HINT.removeprefix("goto-token: ").rstrip()),
        )

    def test_does_not_read_a_key_that_signs_nothing(self):
        environment = {"OAUTH_CLIENT_AUTH": "basic", "OAUTH_CLIENT_SECRET": "client-secret"}
        line = "ok      OAUTH_CLIENT_KEY_FILE: nowhere.pem (in the environment)"
        self.assertEqual(self.key_line("nowhere.pem", environment), (0, line))

    def test_says_that_a_run_alone_can_try_the_key(self):
        key = ClientKey(self.root)
        outcome = self.run_at(self.serve(key=key), "doctor", "--grant", "client-credentials")
        self.assertEqual(
            outcome.stdout.splitlines()[-1], "a token could be fetched; only a run can try the client's private key"
        )


if __name__ == "__main__":
    unittest.main()
