"""docs/recipes.md, systemd: its units are sound, and their command lines do what they say where systemd sets up the rest."""

import os
import re
import shutil
import struct
import subprocess
import unittest
import unittest.mock

from support import dialogue, limits
from support.recipe import ROOT, RecipeTest, read_recipes
from support.terminal import Terminal, wait_until
from support.unit_file import UnitFile

TEXT = (ROOT / "docs/recipes.md").read_text(encoding="utf-8")
RECIPES = read_recipes("docs/recipes.md")
PERSONAL_ACCESS_TOKEN = "made-up-personal-access-token"
REPORT = "#!/bin/sh\necho \"report with ${GOTO_ACCESS_TOKEN:+a token}${OAUTH_CLIENT_SECRET_FILE:+ and a secret}\"\n"
# sudo as these recipes use it. The account is not made: its home is, and the person stays who they are.
SUDO = """#!/bin/sh
if [ "$1" = useradd ]; then
  mkdir -p "$ACCOUNT_HOME"
elif [ "$1 $2 $3" = "-H -u report" ]; then
  shift 3
  exec env HOME="$ACCOUNT_HOME" "$@"
else
  echo "unexpected: $*" >&2
  exit 1
fi
"""


class SystemdTest(RecipeTest):
    """The file system of the recipes is a folder here; so are the places that systemd makes."""

    PLACES = ("/etc/report", "/var/lib/report", "/run/other", "/run/credentials")

    def setUp(self):
        super().setUp()
        for place in self.PLACES:
            self.place(place).mkdir(parents=True)
        self.write_program("/usr/local/bin/report", REPORT)
        self.home = self.place("/var/lib/report")

    def place(self, path: str):
        return self.folder / "root" / path.lstrip("/")

    def write_program(self, path: str, text: str) -> None:
        program = self.place(path)
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(text, encoding="utf-8")
        program.chmod(0o755)

    def here(self, text: str) -> str:
        """The text with our paths in place of those of a machine that is set up for it."""
        for path in (*self.PLACES, "/usr/local/bin/report"):
            text = text.replace(path, str(self.place(path)))
        return text.replace("/usr/bin/goto-token", str(self.folder / "bin/goto-token"))

    def unit(self, name: str) -> UnitFile:
        return UnitFile(self.here(RECIPES[name]), {
            "%d": str(self.place("/run/credentials")), "%S": str(self.place("/var/lib")), "%t": str(self.place("/run"))})  # fmt: skip

    def run_line(self, unit: UnitFile, key: str, **environment: str) -> subprocess.CompletedProcess:
        """Runs a command line of the unit as systemd would: in `/`, with no shell, and little in its environment."""
        given = {"PATH": os.environ["PATH"], "HOME": str(self.home)} | unit.environment | environment
        return subprocess.run(unit.command(key), env=given, cwd="/", capture_output=True, text=True, stdin=subprocess.DEVNULL,
                              timeout=limits.SECONDS, check=False)  # fmt: skip


class Credentials(SystemdTest):
    def setUp(self):
        super().setUp()
        self.service = self.unit("report.service")
        self.start_mock_server("--client-id", self.service.environment["OAUTH_CLIENT_ID"])
        secrets = {"client-secret": self.settings()["OAUTH_CLIENT_SECRET"], "personal-access-token": PERSONAL_ACCESS_TOKEN}
        for name, path in self.service.credentials.items():
            loaded = self.place(f"/run/credentials/{name}")
            loaded.write_text(secrets[os.path.basename(path)], encoding="utf-8")
            loaded.chmod(0o400)
        (self.folder / ".env").unlink()

    def test_are_what_the_service_gets_its_token_with(self):
        done = self.run_line(self.service, "ExecStart", OAUTH_SERVICE_URL=self.settings()["OAUTH_SERVICE_URL"])
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "report with a token and a secret\n", ""))

    def test_are_no_reason_for_a_warning_as_newer_versions_of_systemd_make_them(self):
        read, no_id = 4, 0xFFFFFFFF
        # From acl(5): the owner, this user, the group, the mask, all others. The mode seems to let the group read.
        entries = ((0x01, read, no_id), (0x02, read, os.geteuid()), (0x04, 0, no_id), (0x10, read, no_id), (0x20, 0, no_id))
        for credential in self.place("/run/credentials").iterdir():
            try:
                os.setxattr(credential, "system.posix_acl_access",
                            struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries))
            except OSError as error:
                self.skipTest(f"no access control lists here: {error}")
            self.assertEqual(credential.stat().st_mode & 0o777, 0o440)
        self.test_are_what_the_service_gets_its_token_with()

    @unittest.skipUnless(shutil.which("systemd-creds") and os.geteuid() == 0, "needs systemd-creds, and root")
    def test_can_be_encrypted(self):
        plain = self.place("/etc/report/client-secret")
        plain.write_text("s3cret", encoding="utf-8")
        machine_key = self.folder / "machine-key"
        machine_key.write_bytes(os.urandom(4096))
        machine_key.chmod(0o400)
        self.environment["SYSTEMD_CREDENTIAL_SECRET"] = str(machine_key)
        done = self.run_script(self.here(RECIPES["encrypt a credential"]))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertFalse(plain.exists())
        named = re.search(r"`LoadCredentialEncrypted=(\S+):(\S+)`", self.here(TEXT))
        done = self.run_script(f"systemd-creds decrypt --name={named[1]} {named[2]} -")
        self.assertEqual((done.returncode, done.stdout), (0, "s3cret"), done.stderr)


