"""The Debian package on a new machine: installed, used, upgraded, removed."""

import pathlib
import unittest

from package_case import ENV_FILE, PackageTest, debian_package
from root import PERSON

LOGINS = ".local/state/goto-token"
# What dpkg, apt and what they call write down for themselves.
RECORDS = (
    "/var/lib/dpkg", "/var/lib/apt", "/var/cache/apt", "/var/cache/debconf", "/var/cache/ldconfig", "/var/log",
    "/etc/ld.so.cache",
)  # fmt: skip


class Install(PackageTest):
    def setUp(self) -> None:
        super().setUp()
        self.install(debian_package())

    def test_a_person_who_is_not_root_signs_in_and_uses_the_token(self):
        self.configure(self.start_server())
        self.log_in()
        token = self.assert_token_is_there()
        given = self.root.run("goto-token exec -- sh -c 'echo \"$GOTO_ACCESS_TOKEN\"'")
        self.assertEqual(given, f"{token}\n")
        self.assertIn("token_available: yes\n", self.root.run("goto-token status"))
        self.root.run("goto-token doctor")
        self.root.run("goto-token logout")
        self.root.run("goto-token --non-interactive", status=10)

    def test_has_both_programs_their_manual_pages_and_the_completions(self):
        version = self.root.run("dpkg-query --show --showformat='${Version}' goto-token").partition("~")[0]
        self.assertEqual(self.root.run("goto-token --version"), f"goto-token {version}\n")
        self.assertEqual(self.root.run("goto-mock-auth --version"), f"goto-mock-auth {version}\n")
        for page in ("goto-token", "goto-mock-auth"):
            self.root.run(f"zcat /usr/share/man/man1/{page}.1.gz | grep -q '^[.]Nm {page}$'")
        for shell, place in {"bash": "bash-completion/completions/goto-token", "zsh": "zsh/site-functions/_goto-token",
                             "fish": "fish/vendor_completions.d/goto-token.fish"}.items():  # fmt: skip
            self.root.run(f"goto-token completion {shell} | cmp - /usr/share/{place}")

    def test_what_is_installed_is_what_was_packed(self):
        self.assertEqual(self.root.run("dpkg --verify goto-token", "root"), "")
        listed = self.root.run("cat /var/lib/dpkg/info/goto-token.md5sums").splitlines()
        files = self.root.run("dpkg --listfiles goto-token | while read -r path; do"
                              ' if [ -f "$path" ] && [ ! -L "$path" ]; then echo "$path"; fi; done').splitlines()
        self.assertEqual(sorted("/" + line.split("  ", 1)[1] for line in listed), sorted(files))


class Upgrade(PackageTest):
    def test_keeps_the_login_that_the_commit_before_has_stored(self):
        old, new = debian_package("before"), debian_package()
        self.install(old)
        self.configure(self.start_server())
        self.log_in()
        token = self.assert_token_is_there()
        self.install(new)
        installed = self.root.run("dpkg-query --show --showformat='${Package}_${Version}' goto-token")
        self.assertTrue(new.name.startswith(f"{installed}_"), installed)
        self.assertEqual(self.assert_token_is_there(), token)
        refreshed = self.root.run("goto-token --refresh --non-interactive").rstrip("\n")
        self.assertTrue(self.client.is_active(refreshed), refreshed)


class Removal(PackageTest):
    def survey(self) -> set[str]:
        """All that is in the root: kind, mode, owner, place, what a link leads to; and of a file what is in it."""
        left_out = " -o ".join(f"-path {place}" for place in ("/proc", "/dev", "/etc/hosts", "/etc/resolv.conf", *RECORDS))
        return set(self.root.run(
            f"find / \\( {left_out} \\) -prune -o -printf '%y %m %u:%g %p -> %l\\n' -type f -exec sha256sum {{}} +",
            "root").splitlines())  # fmt: skip

    def test_leaves_nothing_but_the_env_file_and_the_login_of_the_person(self):
        package = debian_package()
        self.root.put(package, "/tmp/package.deb")
        for field in ("Depends", "Recommends"):  # what others need too stays after a purge
            self.root.apt_get(f"satisfy \"$(dpkg-deb --field /tmp/package.deb {field})\"")
        self.root.run("rm /tmp/package.deb", "root")
        before = self.survey()
        self.install(package)
        self.assertIn(" /usr/bin/goto-token -> ", "\n".join(self.survey() - before))
        self.configure(self.start_server())
        self.log_in()
        self.root.apt_get("remove goto-token")
        self.root.run("! command -v goto-token && ! command -v goto-mock-auth")
        self.root.run("dpkg --purge goto-token", "root")
        self.root.run("dpkg-query --status goto-token", status=1)
        self.root.run("rm -f /tmp/mock.*", "root")
        after = self.survey()
        self.assertEqual(before - after, set())
        left = {line.split(" ")[3].removeprefix(f"/home/{PERSON}/") for line in after - before if " -> " in line}
        logins = {place for place in left if place.startswith(f"{LOGINS}/")}
        self.assertEqual(left - logins, folders_and_file(ENV_FILE) | folders_and_file(LOGINS))
        self.assertTrue(logins)


def folders_and_file(path: str) -> set[str]:
    """The path, and the folders of it that were made for it."""
    return {path, *map(str, pathlib.PurePath(path).parents)} - {"."}


if __name__ == "__main__":
    unittest.main()
