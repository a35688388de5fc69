"""docs/recipes.md, GitHub Actions, GitLab CI and Docker: the jobs install a release whose sum is right, and get their token."""

import re
import shutil
import sys
import textwrap
import unittest

from support.recipe import ROOT, RecipeTest, read_recipes
from support.release import Release, fill_in, sha256

RECIPES = read_recipes("docs/recipes.md")
PERSONAL_ACCESS_TOKEN = "made-up-personal-access-token"
WRONG = 64 * "0"
# What these recipes install with apt-get, below a folder of ours.
APT_GET = """#!/bin/sh
for word; do
  case $word in
    ./*.deb) dpkg-deb --extract "$word" "$INSTALLED" ;;
  esac
done
"""
# docker as these recipes use it: the image's program runs here, with the environment that it would have there.
DOCKER = f"""#!{sys.executable}
import argparse, os, sys
parser = argparse.ArgumentParser()
parser.add_argument("run", choices=["run"])
parser.add_argument("--rm", action="store_true", required=True)
for option in ("-p", "--env-file", "-v"):
    parser.add_argument(option)
parser.add_argument("image")
parser.add_argument("arguments", nargs=argparse.REMAINDER)
given = parser.parse_args()
volume, place = given.v.split(":")
environment = {{"PATH": os.environ["PATH"], "XDG_STATE_HOME": os.environ["VOLUMES"] + "/" + volume, "HOME": "/nonexistent"}}
with open(given.env_file) as lines:
    environment |= dict(line.rstrip("\\n").split("=", 1) for line in lines if "=" in line)
if given.p:
    environment["BROWSER"] = os.environ["BROWSER"]
if given.image != "goto-token" or place != "/login" or given.p not in (None, "127.0.0.1:5000:5000"):
    sys.exit(f"unexpected: {{given}}")
os.makedirs(environment["XDG_STATE_HOME"], exist_ok=True)
os.chdir("/")
os.execvpe("goto-token", ["goto-token", *given.arguments], environment)
"""


def step(name: str) -> tuple[dict[str, str], str]:
    """The environment and the script of a step of the GitHub job."""
    text = re.search(rf" +- name: {name}\n((?: {{8}}.*\n)+)", RECIPES["GitHub Actions"])[1]
    environment, script = re.fullmatch(r"(?: +env:\n((?:.+\n)*?))? +run: \|\n(.*)", text, re.DOTALL).groups()
    return dict(re.findall(r"^ +(\w+): (.+)$", environment or "", re.MULTILINE)), textwrap.dedent(script)


def lines_of(key: str) -> str:
    """The lines of one list of the GitLab job."""
    block = re.search(rf"^  {key}:\n((?:    - .*\n)+)", RECIPES["GitLab CI"], re.MULTILINE)[1]
    return "".join(f"{line}\n" for line in re.findall(r"^    - (.+)$", block, re.MULTILINE))


class JobTest(RecipeTest):
    """The jobs get their secrets as variables, find no `.env`, and have no goto-token but the one that they install."""

    def setUp(self):
        super().setUp()
        (self.folder / ".env").unlink()
        (self.folder / "bin/goto-token").unlink()
        del self.environment["BROWSER"]
        self.release = Release(self.folder / "release")

    def write_stub(self, name: str, text: str) -> None:
        stub = self.folder / "bin" / name
        stub.write_text(text, encoding="utf-8")
        stub.chmod(0o755)

    def variables(self) -> dict[str, str]:
        """What a service would fill in, and the one thing that differs from GoTo's."""
        known = self.settings() | {"OAUTH_PERSONAL_ACCESS_TOKEN": PERSONAL_ACCESS_TOKEN}
        return {name: known[name] for name in (
            "OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET", "OAUTH_PERSONAL_ACCESS_TOKEN", "OAUTH_SERVICE_URL")}  # fmt: skip

    def run_filled_in(self, script: str, file, checksum: str = "", **environment: str):
        """Runs the script with the release's address, and with this sum, or else the true one."""
        with self.release.served() as address:
            return self.run_script(fill_in(script, address, checksum or sha256(file)), **environment)


