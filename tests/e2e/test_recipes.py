"""docs/recipes.md: the jobs do what they say, but for the installation, which wants a machine of its own."""

import re
import subprocess
import textwrap
import unittest

from support import limits
from support.credential_helper import PassHelper
from support.recipe import ROOT, RecipeTest, read_recipes

RECIPES = read_recipes("docs/recipes.md")
PERSONAL_ACCESS_TOKEN = "made-up-personal-access-token"


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


class ContinuousIntegration(RecipeTest):
    """The jobs get their secrets as variables, and no `.env`."""

    def setUp(self):
        super().setUp()
        (self.folder / ".env").unlink()
        del self.environment["BROWSER"]

    def variables(self, names) -> dict[str, str]:
        """What a service would fill in, of the variables that the job names."""
        known = self.settings() | {"OAUTH_PERSONAL_ACCESS_TOKEN": PERSONAL_ACCESS_TOKEN}
        service = {"OAUTH_SERVICE_URL": known["OAUTH_SERVICE_URL"]}  # the one thing that differs from GoTo's
        return service | {name: known[name] for name in names if name in known}

    def test_of_github_calls_the_api(self):
        step = RECIPES["GitHub Actions"].split("- name: Call the API\n")[1]
        environment, script = re.fullmatch(r" +env:\n(.*?) +run: \|\n(.*)", step, re.DOTALL).groups()
        given = dict(re.findall(r"^ +(\w+): (.+)$", environment, re.MULTILINE))
        for name, value in given.items():
            if value.startswith("${{"):
                self.assertRegex(value, rf"\A\${{{{ (vars|secrets)\.{name} }}}}\Z")
        literal = {name: value for name, value in given.items() if not value.startswith("${{")}
        with self.api() as api:
            done = self.run_script(textwrap.dedent(script), **self.variables(given), **literal, API=api)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"\A::add-mask::[\x21-\x7e]+\ncalled\n\Z")

    def test_of_gitlab_calls_the_api(self):
        job = RECIPES["GitLab CI"]
        stated = job.split("variables:\n")[1].split("  before_script:")[0]
        variables = dict(re.findall(r"^    (\w+): (.+)$", stated, re.MULTILINE))
        lines = re.findall(r"^    - (.+)$", job.split("  script:\n")[1], re.MULTILINE)
        named = re.findall(r"`(OAUTH_\w+)`", (ROOT / "docs/recipes.md").read_text(encoding="utf-8"))
        with self.api() as api:
            done = self.run_script("\n".join(lines), **self.variables(named), **variables, API=api)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "called\n", ""))
        self.assertFalse((self.folder / "header").exists())


class Text(unittest.TestCase):
    def test_has_no_recipe_that_is_not_run_here(self):
        text = (ROOT / "docs/recipes.md").read_text(encoding="utf-8")
        self.assertEqual(text.count("\n```"), 2 * len(RECIPES))
        self.assertEqual(set(RECIPES), {"report.sh", "crontab", "ask again", "keyring", "GitHub Actions", "GitLab CI"})

    def test_installs_the_packages_that_the_scripts_name(self):
        packages = (ROOT / "scripts/lib/packages.sh").read_text(encoding="utf-8")
        listed = packages.split("build)")[1].split(";;")[0]
        libraries = {"libgtest-dev"} ^ set(re.findall(r"[\w+-]+-dev\b", listed))
        for name in ("GitHub Actions", "GitLab CI"):
            self.assertEqual(set(re.findall(r"[\w+-]+-dev\b", RECIPES[name])), libraries)
        helpers = re.search(r"Debian's package `([\w-]+)`", (ROOT / "docs/recipes.md").read_text(encoding="utf-8"))
        self.assertIn(helpers[1], packages.split())

    def test_every_file_it_links_to_is_there(self):
        text = (ROOT / "docs/recipes.md").read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
            self.assertTrue((ROOT / "docs" / link).exists(), link)


if __name__ == "__main__":
    unittest.main()
