"""docs/recipes.md: the recipes do what they say. Those of systemd and of CI have files of their own."""

import pathlib
import re
import shutil
import subprocess
import sys
import unittest

from support import limits
from support.credential_helper import PassHelper
from support.recipe import ROOT, RecipeTest, read_recipes

RECIPES = read_recipes("docs/recipes.md")


class Cron(RecipeTest):
    """The job as cron starts it: by sh, with its own idea of PATH, and stderr for a mail."""

    def setUp(self):
        super().setUp()
        found_everywhere = self.folder / ".config" / "goto-token"
        found_everywhere.mkdir(parents=True)
        (self.folder / ".env").rename(found_everywhere / ".env")
        (self.folder / "report.sh").write_text(RECIPES["report.sh"], encoding="utf-8")

    def run_job(self, api):
        *variables, job = RECIPES["crontab"].splitlines()
        self.assertEqual([line.split("=")[0] for line in variables], ["PATH", "API"])
        schedule, command = re.match(r"(\S+ \S+ \S+ \S+ \S+) +([^%]+)$", job).groups()
        self.assertEqual(len(schedule.split()), 5)
        given = {name: self.environment[name] for name in ("PATH", "HOME")} | {"API": api}
        return subprocess.run(["sh", "-c", command], env=given, cwd="/", capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=limits.SECONDS, check=False)

    def test_job_asks_for_a_person_only_when_the_login_has_ended(self):
        with self.api() as api:
            before = self.run_job(api)
            self.assertEqual((before.returncode, before.stdout), (10, ""), before.stderr)
            mail = before.stderr.splitlines()[-1]
            self.assertTrue(mail.startswith("the login has ended: as "), before.stderr)
            remedy = mail.split("run: ")[1]
            self.assertEqual(self.run_script(remedy).returncode, 0)
            after = self.run_job(api)
        self.assertEqual((after.returncode, after.stdout, after.stderr), (0, "called\n", ""))


class LongRun(RecipeTest):
    def test_asks_for_a_token_before_each_call(self):
        self.assertEqual(self.run_script("goto-token login").returncode, 0)
        with self.api() as api:
            (self.folder / "calls").write_text("", encoding="utf-8")
            # Pauses three times, and then no more.
            pause = 'sleep() { [ "$(wc -c <calls)" -lt 3 ] && printf "%s" "$1" >>calls; }\n'
            done = self.run_script(pause + RECIPES["ask again"], API=api, INTERVAL="0")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "called\n" * 3, ""))


@unittest.skipUnless(PassHelper.is_installed(), "needs docker-credential-pass, pass and gpg")
class Keyring(RecipeTest):
    def setUp(self):
        super().setUp()
        self.helper = PassHelper()
        self.addCleanup(self.helper.close)
        self.environment |= self.helper.environment

    def assert_kept_in_the_keyring(self, token):
        (kept,) = self.helper.credentials()
        self.assertIn(token, kept["Secret"])
        (login,) = (self.folder / ".local/state/goto-token").glob("*.json")
        self.assertNotIn(token, login.read_text(encoding="utf-8"))

    def test_keeps_the_login(self):
        done = self.run_script(RECIPES["keyring"] + 'printf %s "$TOKEN"')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr.count("open this address"), 1)
        self.assert_kept_in_the_keyring(done.stdout)

    def test_takes_over_a_login_that_is_in_the_file(self):
        self.assertEqual(self.run_script("goto-token login").returncode, 0)
        done = self.run_script(RECIPES["keyring"].replace("login", "--refresh >/dev/null") + 'printf %s "$TOKEN"')
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assert_kept_in_the_keyring(done.stdout)


class Publish(RecipeTest):
    """docs/scaling.md: the machine that is logged in hands out access tokens."""

    def publish_twice(self, lifetime: int) -> list[str]:
        """The tokens that two runs of the job publish, where the server's tokens live for so many seconds."""
        self.start_mock_server("--auto-approve", "--expires-in", str(lifetime))
        self.assertEqual(self.run_script("goto-token login").returncode, 0)
        job = "publish() { cat; }\n" + read_recipes("docs/scaling.md")["publish"]
        done = self.run_script(job + job)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.split()

    def test_takes_the_stored_token_while_that_lasts_long_enough(self):
        first, second = self.publish_twice(3600)
        self.assertEqual(first, second)

    def test_refreshes_each_time_where_tokens_live_for_less(self):
        first, second = self.publish_twice(1200)
        self.assertNotEqual(first, second)

    def test_ends_with_10_where_there_is_no_login(self):
        job = "publish() { cat; }\n" + read_recipes("docs/scaling.md")["publish"]
        self.assertEqual(self.run_script(job).returncode, 10)


