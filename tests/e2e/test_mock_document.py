"""docs/goto-mock-auth.md: what it shows works as it stands, and its smoke test ends its server whatever happens."""

import os
import pathlib
import re
import signal
import subprocess
import sys
import unittest

from support import limits
from support.recipe import ROOT, RecipeTest, read_recipes
from support.terminal import wait_until

TEXT = (ROOT / "docs/goto-mock-auth.md").read_text(encoding="utf-8")
RECIPES = read_recipes("docs/goto-mock-auth.md")
TOKEN = 'printf "%s\\n" "$TOKEN"\n'


def is_running(process: int) -> bool:
    """Whether there is such a process; one that has ended and is not waited for yet does not count."""
    try:
        status = pathlib.Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


class SmokeTest(RecipeTest):
    """The script as CI runs it: by sh, in a folder of its own, which `mktemp` makes below ours."""

    def setUp(self):
        super().setUp()
        (self.folder / ".env").unlink()
        del self.environment["BROWSER"]
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        self.environment["TMPDIR"] = str(self.temporary)

    def start(self, script: str) -> subprocess.Popen:
        path = self.folder / "smoke-test.sh"
        path.write_text(script, encoding="utf-8")
        run = subprocess.Popen(["sh", path], cwd=self.folder, env=self.environment, text=True, start_new_session=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(run.wait)
        self.addCleanup(run.kill)
        return run

    def run_to_its_end(self, script: str) -> tuple[int, str, str]:
        run = self.start(script)
        out, messages = run.communicate(timeout=limits.SECONDS)
        return run.returncode, out, messages

    def assert_server_ends(self):
        (pid_file,) = self.temporary.glob("*/mock.pid")
        server = int(pid_file.read_text(encoding="utf-8"))
        wait_until(lambda: not is_running(server))

    def test_gets_a_token_and_ends_the_server(self):
        code, out, messages = self.run_to_its_end(RECIPES["smoke-test.sh"] + TOKEN)
        self.assertEqual(code, 0, messages)
        self.assertRegex(out, r"\A\S+\n\Z")
        self.assert_server_ends()

    def test_keeps_the_env_file_from_others(self):
        self.run_to_its_end(RECIPES["smoke-test.sh"])
        (env_file,) = self.temporary.glob("*/.env")
        self.assertEqual(env_file.stat().st_mode & 0o777, 0o600)

    def test_that_fails_ends_the_server(self):
        code, _, messages = self.run_to_its_end(RECIPES["smoke-test.sh"].replace("--auto-approve", "--deny"))
        self.assertEqual(code, 4, messages)
        self.assert_server_ends()

    def test_that_is_ended_ends_the_server(self):
        waiting = RECIPES["smoke-test.sh"].replace("'curl --silent --location --output page'", "none")
        run = self.start(waiting)
        for line in run.stderr:
            if line.startswith("goto-token: waiting for the response"):
                break
        os.killpg(run.pid, signal.SIGTERM)
        run.communicate(timeout=limits.SECONDS)
        self.assertNotEqual(run.returncode, 0)
        self.assert_server_ends()

    def test_of_a_server_that_does_not_start_fails(self):
        code, _, messages = self.run_to_its_end(RECIPES["smoke-test.sh"].replace("--auto-approve", "--port=nonsense"))
        self.assertEqual(code, 3, messages)
        self.assertIn("OAUTH_CLIENT_ID is not set", messages)

    def test_in_python_has_the_settings_and_ends_the_server(self):
        done = subprocess.run([sys.executable, "-c", RECIPES["smoke_test.py"]], cwd=self.folder, env=self.environment, text=True,
                              capture_output=True, timeout=limits.SECONDS, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"\Ahttp://127\.0\.0\.1:\d+\n\Z")


class Example(RecipeTest):
    """Each starts a server of its own and ends it, in one folder."""

    def setUp(self):
        super().setUp()
        self.started = 0

    def run_example(self, *names: str) -> subprocess.CompletedProcess:
        script = "umask 077\n" + "".join(RECIPES[name] for name in names)
        done = self.run_script(script + TOKEN)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def test_of_a_fault_shows_the_exit_status_that_it_names(self):
        done = self.run_script(RECIPES["fault"])
        self.assertEqual((done.returncode, done.stdout), (0, "exit status 6\n"), done.stderr)
        self.assertIn('echo "exit status $?"    # 6\n', RECIPES["fault"])

    def test_of_a_key_gets_a_token(self):
        self.assertRegex(self.run_example("private key").stdout, r"\A\S+\n\Z")

    def test_of_https_and_of_a_client_certificate_get_tokens(self):
        self.assertRegex(self.run_example("https").stdout, r"\A\S+\n\Z")
        browser = re.search(r"^export BROWSER='(.+)'$", RECIPES["https"], re.MULTILINE)[1]
        self.environment["BROWSER"] = browser
        self.assertRegex(self.run_example("client certificate").stdout, r"\A\S+\n\Z")

    def test_of_another_server_has_its_paths(self):
        self.run_script(RECIPES["like another server"] + 'kill "$(cat mock.pid)"')
        env_file = (self.folder / ".env").read_text(encoding="utf-8")
        self.assertRegex(env_file, r"(?m)^OAUTH_ISSUER=http://127\.0\.0\.1:\d+/$")

    def test_of_a_device_lets_its_person_be_played(self):
        self.start_mock_server("--device-interval", "1")
        run = subprocess.Popen(["goto-token", "--grant", "device-code"], cwd=self.folder, text=True, stdin=subprocess.DEVNULL,
                               env=self.environment | {"BROWSER": "none"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(run.wait)
        self.addCleanup(run.kill)
        shown = (line.strip() for line in run.stderr)
        address = next(line for line in shown if line.startswith("http"))
        code = next(line for line in shown if re.fullmatch(r"[A-Z]{4}-[A-Z]{4}", line))
        approved = self.run_script(RECIPES["approve a device"], USER_CODE=code, VERIFICATION_URI=address)
        self.assertEqual(approved.returncode, 0, approved.stderr)
        out, _ = run.communicate(timeout=limits.SECONDS)
        self.assertEqual(run.returncode, 0)
        self.assertRegex(out, r"\A\S+\n\Z")


class Text(unittest.TestCase):
    def test_has_no_example_that_is_not_run_here(self):
        start = 2  # how it is started by hand, and a record of what arrived
        self.assertEqual(TEXT.count("\n```"), 2 * (len(RECIPES) + start))
        self.assertEqual(set(RECIPES), {
            "smoke-test.sh", "fault", "smoke_test.py", "private key", "https", "client certificate", "approve a device",
            "like another server"})  # fmt: skip


if __name__ == "__main__":
    unittest.main()