class GitHub(JobTest):
    def install(self, checksum: str = ""):
        environment, script = step("Install goto-token")
        self.assertEqual(environment, {})
        self.paths = self.folder / "github-path"
        return self.run_filled_in(script, self.release.make_tarball(), checksum, GITHUB_PATH=str(self.paths))

    def test_job_calls_the_api(self):
        installed = self.install()
        self.assertEqual((installed.returncode, installed.stderr), (0, ""))
        added = self.paths.read_text(encoding="utf-8").strip()
        environment, script = step("Call the API")
        for name, value in environment.items():
            if value.startswith("${{"):
                self.assertRegex(value, rf"\A\${{{{ (vars|secrets)\.{name} }}}}\Z")
        given = {name: value for name, value in environment.items() if not value.startswith("${{")} | self.variables()
        with self.api() as api:
            done = self.run_script(script, **given, API=api, PATH=f"{added}:{self.environment['PATH']}")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"\A::add-mask::[\x21-\x7e]+\ncalled\n\Z")

    def test_job_installs_nothing_whose_sum_is_wrong(self):
        self.assertEqual(self.install(WRONG).returncode, 1)
        self.assertFalse((self.folder / ".local").exists())

    def test_job_keeps_secrets_to_one_step_and_has_no_permission(self):
        job = RECIPES["GitHub Actions"]
        self.assertIn("\npermissions: {}\n", job)
        secret = [value for value in step("Call the API")[0].values() if "secrets." in value]
        self.assertEqual(job.count("secrets."), len(secret))
        self.assertNotIn("uses:", job)


@unittest.skipUnless(shutil.which("dpkg-deb"), "dpkg-deb is not installed")
class GitLab(JobTest):
    def setUp(self):
        super().setUp()
        self.write_stub("apt-get", APT_GET)
        self.installed = self.folder / "installed"
        self.environment |= {"INSTALLED": str(self.installed), "PATH": f"{self.installed}/usr/bin:{self.environment['PATH']}"}
        stated = re.search(r"^  variables:\n((?:    .*\n)+)", RECIPES["GitLab CI"], re.MULTILINE)[1]
        self.environment |= dict(re.findall(r"^    (\w+): (.+)$", stated, re.MULTILINE))
        self.package = self.release.make_package(self.folder / "package")

    def test_job_calls_the_api_and_leaves_no_token(self):
        with self.api() as api:
            script = lines_of("before_script") + lines_of("script")
            done = self.run_filled_in(script, self.package, **self.variables(), API=api)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertTrue(done.stdout.endswith(": OK\ncalled\n"), done.stdout)
        self.assertEqual((self.folder / "header").stat().st_mode & 0o777, 0o600)
        self.run_script(lines_of("after_script"))
        self.assertFalse((self.folder / "header").exists())

    def test_job_installs_nothing_whose_sum_is_wrong(self):
        done = self.run_filled_in(lines_of("before_script"), self.package, WRONG)
        self.assertEqual(done.returncode, 1)
        self.assertFalse(self.installed.exists())


class Docker(RecipeTest):
    def test_keeps_the_login_in_a_volume(self):
        docker = self.folder / "bin/docker"
        docker.write_text(DOCKER, encoding="utf-8")
        docker.chmod(0o755)
        done = self.run_script(RECIPES["docker run"] + 'printf "%s\\n" "$TOKEN"', VOLUMES=str(self.folder / "volumes"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"\A\S+\n\Z")
        self.assertEqual(len(list((self.folder / "volumes/goto-login/goto-token").glob("*.json"))), 1)

    def test_image_of_your_own_has_the_program_of_the_release(self):
        release = Release(self.folder / "release")
        tarball = release.make_tarball()
        with release.served() as address:
            lines = fill_in(RECIPES["Dockerfile"], address, sha256(tarball)).replace("\\\n", " ").splitlines()
            instructions = [line.split(None, 1) for line in lines]
            self.assertEqual([name for name, _ in instructions], ["FROM", "RUN", "ADD", "RUN", "USER"])
            _, (_, packages), (_, added), (_, unpack), _ = instructions
            self.assertIn(" ca-certificates ", packages)
            checksum, source, target = added.split()
            # What docker does for ADD.
            here = str(self.folder / "image")
            done = self.run_script(f"mkdir -p {here}/tmp {here}/usr/local; curl -sSfo {here}{target} {source}\n"
                                   f"echo '{checksum.removeprefix('--checksum=sha256:')}  {here}{target}' | sha256sum --check --quiet")
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.run_script(re.sub(r" (/(?:tmp|usr)/)", rf" {here}\1", unpack) + f"; {here}/usr/local/bin/goto-token --version")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertTrue(done.stdout.startswith("goto-token "), done.stdout)
        self.assertEqual(list((self.folder / "image/tmp").iterdir()), [])


if __name__ == "__main__":
    unittest.main()
