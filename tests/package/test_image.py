"""The container image: what is in it, and that nothing else is needed to sign in."""

import os
import pathlib
import shutil
import signal
import stat
import tempfile
import unittest

from dns_server import DnsServer
from image import USER, Image, first_process, make, new_volume
from support.case import EndToEndTest
from support.certificates import Authority
from support.network import free_port

CONFIGURED = {"OAUTH_CLIENT_ID": "client-1"}
BUNDLE = "etc/ssl/certs/ca-certificates.crt"


def setUpModule() -> None:
    if os.geteuid() != 0:
        raise unittest.SkipTest("only root makes an image")
    global image
    folder = tempfile.mkdtemp(prefix="goto-token-image-")
    unittest.addModuleCleanup(shutil.rmtree, folder)
    pathlib.Path(folder).chmod(0o755)
    image = pathlib.Path(folder) / "image"
    made = make(image)
    assert made.returncode == 0, made.stderr
    (image / "etc/resolv.conf").touch()  # docker's


class Contents(unittest.TestCase):
    def test_are_the_program_and_what_it_cannot_do_without(self):
        files = {str(path.relative_to(image)) for path in image.rglob("*") if not path.is_dir()}
        libraries = {path for path in files if path.startswith("lib")}
        self.assertEqual(files - libraries, {
            "etc/group", "etc/nsswitch.conf", "etc/passwd", "etc/resolv.conf", BUNDLE, "usr/bin/goto-token",
            "usr/share/doc/ca-certificates/copyright", "usr/share/doc/goto-token/copyright",
            "usr/share/doc/goto-token/third-party-licences", "usr/share/doc/libc6/copyright",
        })
        self.assertEqual({pathlib.PurePath(path).name.split(".so")[0].partition("-")[0] for path in libraries},
                         {"libc", "ld"})

    def test_belong_to_root_but_for_the_home_and_the_place_of_the_login(self):
        writable = {}
        for path in (image, *image.rglob("*")):
            status = path.lstat()
            if (status.st_uid, status.st_gid) != (0, 0) or status.st_mode & 0o7022:
                writable[str(path.relative_to(image))] = (status.st_uid, status.st_gid, oct(stat.S_IMODE(status.st_mode)))
        self.assertEqual(writable, {"home/goto-token": (USER, USER, "0o755"), "login": (USER, USER, "0o700")})

    def test_are_never_put_into_a_folder_that_holds_something(self):
        made = make(image)
        self.assertEqual((made.returncode, made.stdout, made.stderr), (1, "", f"image: error: '{image}' is not empty\n"))


class ContainerTest(EndToEndTest):
    def setUp(self) -> None:
        super().setUp()
        self.root.chmod(0o755)
        self.volume = self.root / "volume"
        new_volume(image, self.volume)

    def start(self, *arguments: str, user: int = USER, environment: dict | None = None, **options):
        """Starts a container with nothing in its environment but what the Dockerfile and `environment` say."""
        container = Image(image, self.volume, user)
        return self.goto_token(
            *arguments, environment={"HOME": None, **container.environment, **(environment or CONFIGURED)},
            program=container.program, wrapper=container.wrapper, **options)

    def run_container(self, *arguments: str, **options):
        return self.start(*arguments, **options).wait()


