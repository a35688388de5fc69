"""The same commit gives the same packages, wherever and on whatever they are made."""

import subprocess
import unittest

from package_case import MADE


class Reproducible(unittest.TestCase):
    """The first ones were made upon the build of the commit before, the second ones in another place, from nothing."""

    def test_two_builds_give_the_same_bytes(self):
        first, again = (sorted(path.name for path in (MADE / folder).iterdir()) for folder in ("packages", "again"))
        self.assertEqual(first, again)
        self.assertTrue(any(name.endswith(".deb") for name in first), first)
        self.assertTrue(any(name.endswith(".tar.gz") for name in first), first)
        differ = [name for name in first if (MADE / "packages" / name).read_bytes() != (MADE / "again" / name).read_bytes()]
        self.assertEqual(differ, [])

    def test_the_sums_are_those_of_all_files(self):
        lines = (MADE / "packages" / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
        self.assertEqual(sorted(["SHA256SUMS", *(line.split("  ")[1] for line in lines)]),
                         sorted(path.name for path in (MADE / "packages").iterdir()))  # fmt: skip
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=MADE / "packages", check=True)


if __name__ == "__main__":
    unittest.main()
