"""What is in the packages of this machine's architecture."""

import gzip
import hashlib
import io
import os
import pathlib
import re
import subprocess
import tarfile
import tempfile
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
PACKAGES = pathlib.Path(os.environ.get("GOTO_TOKEN_PACKAGES", PROJECT / "build/package-tests/packages"))
README = PROJECT.joinpath("README.md").read_text(encoding="utf-8")

PROGRAM, TEXT = 0o755, 0o644
COMMON_FILES = {
    "bin/goto-token": PROGRAM,
    "share/bash-completion/completions/goto-token": TEXT,
    "share/doc/goto-token/copyright": TEXT,
    "share/doc/goto-token/third-party-licences": TEXT,
    "share/fish/vendor_completions.d/goto-token.fish": TEXT,
    "share/man/man1/goto-token.1.gz": TEXT,
    "share/zsh/site-functions/_goto-token": TEXT,
}
DEBIAN_FILES = COMMON_FILES | {
    "bin/goto-mock-auth": PROGRAM,
    "share/doc/goto-token/changelog.gz": TEXT,
    "share/doc/goto-token/examples/env.example": TEXT,
    "share/man/man1/goto-mock-auth.1.gz": TEXT,
}
TARBALL_FILES = COMMON_FILES | {
    "share/doc/goto-token/CHANGELOG.md": TEXT,
    "share/doc/goto-token/README.md": TEXT,
    "share/doc/goto-token/env.example": TEXT,
}