class Container(ContainerTest):
    def test_tells_its_version(self):
        outcome = self.run_container("--version", quiet=False)
        self.assertRegex(outcome.stdout, r"\Agoto-token \d+\.\d+\.\d+\S*\n\Z")
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""))

    def test_finds_nothing_wrong_with_itself(self):
        server = self.mock_server()
        outcome = self.run_container("doctor", "--listen", "0.0.0.0", environment=server.environment, quiet=False)
        self.assertEqual((outcome.exit_code, outcome.messages), (0, ""), outcome.stdout)
        self.assertNotIn("\nfail", "\n" + outcome.stdout)

    def log_in(self, server, **options) -> None:
        """Logs in as README says, with the browser outside."""
        redirect_uri = server.environment["OAUTH_REDIRECT_URI"].replace(":0/", f":{free_port()}/")
        environment = {**server.environment, "OAUTH_REDIRECT_URI": redirect_uri}
        run = self.start("login", "--listen", "0.0.0.0", environment=environment, **options)
        self.assertEqual(run.sign_in().status, 200)
        outcome = run.wait()
        self.assertEqual((outcome.exit_code, outcome.stdout), (0, ""), outcome.messages)

    def test_keeps_the_login_in_the_volume_for_the_next_container(self):
        server = self.mock_server()
        self.log_in(server)
        self.assert_token_of(server, self.run_container("--non-interactive", environment=server.environment))
        self.assertEqual([path.name for path in self.volume.iterdir()], ["goto-token"])
        shutil.rmtree(self.volume)
        new_volume(image, self.volume)
        outcome = self.run_container("--non-interactive", environment=server.environment)
        self.assert_error(outcome, 10, "login required")

    def test_serves_any_user_whose_folder_is_the_volume(self):
        server = self.mock_server()
        os.chown(self.volume, 1000, 1000)
        self.log_in(server, user=1000)
        self.assert_token_of(server, self.run_container("--non-interactive", environment=server.environment, user=1000))
        (login,) = (self.volume / "goto-token").glob("*.json")
        self.assertEqual((login.stat().st_uid, stat.S_IMODE(login.stat().st_mode)), (1000, 0o600))

    def test_says_that_a_volume_of_another_user_cannot_be_used(self):
        os.chown(self.volume, 1000, 1000)
        outcome = self.run_container("login")
        self.assert_error(outcome, 9, "the token store", "/login")

    def test_takes_a_pasted_response(self):
        server = self.mock_server()
        reading, writing = os.pipe()
        run = self.start("--paste", environment=server.environment, stdin=reading)
        os.close(reading)
        with os.fdopen(writing, "w") as keyboard:
            keyboard.write(run.address_ended_on() + "\n")
        self.assert_token_of(server, run.wait())

    def test_ends_when_docker_stops_it(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number):
                run = self.start(environment=self.mock_server().environment)
                self.assertTrue(run.authorization_url)
                os.kill(first_process(run.pid), number)
                self.assertEqual(run.exit_code(), 128 + number)


class Network(ContainerTest):
    """Names are looked up by the name server that docker writes down, and certificates are those of the image."""

    NAME = "login.example"

    def setUp(self) -> None:
        super().setUp()
        self.names = DnsServer(self.NAME)
        self.addCleanup(self.names.close)
        (image / "etc/resolv.conf").write_text(f"nameserver {self.names.address}\n", encoding="ascii")

    def get_token(self, server, host: str):
        environment = {**server.environment, "OAUTH_SERVICE_URL": f"https://{host}:{server.port}"}
        return self.run_container("--grant", "client-credentials", environment=environment)

    def test_reaches_a_server_by_its_name_with_an_authority_of_the_system(self):
        authority = Authority(self.root / "authority")
        server = self.mock_server(certificate=authority.issue(self.NAME))
        self.assert_error(self.get_token(server, self.NAME), 7, "TLS", "unable to get local issuer certificate")
        bundle = (image / BUNDLE).read_bytes()
        self.addCleanup((image / BUNDLE).write_bytes, bundle)
        (image / BUNDLE).write_bytes(bundle + authority.file.read_bytes())
        self.assert_token_of(server, self.get_token(server, self.NAME))
        self.assertIn(self.NAME, self.names.asked)

    def test_says_that_there_is_no_such_name(self):
        outcome = self.get_token(self.mock_server(), "gone.example")
        self.assert_error(outcome, 7, "https://gone.example", "the host is not found")
        self.assertIn("gone.example", self.names.asked)


if __name__ == "__main__":
    unittest.main()
