"""The tarball on new machines: this one's release of Debian, and another one with other libraries."""

import unittest

from package_case import RELEASE, PackageTest, tarball
from root import ROOTS
from support.mock_server import MockServer


class Tarball:
    """The server is outside of the root."""

    def setUp(self) -> None:
        super().setUp()
        self.root.put(tarball(), "/tmp/goto-token.tar.gz")

    def start_server(self) -> str:
        server = MockServer()
        self.addCleanup(server.close)
        self.client = server.client
        return server.stdout

    def test_unpacked_below_usr_local_a_person_signs_in_and_uses_the_token(self):
        self.root.run("tar -xz --strip-components=1 -C /usr/local </tmp/goto-token.tar.gz", "root")
        self.configure(self.start_server())
        self.log_in()
        token = self.assert_token_is_there()
        self.assertEqual(self.root.run("goto-token exec -- printenv GOTO_ACCESS_TOKEN"), f"{token}\n")
        self.root.run("goto-token doctor")
        for file in ("bin/goto-token", "share/man/man1/goto-token.1.gz", "share/bash-completion/completions/goto-token",
                     "share/zsh/site-functions/_goto-token", "share/fish/vendor_completions.d/goto-token.fish"):  # fmt: skip
            self.assertEqual(self.root.run(f"stat --format=%U:%G /usr/local/{file}"), "root:root\n")

    def test_the_program_alone_can_be_copied_anywhere(self):
        self.root.run("tar -xzf /tmp/goto-token.tar.gz && cp goto-token-*/bin/goto-token t && rm -r goto-token-*")
        self.assertRegex(self.root.run("./t --version"), r"\Agoto-token \d+\.\d+\.\d+\n\Z")
        self.configure(self.start_server())
        self.log_in(program="./t")
        self.root.run("./t --non-interactive")


class OnThisRelease(Tarball, PackageTest):
    pass


class OnAnotherRelease(Tarball, PackageTest):
    release = next((made.stem for made in sorted(ROOTS.glob("*.made")) if made.stem != RELEASE), "another release")


if __name__ == "__main__":
    unittest.main()
