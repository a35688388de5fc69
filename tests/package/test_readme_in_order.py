"""README.md on a new machine: what it says to type is typed, from top to bottom, by a person who is not root."""

import functools
import http.server
import re
import subprocess
import unittest

from package_case import MADE, PackageTest
from root import PERSON, PROJECT
from support import dialogue, http_client, limits
from support.recipe import Api, read_recipes
from support.serving import serving
from support.terminal import Terminal, wait_until

BLOCKS = read_recipes("README.md")
# The block that README begins with needs what the rest explains: it is typed once that is there.
FIRST, SET_UP = "first token", "set up"
CLONE = "from a clone"
SECRET, PERSONAL_ACCESS_TOKEN = "/run/secrets/goto", "/run/secrets/goto-pat"
# Stands for docker, where there is none: runs the command as the container would.
DOCKER = '#!/bin/sh\nwhile [ "$1" != goto-token ]; do shift; done\nexec "$@"\n'
REPORT = '#!/bin/sh\ntest -n "$GOTO_ACCESS_TOKEN"\n'


class Downloads(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def in_order() -> list[str]:
    names = [name for name in BLOCKS if name != FIRST]
    names.insert(names.index(SET_UP) + 1, FIRST)
    return names


class Readme(PackageTest):
    def setUp(self) -> None:
        super().setUp()
        self.root.apt_get("install --no-install-recommends sudo curl ca-certificates python3")
        self.root.run(f"echo '{PERSON} ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/{PERSON}", "root")
        self.root.run("echo 'APT::Get::Assume-Yes \"true\";' >/etc/apt/apt.conf.d/yes", "root")
        self.environment = {
            "BROWSER": "curl -sSLo /dev/null",
            "RELEASE": self.enterContext(serving(functools.partial(Downloads, directory=MADE / "packages"))),
            "API": self.enterContext(serving(Api)) + "/",
        }
        self.special = {CLONE: self.work_in_a_clone, SET_UP: self.answer_the_questions, "paste": self.paste}

    def write(self, place: str, text: str, mode: str) -> None:
        self.root.run(f"mkdir -p $(dirname {place}); printf %s '{text}' >{place}; chmod {mode} {place};"
                      f" chown {PERSON} {place}", "root")  # fmt: skip

    def work_in_a_clone(self, block: str) -> None:
        """The demo takes what is installed. What else a clone is for, this part and the others do."""
        demo, *others = (line.partition("#")[0].strip() for line in block.splitlines())
        self.assertEqual((demo, others), ("scripts/demo", ["scripts/package", "scripts/test"]))
        archive = MADE / "clone.tar"
        subprocess.run(["git", "-C", PROJECT, "archive", f"--output={archive}", "HEAD"], check=True)
        self.root.put(archive, "clone/clone.tar", PERSON)
        self.root.run("cd clone && tar -xf clone.tar && scripts/demo")

    def answer_the_questions(self, block: str) -> None:
        settings = dict(line.split("=", 1) for line in self.start_server().splitlines() if re.match("[A-Z_]+=", line))
        self.write(SECRET, settings["OAUTH_CLIENT_SECRET"], "600")
        self.write(PERSONAL_ACCESS_TOKEN, "made-up-personal-access-token", "600")
        self.write(f"/home/{PERSON}/report.py", REPORT, "755")
        self.write("/usr/local/bin/docker", DOCKER, "755")
        terminal = Terminal()
        self.addCleanup(terminal.close)
        run = subprocess.Popen([*self.root.command(NO_COLOR="1"), "bash", "-euc", block], start_new_session=True,
                               stdin=terminal.device, stdout=subprocess.DEVNULL, stderr=terminal.device)  # fmt: skip
        self.addCleanup(run.wait, limits.SECONDS)
        self.addCleanup(run.kill)
        shown = ""
        for question, answer in {
            dialogue.SERVICE: settings["OAUTH_SERVICE_URL"],
            dialogue.CLIENT_ID: settings["OAUTH_CLIENT_ID"],
            dialogue.SECRET: settings["OAUTH_CLIENT_SECRET"],
            dialogue.REDIRECT_URI: settings["OAUTH_REDIRECT_URI"],
            dialogue.SCOPES: "messaging.v1.send",
        }.items():

            def is_asked(question=question) -> bool:
                nonlocal shown
                shown += terminal.shown.replace("\r\n", "\n")
                return shown.endswith(question)

            wait_until(is_asked)
            terminal.type(answer + "\r")
        self.assertEqual(run.wait(limits.SECONDS), 0, shown)

    def paste(self, block: str) -> None:
        run = subprocess.Popen([*self.root.command(**{**self.environment, "BROWSER": "none"}), "bash", "-euc", block],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip
        self.addCleanup(run.wait, limits.SECONDS)
        self.addCleanup(run.kill)
        url = next(line.strip() for line in run.stderr if line.strip().startswith("http"))
        _, messages = run.communicate(http_client.send(url).headers["Location"] + "\n", limits.SECONDS)
        self.assertEqual(run.returncode, 0, messages)

    def test_every_block_works_in_the_order_in_which_they_stand(self):
        for name in in_order():
            with self.subTest(block=name):
                if name in self.special:
                    self.special[name](BLOCKS[name])
                else:
                    self.root.run(BLOCKS[name], limit=3 * limits.SECONDS, **self.environment)


class Text(unittest.TestCase):
    def test_no_block_is_without_a_mark(self):
        text = (PROJECT / "README.md").read_text(encoding="utf-8")
        self.assertEqual(len(re.findall(r"^ *```\w+$", text, re.MULTILINE)), len(BLOCKS))


if __name__ == "__main__":
    unittest.main()