class OtherPrograms(RecipeTest):
    """A program that asks for a token before each request."""

    def setUp(self):
        super().setUp()
        self.assertEqual(self.run_script("goto-token login").returncode, 0)

    def run_program(self, *command: str) -> None:
        done = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=limits.SECONDS, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"\A[\x21-\x7e]+\n\Z")

    def test_in_python(self):
        self.run_program(sys.executable, "-c", RECIPES["Python"] + "print(access_token())\n")

    @unittest.skipUnless(shutil.which("node"), "node is not installed")
    def test_in_node(self):
        script = self.folder / "program.mjs"
        script.write_text(RECIPES["Node"] + "console.log(accessToken());\n", encoding="utf-8")
        self.run_program("node", str(script))


class Profiles(RecipeTest):
    def test_have_a_login_each(self):
        done = self.run_script(RECIPES["profiles"] + 'test "$TOKEN" != "$OTHER"')
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr.count("open this address"), 2)
        self.assertEqual(re.findall(r"\b(?:home|work)\b", done.stdout), ["home", "work"])

    def test_are_chosen_by_the_line_that_direnv_reads(self):
        text = (ROOT / "docs/recipes.md").read_text(encoding="utf-8")
        line = re.search(r"the line `(.+?)` in a folder's `\.envrc`", text)[1]
        self.assertEqual(self.run_script("goto-token --profile work login").returncode, 0)
        self.assertEqual(self.run_script("goto-token --non-interactive").returncode, 10)
        (self.folder / ".envrc").write_text(line + "\n", encoding="utf-8")
        self.assertEqual(self.run_script(". ./.envrc; goto-token --non-interactive").returncode, 0)


# ssh as these recipes use it: the server is this machine, and a command is joined with blanks and read by a shell there.
SSH = """#!/bin/sh
while [ "$1" != server ]; do
  case $1 in
    -t) shift ;;
    -L) [ "$2" = 5000:127.0.0.1:5000 ] && shift 2 || exit 1 ;;
    *) exit 1 ;;
  esac
done
shift
exec sh -c "$*"
"""


class Ssh(RecipeTest):
    def setUp(self):
        super().setUp()
        ssh = self.folder / "bin/ssh"
        ssh.write_text(SSH, encoding="utf-8")
        ssh.chmod(0o755)
        report = self.folder / "report.py"
        report.write_text("#!/bin/sh\nprintf 'report with %s\\n' \"${GOTO_ACCESS_TOKEN:+a token}\"\n", encoding="utf-8")
        report.chmod(0o755)

    def test_takes_a_token_to_the_server_and_no_login(self):
        with self.api() as api:
            done = self.run_script(RECIPES["token over ssh"], API=api)
        self.assertEqual((done.returncode, done.stdout), (0, "called\nreport with a token\n"), done.stderr)

    def test_logs_in_on_the_server(self):
        done = self.run_script(RECIPES["login over ssh"])
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        self.assertIn("goto-token: logged in", done.stderr)


class Text(unittest.TestCase):
    def test_has_no_recipe_that_is_not_run(self):
        text = (ROOT / "docs/recipes.md").read_text(encoding="utf-8")
        self.assertEqual(text.count("\n```"), 2 * len(RECIPES))
        run = set()
        for path in pathlib.Path(__file__).parent.glob("test_recipes*.py"):
            tests = path.read_text(encoding="utf-8")
            run |= {name for name in RECIPES if f'"{name}"' in tests}
        self.assertEqual(run, set(RECIPES))

    def test_names_packages_that_the_scripts_install(self):
        packages = (ROOT / "scripts/lib/packages.sh").read_text(encoding="utf-8")
        helpers = re.search(r"Debian's package `([\w-]+)`", (ROOT / "docs/recipes.md").read_text(encoding="utf-8"))
        self.assertIn(helpers[1], packages.split())


if __name__ == "__main__":
    unittest.main()
