"""What README.md shows works: each recipe marked with `<!-- test: name -->` is run as it stands."""

import http.server
import os
import pathlib
import re
import subprocess
import tempfile
import threading
import unittest
import unittest.mock

from support import limits

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"<!-- test: (.+?) -->\n```sh\n(.*?)```", README, re.DOTALL))


class Api(http.server.BaseHTTPRequestHandler):
    """Stands for the API that a recipe calls: answers whoever brings a bearer token."""

    def do_GET(self):  # the name http.server wants
        known = re.fullmatch(r"Bearer [\x21-\x7e]+", self.headers.get("Authorization", ""))
        self.send_response(200 if known else 401)
        self.end_headers()
        self.wfile.write(b"called\n")

    def log_message(self, *_):
        pass


class Recipe(unittest.TestCase):
    """A folder with a fitting `.env`, the two programs on PATH, a mock server, and curl as the browser."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        programs = self.folder / "bin"
        programs.mkdir()
        for variable, name in (("GOTO_TOKEN", "goto-token"), ("GOTO_MOCK_AUTH", "goto-mock-auth")):
            (programs / name).symlink_to(pathlib.Path(os.environ[variable]).resolve())
        self.environment = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "BROWSER": "curl -sSLo /dev/null",
        }
        self.start_mock_server("--auto-approve")

    def start_mock_server(self, answer):
        server = subprocess.Popen([self.folder / "bin" / "goto-mock-auth", "--port", "0", answer, "--print-env"],
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        with server.stdout:
            self.env_file = server.stdout.read()
        (self.folder / ".env").write_text(self.env_file, encoding="utf-8")

    def run_recipe(self, name, **environment):
        return subprocess.run(["bash", "-euo", "pipefail", "-c", RECIPES[name]], cwd=self.folder, text=True,
                              env=self.environment | environment, capture_output=True, timeout=limits.SECONDS,
                              stdin=subprocess.DEVNULL, check=False)

    def test_calls_an_api(self):
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Api) as api:
            threading.Thread(target=api.serve_forever, daemon=True).start()
            self.addCleanup(api.shutdown)
            done = self.run_recipe("call an API", API=f"http://127.0.0.1:{api.server_port}/")
            api.shutdown()
        self.assertEqual((done.returncode, done.stdout), (0, "called\n"), done.stderr)

    def test_takes_the_token_response(self):
        done = self.run_recipe("token response")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n\Z")

    def test_branches_on_the_exit_code(self):
        self.assertEqual(self.run_recipe("branch on the exit code").returncode, 0)

    def test_branches_on_a_refusal(self):
        self.start_mock_server("--deny")
        refused = self.run_recipe("branch on the exit code")
        self.assertEqual(refused.returncode, 1)
        self.assertTrue(refused.stderr.endswith("access was refused\n"), refused.stderr)

    def test_takes_the_secret_from_a_file(self):
        secret = self.folder / "secret"
        kept = [line for line in self.env_file.splitlines() if not line.startswith("OAUTH_CLIENT_SECRET=")]
        (self.folder / ".env").write_text("\n".join(kept), encoding="utf-8")
        secret.write_text(re.search("^OAUTH_CLIENT_SECRET=(.*)$", self.env_file, re.MULTILINE)[1] + "\n", encoding="utf-8")
        secret.chmod(0o600)
        with unittest.mock.patch.dict(RECIPES, {"here": RECIPES["secret in a file"].replace("/run/secrets/goto", "secret")}):
            done = self.run_recipe("here")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"\A[\x21-\x7e]+\n\Z")

    def test_signs_in_once(self):
        done = self.run_recipe("sign in once")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("token_available: yes\n", done.stdout)
        self.assertEqual(done.stderr.count("open this address"), 1)
        self.assertTrue(done.stderr.endswith("goto-token: logged out\n"), done.stderr)

    def test_smoke_tests_a_sign_in(self):
        done = self.run_recipe("smoke test")
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        self.assertIn("goto-token: open this address", done.stderr)


class Text(unittest.TestCase):
    """The tables agree with the program."""

    def test_names_the_exit_codes_of_the_program(self):
        header = (ROOT / "include/goto_token/base/error.hpp").read_text(encoding="utf-8")
        codes = {int(code) for code in re.findall(r"^  [A-Z]\w+ = (\d+),", header, re.MULTILINE)}
        section = README.split("## Exit codes")[1].split("\n## ")[0]
        documented = {int(code) for code in re.findall(r"^\| (\d+) \|", section, re.MULTILINE)}
        self.assertEqual(documented, codes)

    def test_names_the_keys_of_the_help(self):
        shown = subprocess.run([os.environ["GOTO_TOKEN"], "--help"], capture_output=True, text=True, check=True).stdout
        key = re.compile(r"\bOAUTH_[A-Z_]+\b")
        self.assertEqual(set(key.findall(shown)), set(key.findall(README)))

    def test_every_recipe_in_scripts_is_tested(self):
        section = README.split("## Sign in once")[1].split("\n## Exit codes")[0]
        self.assertEqual(section.count("```sh"), len(RECIPES))

    def test_every_file_it_links_to_is_there(self):
        for link in re.findall(r"\]\(([^)#]+)\)", README):
            self.assertTrue((ROOT / link).exists(), link)


if __name__ == "__main__":
    unittest.main()
