"""What README.md shows works: each recipe marked with `<!-- test: name -->` is run as it stands."""

import re
import subprocess
import unittest

from support import http_client, limits
from support.recipe import ROOT, RecipeTest, read_recipes

README = (ROOT / "README.md").read_text(encoding="utf-8")
RECIPES = read_recipes("README.md")


class Recipe(RecipeTest):
    def run_recipe(self, name, **environment):
        return self.run_script(RECIPES[name], **environment)

    def test_calls_an_api(self):
        with self.api() as api:
            done = self.run_recipe("call an API", API=api)
        self.assertEqual((done.returncode, done.stdout), (0, "called\n"), done.stderr)

    def test_calls_an_api_without_the_token_in_an_argument(self):
        with self.api() as api:
            done = self.run_recipe("header", API=api)
        self.assertEqual((done.returncode, done.stdout), (0, "called\n"), done.stderr)

    def test_puts_the_token_into_the_environment(self):
        report = self.folder / "report.py"
        report.write_text("#!/bin/sh\nprintf 'report with %s\\n' \"${GOTO_ACCESS_TOKEN:+a token}\"\n", encoding="utf-8")
        report.chmod(0o755)
        done = self.run_script(RECIPES["environment"] + 'echo "${GOTO_ACCESS_TOKEN:+set} $GOTO_TOKEN_EXPIRES_AT"')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"\Areport with a token\nset \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n\Z")

    def test_gets_a_token_for_a_personal_access_token(self):
        secret = self.folder / "goto-pat"
        secret.write_text("made-up-personal-access-token\n", encoding="utf-8")
        secret.chmod(0o600)
        script = RECIPES["personal access token"].replace("/run/secrets/goto-pat", "goto-pat")
        done = self.run_script(script + 'test -n "$TOKEN"')
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_takes_the_token_response(self):
        done = self.run_recipe("token response")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n\Z")

    def test_branches_on_the_exit_code(self):
        self.assertEqual(self.run_recipe("branch on the exit code").returncode, 0)

    def test_branches_on_a_rejection(self):
        self.start_mock_server("--deny")
        refused = self.run_recipe("branch on the exit code")
        self.assertEqual(refused.returncode, 1)
        self.assertTrue(refused.stderr.endswith("access was refused\n"), refused.stderr)

    def test_takes_the_secret_from_a_file(self):
        secret = self.folder / "secret"
        kept = [line for line in self.env_file.splitlines() if not line.startswith("OAUTH_CLIENT_SECRET=")]
        (self.folder / ".env").write_text("\n".join(kept), encoding="utf-8")
        secret.write_text(self.settings()["OAUTH_CLIENT_SECRET"] + "\n", encoding="utf-8")
        secret.chmod(0o600)
        done = self.run_script(RECIPES["secret in a file"].replace("/run/secrets/goto", "secret"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"\A[\x21-\x7e]+\n\Z")

    def test_gets_a_first_token(self):
        done = self.run_script(RECIPES["first token"] + 'test -n "$TOKEN"')
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)

    def test_keeps_the_login(self):
        done = self.run_script(RECIPES["sign in"] + 'test -n "$TOKEN"')
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        self.assertEqual(done.stderr.count("open this address"), 1)

    def test_signs_in_once(self):
        done = self.run_recipe("sign in once")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("token_available: yes\n", done.stdout)
        self.assertEqual(done.stderr.count("open this address"), 1)
        self.assertTrue(done.stderr.endswith("goto-token: logged out\n"), done.stderr)

    def test_signs_in_on_another_device(self):
        self.start_mock_server("--auto-approve", "--device-interval", "1")
        done = self.run_script(RECIPES["device grant"] + 'test -n "$TOKEN"')
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        self.assertRegex(done.stderr, r"\n  http://127\.0\.0\.1:\d+\S*/device\n")

    def test_takes_a_pasted_address(self):
        script = RECIPES["paste"] + 'test -n "$TOKEN"'
        environment = self.environment | {"BROWSER": "none"}
        run = subprocess.Popen(["bash", "-euc", script], cwd=self.folder, env=environment, text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(run.wait)
        self.addCleanup(run.kill)
        url = next(line.strip() for line in run.stderr if line.strip().startswith("http"))
        redirect = http_client.send(url).headers["Location"]
        out, messages = run.communicate(redirect + "\n", limits.SECONDS)
        self.assertEqual((run.returncode, out), (0, ""), messages)

    def test_listens_on_every_address_of_a_container(self):
        in_container = "goto-token " + RECIPES["Docker"].split("--env-file .env goto-token ")[1]
        done = self.run_script(in_container)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"\A[\x21-\x7e]+\n\Z")
        self.assertIn("warning:", done.stderr)

    def test_smoke_tests_a_sign_in(self):
        done = self.run_recipe("smoke test")
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        self.assertIn("goto-token: open this address", done.stderr)

    def test_ends_a_smoke_test_whose_server_does_not_start(self):
        server = self.folder / "bin" / "goto-mock-auth"
        server.unlink()
        server.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        server.chmod(0o755)
        done = self.run_script(RECIPES["smoke test"].replace("timeout 10", "timeout 0.2"), TMPDIR=str(self.folder))
        self.assertNotEqual(done.returncode, 0, done.stderr)
        self.assertEqual((done.stdout, list(self.folder.glob("*/mock.env"))), ("", []), done.stderr)


class Text(unittest.TestCase):
    """The tables agree with the program."""

    def test_names_the_exit_codes_of_the_program(self):
        header = (ROOT / "include/goto_token/base/error.hpp").read_text(encoding="utf-8")
        codes = {int(code) for code in re.findall(r"^  [A-Z]\w+ = (\d+),", header, re.MULTILINE)}
        section = README.split("## Exit codes")[1].split("\n## ")[0]
        documented = {int(code) for code in re.findall(r"^\| (\d+) \|", section, re.MULTILINE)}
        self.assertEqual(documented, codes)

    def test_every_recipe_is_tested(self):
        self.assertEqual(len(re.findall(r"^ *```sh$", README, re.MULTILINE)), len(RECIPES))


if __name__ == "__main__":
    unittest.main()