def output_of(*command: str | os.PathLike[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


ARCHITECTURE = output_of("dpkg", "--print-architecture").strip()


def made(pattern: str) -> pathlib.Path:
    """The one file of that name which was made for this machine."""
    (path,) = PACKAGES.glob(pattern.replace("ARCH", ARCHITECTURE))
    return path


def version_of_project() -> str:
    lists = PROJECT.joinpath("CMakeLists.txt").read_text(encoding="utf-8")
    return re.search(r"^project\(goto-token VERSION (\S+)", lists, re.MULTILINE)[1]


def words_of(text: str) -> str:
    """The text on one line, without the dots that stand for empty lines in Debian's format."""
    return " ".join(word for word in text.split() if word != ".")


class Archive:
    """The entries of a tar file, and their contents, by their names without what all of them begin with."""

    def __init__(self, content: bytes, start: str) -> None:
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            self.entries = archive.getmembers()
            self.files = {entry.name.removeprefix(start): entry for entry in self.entries if entry.isfile()}
            self.contents = {name: archive.extractfile(entry).read() for name, entry in self.files.items()}

    def text(self, name: str) -> str:
        content = self.contents[name]
        return (gzip.decompress(content) if name.endswith(".gz") else content).decode()

    def write_program(self, name: str, folder: str) -> pathlib.Path:
        path = pathlib.Path(folder, pathlib.PurePath(name).name)
        path.write_bytes(self.contents[name])
        path.chmod(0o755)
        return path


class ContentsTest(unittest.TestCase):
    maxDiff = None
    archive: Archive

    def assert_files(self, expected: dict[str, int]) -> None:
        self.assertEqual({name: oct(entry.mode) for name, entry in self.archive.files.items()},
                         {name: oct(mode) for name, mode in expected.items()})

    def assert_owned_by_root(self) -> None:
        self.assertEqual({(entry.uid, entry.gid) for entry in self.archive.entries}, {(0, 0)})

    def assert_of_one_time(self) -> None:
        """Of all entries, and of what was compressed."""
        self.assertEqual(len({entry.mtime for entry in self.archive.entries}), 1)
        for name, content in self.archive.contents.items():
            if name.endswith(".gz"):
                self.assertEqual(content[:8], b"\x1f\x8b\x08\0\0\0\0\0", f"{name} has no name and no time inside")

    def assert_version(self, version: str, *programs: str) -> None:
        """Programs say the version of their package: the project's, or that of a snapshot before it."""
        self.assertRegex(version, rf"\A{re.escape(version_of_project())}(~git\d{{14}}\.[0-9a-f]{{8}})?\Z")
        with tempfile.TemporaryDirectory() as folder:
            for program in programs:
                path = self.archive.write_program(f"bin/{program}", folder)
                self.assertEqual(output_of(path, "--version").strip(), f"{program} {version}")

    def assert_licences_of(self, *packages: str) -> None:
        """The texts that Debian has of what is linked in."""
        licences = self.archive.text("share/doc/goto-token/third-party-licences")
        for package in packages:
            (path,) = pathlib.Path("/usr/share/doc").glob(f"{package}/copyright")
            self.assertIn(path.read_text(encoding="utf-8"), licences)


class DebianPackageTest(ContentsTest):
    @classmethod
    def setUpClass(cls) -> None:
        cls.package = made("goto-token_*_ARCH.deb")
        content = subprocess.run(["dpkg-deb", "--fsys-tarfile", cls.package], capture_output=True, check=True).stdout
        cls.archive = Archive(content, "./usr/")

    def field(self, name: str) -> str:
        return output_of("dpkg-deb", "--field", self.package, name).strip()

    def test_lintian_has_no_error_and_no_warning(self):
        run = subprocess.run(["lintian", "--allow-root", "--tag-display-limit", "0", self.package],
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        self.assertEqual((run.returncode, run.stdout), (0, ""))

    def test_its_files_stand_where_they_belong(self):
        self.assert_files(DEBIAN_FILES)
        self.assert_owned_by_root()
        self.assertEqual({entry.mode for entry in self.archive.entries if entry.isdir()}, {0o755})

    def test_nothing_tells_when_it_was_packed(self):
        self.assert_of_one_time()

    def test_checksums_of_all_files_are_in_it(self):
        sums = subprocess.run(["dpkg-deb", "--info", self.package, "md5sums"], capture_output=True, text=True, check=True)
        self.assertEqual(dict(reversed(line.split("  ", 1)) for line in sums.stdout.splitlines()),
                         {f"usr/{name}": hashlib.md5(content).hexdigest() for name, content in self.archive.contents.items()})

    def test_it_depends_on_shared_libraries_and_recommends_certificates(self):
        depends = {dependency.split()[0] for dependency in self.field("Depends").split(", ")}
        self.assertLessEqual({"libc6", "libssl3", "zlib1g"}, depends)
        self.assertRegex(self.field("Depends"), r"\blibc6 \(>= 2\.36\)", "relocations are packed")
        self.assertEqual(self.field("Recommends"), "ca-certificates")

    def test_the_version_is_the_projects(self):
        version = self.field("Version")
        self.assert_version(version, "goto-token", "goto-mock-auth")
        self.assertEqual(self.package.name, f"goto-token_{version}_{ARCHITECTURE}.deb")
        changelog = self.archive.text("share/doc/goto-token/changelog.gz")
        self.assertTrue(changelog.startswith(f"goto-token ({version}) unstable;"), changelog[:80])

    def test_licences_of_what_is_linked_in_come_along(self):
        self.assert_licences_of("libstdc++-*-dev", "nlohmann-json3-dev", "libcli11-dev", "libcpp-httplib-dev")
        _, licence = PROJECT.joinpath("LICENSE").read_text(encoding="utf-8").split("authors\n", 1)
        self.assertIn(words_of(licence), words_of(self.archive.text("share/doc/goto-token/copyright")))


class TarballTest(ContentsTest):
    @classmethod
    def setUpClass(cls) -> None:
        cls.package = made("goto-token-*-linux-ARCH.tar.gz")
        cls.archive = Archive(gzip.decompress(cls.package.read_bytes()), cls.package.name.removesuffix(".tar.gz") + "/")

    def run_on_program(self, *command: str) -> str:
        with tempfile.TemporaryDirectory() as folder:
            return output_of(*command, self.archive.write_program("bin/goto-token", folder))

    def test_its_files_stand_in_one_folder_of_its_name(self):
        self.assert_files(TARBALL_FILES)
        self.assert_owned_by_root()

    def test_unpacking_changes_no_folder_that_is_there(self):
        self.assertEqual([entry.name for entry in self.archive.entries if not entry.isfile()], [])

    def test_nothing_tells_when_it_was_packed(self):
        self.assert_of_one_time()
        self.assertEqual(self.package.read_bytes()[:8], b"\x1f\x8b\x08\0\0\0\0\0")

    def test_the_program_needs_no_library_but_libc(self):
        needed = re.findall(r"\(NEEDED\).*\[(.*)\]", self.run_on_program("readelf", "--dynamic", "--wide"))
        self.assertIn("libc.so.6", needed)
        self.assertEqual([name for name in needed if not name.startswith(("libc.so.", "ld-linux-"))], [])

    def test_the_program_needs_no_newer_glibc_than_readme_says(self):
        (promised,) = set(re.findall(r"glibc (\d+\.\d+)", README))
        versions = set(re.findall(r"\(?(GLIBC_\w[\w.]*)\)?", self.run_on_program("objdump", "--dynamic-syms")))
        versions |= set(re.findall(r"Name: (GLIBC_\w+(?:\.\w+)*)", self.run_on_program("readelf", "--version-info", "--wide")))
        self.assertEqual([name for name in versions if not re.fullmatch(r"GLIBC_[\d.]+", name)], [])
        newest = max(tuple(map(int, name.removeprefix("GLIBC_").split("."))) for name in versions)
        self.assertEqual(newest, tuple(map(int, promised.split("."))))

    def test_the_version_is_the_projects(self):
        version = self.package.name.removeprefix("goto-token-").removesuffix(f"-linux-{ARCHITECTURE}.tar.gz")
        self.assert_version(version, "goto-token")

    def test_licences_of_what_is_linked_in_come_along(self):
        self.assert_licences_of("libssl-dev", "zlib1g-dev", "libstdc++-*-dev", "nlohmann-json3-dev", "libcli11-dev")
        self.assertIn("Apache License\n                           Version 2.0, January 2004",
                      self.archive.text("share/doc/goto-token/third-party-licences"))


class DocumentsTest(unittest.TestCase):
    def test_readme_names_the_packages_of_this_version(self):
        names = set(re.findall(r"goto-token[_-](\d+\.[\w.~]*\d)[_-]", README))
        self.assertEqual(names, {version_of_project()})


if __name__ == "__main__":
    unittest.main()
