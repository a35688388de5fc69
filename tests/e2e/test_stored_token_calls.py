"""A stored, valid token comes out without network, set-up of TLS or more files than it takes (contract §9).

The yardstick is `--version`: the same program, with whatever its libraries do when they are loaded."""

import re
import unittest

from support.login import LoginTest, first_token_response
from support.program import is_sanitized
from support.system_calls import ENVIRONMENT, Trace, needs_strace

_CHANGING = "flock,fcntl,openat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,fsync,write"


@needs_strace
class ValidToken(LoginTest):
    def setUp(self):
        super().setUp()
        self.server = self.authorization_server(first_token_response())
        self.log_in(self.server)

    def traced(self, calls: str, *arguments: str) -> list[str]:
        """The system calls of a run that prints the stored token, or does what the arguments say."""
        trace = Trace(self.root / "trace", calls)
        outcome = self.run_at(self.server, *arguments, wrapper=trace.wrapper, environment=ENVIRONMENT)
        self.assertEqual((outcome.exit_code, outcome.stdout == "token-1\n"), (0, not arguments), outcome.messages)
        return trace.calls()

    def test_takes_no_socket(self):
        self.assertEqual(self.traced("%network"), self.traced("%network", "--version"))

    def test_takes_no_thread_and_no_other_process(self):
        made, by_itself = (
            [call for call in self.traced("%process", *arguments) if re.match("clone|fork|vfork", call)]
            for arguments in ((), ("--version",))
        )
        self.assertEqual(len(made), len(by_itself))

    def opened(self, *arguments: str) -> list[str]:
        """The files and folders that a run opens, in order."""
        paths = (re.search(r'"([^"]*)".* = \d', call) for call in self.traced("open,openat,openat2", *arguments))
        return [path[1] for path in paths if path and not path[1].startswith(("/proc/", "/sys/"))]

    def test_takes_its_file_and_the_folder_around_it_alone(self):
        by_itself = self.opened("--version")
        self.assertEqual(self.opened(), [*by_itself, str(self.store), self.login_file.name])

    @unittest.skipIf(is_sanitized(), "sanitizers load libraries of their own")
    def test_loads_libc_alone_and_does_not_set_up_openssl(self):
        loader, libc, *others = self.opened()
        self.assertEqual((loader, libc.rsplit("/", 1)[-1]), ("/etc/ld.so.cache", "libc.so.6"))
        # OpenSSL would read its openssl.cnf.
        self.assertEqual(others, [str(self.store), self.login_file.name])

    def test_takes_no_lock_and_writes_the_token_alone(self):
        by_itself = set(self.traced(_CHANGING, "--version"))
        calls = [call for call in self.traced(_CHANGING) if call not in by_itself]
        locking = re.compile("flock|rename|unlink|mkdir|fsync|fcntl.*F_(OFD_)?SETLK")
        self.assertEqual([call for call in calls if locking.match(call)], [])
        self.assertEqual([call for call in calls if self.home.name in call and "O_RDONLY" not in call], [])
        # Sanitizers write into pipes of their own; anything else but stderr is the program's.
        written = r"write\(1," if is_sanitized() else r"write\((?!2,)"
        self.assertEqual([call for call in calls if re.match(written, call)], [r'write(1, "token-1\n", 8) = 8'])


if __name__ == "__main__":
    unittest.main()
