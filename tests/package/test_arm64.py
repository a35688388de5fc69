"""The packages for arm64, which are made on another processor: what is in them, and their programs, run by qemu with
Debian's libraries for arm64."""

import pathlib
import re
import shlex
import subprocess
import tarfile
import tempfile
import unittest
from unittest import mock

from package_case import MADE, PROJECT, debian_package, made, tarball
from support import mock_auth
from support.case import CONFIGURED
from support.certificates import Certificate
from support.login import LoginTest

DEBIAN_PACKAGE = made("goto-token_*_arm64.deb")
TARBALL = made("goto-token-*-linux-arm64.tar.gz")
QEMU = ("qemu-aarch64", "-L", str(MADE / "clone/build/sysroot-arm64"))

COMPLETIONS = {"bash": "bash-completion/completions/goto-token", "zsh": "zsh/site-functions/_goto-token",
               "fish": "fish/vendor_completions.d/goto-token.fish"}  # fmt: skip


def output_of(*command: str | pathlib.Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def setUpModule():
    global unpacked
    folder = tempfile.TemporaryDirectory(prefix="goto-token-test-")
    unittest.addModuleCleanup(folder.cleanup)
    unpacked = pathlib.Path(folder.name)
    output_of("dpkg-deb", "-x", DEBIAN_PACKAGE, unpacked / "deb")
    with tarfile.open(TARBALL) as archive:
        archive.extractall(unpacked)
    (unpacked / TARBALL.name.removesuffix(".tar.gz")).rename(unpacked / "tarball")


class Contents(unittest.TestCase):
    maxDiff = None

    def test_every_program_is_for_a_64_bit_arm_processor(self):
        programs = {str(path.relative_to(unpacked)): path.read_bytes()[:20] for path in unpacked.glob("**/bin/*")}
        self.assertEqual(set(programs), {"deb/usr/bin/goto-mock-auth", "deb/usr/bin/goto-token", "tarball/bin/goto-token"})
        for name, head in programs.items():
            # ELF, 64 bits, little-endian; the machine is 183, EM_AARCH64.
            self.assertEqual((head[:6], head[18:20]), (b"\x7fELF\2\1", b"\xb7\0"), name)

    def test_the_debian_package_says_that_it_is_for_arm64(self):
        self.assertEqual(self.field(DEBIAN_PACKAGE, "Architecture"), "arm64")

    def test_the_debian_package_depends_on_the_same_packages_as_this_machines(self):
        arm64, native = ([name.split()[0] for name in self.field(package, "Depends").split(", ")]
                         for package in (DEBIAN_PACKAGE, debian_package()))  # fmt: skip
        self.assertEqual(arm64, native)

    def test_the_debian_package_has_the_same_files_as_this_machines(self):
        arm64, native = (self.listed("dpkg-deb", "--contents", package) for package in (DEBIAN_PACKAGE, debian_package()))
        self.assertEqual(arm64, native)

    def test_the_tarball_has_the_same_files_as_this_machines(self):
        folder = tarball().name.removesuffix(".tar.gz")
        arm64, native = (self.listed("tar", "-tvzf", package) for package in (TARBALL, tarball()))
        self.assertEqual(arm64, native.replace(f" {folder}/", f" {TARBALL.name.removesuffix('.tar.gz')}/"))

    def test_the_program_of_the_tarball_needs_only_libc_and_no_newer_one_than_readme_says(self):
        program = unpacked / "tarball/bin/goto-token"
        needed = re.findall(r"NEEDED\s+(\S+)", output_of("aarch64-linux-gnu-objdump", "--private-headers", program))
        self.assertEqual(set(needed), {"libc.so.6", "ld-linux-aarch64.so.1"})
        (promised,) = set(re.findall(r"glibc (\d+\.\d+)", PROJECT.joinpath("README.md").read_text(encoding="utf-8")))
        symbols = output_of("aarch64-linux-gnu-objdump", "--dynamic-syms", program)
        versions = {tuple(map(int, version.split("."))) for version in re.findall(r"\bGLIBC_([\d.]+)", symbols)}
        self.assertLessEqual(max(versions), tuple(map(int, promised.split("."))))

    def field(self, package: pathlib.Path, name: str) -> str:
        return output_of("dpkg-deb", "--field", package, name).strip()

    def listed(self, *command: str | pathlib.Path) -> str:
        """The files in a package, with modes, owners and times, and without sizes."""
        return re.sub(r"(?m)^(\S+ \S+) +\d+ ", r"\1 ", output_of(*command))


class Program:
    """What the goto-token of a package does."""

    path: str  # below `unpacked`

    def goto_token(self, *arguments, **options):
        return super().goto_token(*arguments, wrapper=QEMU, program=unpacked / self.path, **options)

    def said(self, *arguments, exit_code=0, messages=""):
        """What a run without a server prints."""
        outcome = self.goto_token(*arguments, environment={}, quiet=False).wait()
        self.assertEqual((outcome.exit_code, outcome.messages), (exit_code, messages))
        return outcome.stdout

    def test_prints_its_version_and_help(self):
        version = DEBIAN_PACKAGE.name.split("_")[1]
        self.assertEqual(self.said("--version"), f"goto-token {version}\n")
        self.assertIn("--non-interactive", self.said("--help"))

    def test_an_unknown_option_is_an_error_which_shows_that_exceptions_are_caught(self):
        messages = "goto-token: error: unknown option '--bogus'\ngoto-token: hint: see goto-token --help\n"
        self.assertEqual(self.said("--bogus", exit_code=2, messages=messages), "")

    def test_prints_the_completion_scripts_of_its_package(self):
        share = (unpacked / self.path).parents[1] / "share"
        for shell, name in COMPLETIONS.items():
            self.assertEqual(self.said("completion", shell), (share / name).read_text(), shell)

    def test_doctor_finds_nothing_that_fails(self):
        server = self.mock_server()
        outcome = self.goto_token_at(server, "doctor").wait()
        self.assertEqual(outcome.exit_code, 0, outcome.stdout)
        self.assertRegex(outcome.stdout, r"(?m)^ok\b")
        self.assertNotRegex(outcome.stdout, r"(?m)^fail\b")

    def test_fetches_a_token_over_http(self):
        server = self.mock_server()
        self.assert_token_of(server, self.fetch_token(server))

    def test_fetches_a_token_over_https_once_the_name_of_the_server_is_looked_up(self):
        certificate = Certificate(self.root, "localhost")
        server = self.mock_server(certificate=certificate)
        service = server.url.replace("127.0.0.1", "localhost")
        environment = {"OAUTH_SERVICE_URL": service, "OAUTH_CA_FILE": str(certificate.file)}
        self.assert_token_of(server, self.fetch_token(server, environment=environment))

    def test_keeps_a_login_and_refreshes_the_token(self):
        server = self.mock_server()
        self.log_in(server)
        self.assert_token(self.run_at(server, "--non-interactive"), self.stored_token)
        self.expire()
        self.assert_refreshed(server, self.run_at(server, "--non-interactive"))

    def test_a_client_that_the_server_refuses_ends_with_6(self):
        server = self.mock_server()
        outcome = self.fetch_token(server, environment={"OAUTH_CLIENT_SECRET": "wrong"})
        self.assert_error(outcome, 6, "invalid_client")

    def test_a_service_that_cannot_be_reached_ends_with_7(self):
        run = self.goto_token(environment=CONFIGURED)
        run.redirect(code="any")
        self.assert_error(run.wait(), 7, "127.0.0.1:9")

    def test_runs_a_command_with_the_token(self):
        server = self.mock_server()
        run = self.goto_token_at(server, "exec", "--", "sh", "-c", 'echo "$GOTO_ACCESS_TOKEN"')
        run.sign_in()
        self.assert_token_of(server, run.wait())


class ProgramOfTheTarball(Program, LoginTest):
    path = "tarball/bin/goto-token"


class ProgramOfTheDebianPackage(Program, LoginTest):
    path = "deb/usr/bin/goto-token"

    def test_fetches_a_token_from_the_goto_mock_auth_of_its_package(self):
        command = shlex.join([*QEMU, str(unpacked / "deb/usr/bin/goto-mock-auth")])
        script = self.program("goto-mock-auth", f'#!/bin/sh\nexec {command} "$@"\n')
        certificate = Certificate(self.root, "127.0.0.1")
        with mock.patch.object(mock_auth, "BINARY", script):
            server = self.mock_server(certificate=certificate)
        outcome = self.fetch_token(server, environment={"OAUTH_CA_FILE": str(certificate.file)})
        self.assert_token_of(server, outcome)


if __name__ == "__main__":
    unittest.main()