class Login(SystemdTest):
    def setUp(self):
        super().setUp()
        (self.folder / ".env").unlink()
        sudo = self.folder / "bin/sudo"
        sudo.write_text(SUDO, encoding="utf-8")
        sudo.chmod(0o755)
        self.environment["ACCOUNT_HOME"] = str(self.home)
        self.terminal = Terminal()
        self.addCleanup(self.terminal.close)
        self.screen = ""

    def look(self) -> str:
        self.screen += self.terminal.shown.replace("\r\n", "\n")
        return self.screen

    def log_in(self, script: str) -> None:
        """Runs what the recipe says, in front of a person who answers the questions of init."""
        device = self.terminal.device
        run = subprocess.Popen(["bash", "-euc", self.here(script)], cwd=self.folder, env=self.environment | {"NO_COLOR": "1"},
                               stdin=device, stdout=subprocess.DEVNULL, stderr=device)  # fmt: skip
        self.addCleanup(run.wait)
        self.addCleanup(run.kill)
        known = self.settings()
        for question, answer in (
            (dialogue.SERVICE, known["OAUTH_SERVICE_URL"]),
            (dialogue.CLIENT_ID, known["OAUTH_CLIENT_ID"]),
            (dialogue.SECRET, known["OAUTH_CLIENT_SECRET"]),
            (dialogue.REDIRECT_URI, known["OAUTH_REDIRECT_URI"]),
            (dialogue.SCOPES, ""),
        ):
            wait_until(lambda question=question: self.look().endswith(question))
            self.terminal.type(answer + "\r")
        self.assertEqual(run.wait(limits.SECONDS), 0, self.look())

    def test_lasts_for_the_service(self):
        self.log_in(RECIPES["log a service in"])
        done = self.run_line(self.unit("report-as-user.service"), "ExecStart")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "report with a token\n", ""))

    def test_can_be_kept_in_the_state_directory(self):
        setting = re.search(r"`Environment=(XDG_STATE_HOME=\S+)`", TEXT)[1].replace("%S", "/var/lib")
        command = re.search(r"`(sudo -H -u report XDG_STATE_HOME=\S+ goto-token login)`", TEXT)[1]
        self.assertIn(f" {setting} ", command)
        self.log_in(RECIPES["log a service in"].replace("sudo -H -u report goto-token login", command))
        self.assertEqual([path.suffix for path in self.home.glob("goto-token/*.json")], [".json"])
        name, value = self.here(setting).split("=")
        done = self.run_line(self.unit("report-as-user.service"), "ExecStart", **{name: value})
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "report with a token\n", ""))


class EnvironmentFile(SystemdTest):
    def test_holds_the_token(self):
        self.home = self.folder
        config = self.folder / ".config/goto-token"
        config.mkdir(parents=True)
        (self.folder / ".env").rename(config / ".env")
        self.assertEqual(self.run_script("goto-token login").returncode, 0)
        unit = self.unit("token.conf")
        done = self.run_line(unit, "ExecStartPre")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        (path,) = unit.values("EnvironmentFile")
        self.assertTrue(path.startswith("-"))  # it is not there yet when ExecStartPre= starts
        with open(path[1:], encoding="utf-8") as written:
            variables = dict(line.rstrip("\n").split("=", 1) for line in written)
        self.assertEqual(set(variables), {"GOTO_ACCESS_TOKEN", "GOTO_TOKEN_EXPIRES_AT"})


@unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
class Units(SystemdTest):
    def assert_sound(self, **units: str) -> None:
        """Writes the recipes under these names, and lets systemd look at those that are units."""
        folder = self.folder / "units"
        for name, recipe in units.items():
            path = folder / os.path.basename(UnitFile(RECIPES[recipe], {}).path)
            self.assertEqual(path.suffix, f".{name}")
            path.parent.mkdir(exist_ok=True)
            path.write_text(self.here(RECIPES[recipe]), encoding="utf-8")
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", *folder.iterdir()], capture_output=True, text=True,
                              timeout=limits.SECONDS, check=False)  # fmt: skip
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))

    def test_of_a_service_without_a_person_and_its_timer_are_sound(self):
        self.assert_sound(service="report.service", timer="report.timer")

    def test_of_a_service_with_an_encrypted_credential_is_sound(self):
        encrypted = re.search(r"`(LoadCredentialEncrypted=\S+)`", TEXT)[1]
        plain = re.search(r"^LoadCredential=client-secret:\S+$", RECIPES["report.service"], re.MULTILINE)[0]
        changed = RECIPES | {"report.service": RECIPES["report.service"].replace(plain, encrypted)}
        with unittest.mock.patch.dict(RECIPES, changed):
            self.assert_sound(service="report.service")

    def test_of_a_service_with_a_login_is_sound(self):
        self.assert_sound(service="report-as-user.service")

    def test_of_a_drop_in_is_sound(self):
        recipe = RECIPES["token.conf"]
        drop_in = self.folder / UnitFile(recipe, {}).path.removeprefix("/etc/systemd/system/")
        drop_in.parent.mkdir()
        drop_in.write_text(self.here(recipe), encoding="utf-8")
        unit = drop_in.parent.with_suffix("")
        unit.write_text("[Unit]\nDescription=Other\n[Service]\nType=oneshot\nExecStart=/bin/true\n", encoding="utf-8")
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True,
                              timeout=limits.SECONDS, check=False)  # fmt: skip
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
