"""A unit file of systemd, read as far as our documents use it (systemd.unit(5), systemd.exec(5))."""

import re
import shlex


class UnitFile:
    """`specifiers` are what `%d` and the like stand for."""

    def __init__(self, text: str, specifiers: dict[str, str]) -> None:
        self.path = re.match(r"# (/\S+)\n", text)[1]
        self._settings = re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE)
        self._specifiers = specifiers

    def values(self, key: str) -> list[str]:
        """All that is set by this name, in order."""
        return [re.sub("%.", lambda found: self._specifiers[found[0]], value) for name, value in self._settings if name == key]

    def command(self, key: str) -> list[str]:
        """The one command line of this name."""
        (line,) = self.values(key)
        return shlex.split(line)

    @property
    def credentials(self) -> dict[str, str]:
        """The paths that `LoadCredential=` names, by the credentials' names."""
        return dict(value.split(":", 1) for value in self.values("LoadCredential"))

    @property
    def environment(self) -> dict[str, str]:
        return dict(word.split("=", 1) for value in self.values("Environment") for word in shlex.split(value))
