"""A refresh on a full disk loses nothing: room for the new login is taken before anything is sent (contract §9)."""

import os
import resource
import unittest

from support.case import shell
from support.login import LoginTest, first_token_response
from support.scripted_responses import token_response
from support.small_disk import SmallDisk, needs_small_disk
from support.wire_server import Holds


def renewed(number: int, **members: object):
    """The response to a refresh, with a new refresh token."""
    tokens = {"access_token": f"token-{number}", "refresh_token": f"refresh-{number}"}
    return token_response(**tokens | members)


LARGE = "t" * 60_000  # more than any room that may have been taken for a small login


class FullDisk:
    """What happens on a disk that is full; `fill`, `free` and `run_on_full_disk` say how it gets so."""

    def log_in_to(self, *responses):
        self.server = self.authorization_server(first_token_response(expires_in=1), *responses)
        self.log_in(self.server, **self.on_disk)

    def start(self, **options):
        options = {**self.on_disk, **options}
        return self.goto_token_at(self.server, "--non-interactive", quiet=False, **options)

    def held_while_the_disk_gets_full(self, response):
        """The outcome of a run that has sent its refresh when the disk gets full."""
        held = Holds(response.data)
        self.log_in_to(held, renewed(3))
        run = self.start()
        self.assertTrue(held.reached.wait(60))
        self.fill(run)
        held.release()
        return run.wait()

    def test_before_a_refresh_is_told_and_nothing_is_sent(self):
        self.log_in_to(renewed(2))
        self.lose_room_set_aside()
        outcome = self.run_on_full_disk()
        self.assert_error(outcome, 9, str(self.home))
        self.assertIn("goto-token: hint: ", outcome.messages)
        self.assertEqual(len(self.server.token_requests), 1)
        self.free()
        self.assert_token(self.start().wait(), "token-2")
        self.assertEqual(self.server.token_requests[-1].form["refresh_token"], "refresh-1")

    def test_after_a_refresh_was_sent_does_not_keep_the_login_from_being_stored(self):
        response = renewed(2, refresh_token="refresh-2-" + "r" * 200)
        self.assert_token(self.held_while_the_disk_gets_full(response), "token-2")
        self.assert_token(self.start().wait(), "token-2")
        self.assertEqual(len(self.server.token_requests), 2)

    def test_with_a_token_too_large_for_the_room_taken_loses_no_refresh_token(self):
        outcome = self.held_while_the_disk_gets_full(renewed(2, access_token=LARGE))
        self.assertEqual(outcome[:2], (0, f"{LARGE}\n"))
        self.assertRegex(outcome.messages, r"\Agoto-token: warning: .*\n")
        self.free()
        self.assert_token(self.start().wait(), "token-3")
        self.assertEqual(self.server.token_requests[-1].form["refresh_token"], "refresh-2")

    def test_with_a_large_token_loses_no_refresh_token_while_it_stays_full(self):
        outcome = self.held_while_the_disk_gets_full(renewed(2, access_token=LARGE))
        self.assertEqual(outcome[:2], (0, f"{LARGE}\n"))
        self.run_on_full_disk()
        for request in self.server.token_requests[2:]:
            self.assertNotEqual(request.form["refresh_token"], "refresh-1")
        self.free()
        self.assertEqual(self.start().wait()[:2], (0, "token-3\n"))
        self.assertEqual(self.server.token_requests[-1].form["refresh_token"], "refresh-2")


@needs_small_disk
class TemporaryFileSystem(FullDisk, LoginTest):
    def setUp(self):
        super().setUp()
        self.disk = SmallDisk(self.home)
        self.addCleanup(self.disk.close)
        self.on_disk = {"wrapper": self.disk.wrapper}

    def test_does_not_stop_refreshes_for_which_room_was_set_aside(self):
        self.log_in_to(*(renewed(number, expires_in=1) for number in range(2, 7)))
        self.disk.fill()
        for number in range(2, 7):
            self.assertEqual(self.start().wait(), (0, f"token-{number}\n", ""))
            self.disk.fill()
        self.assertEqual(self.server.token_requests[-1].form["refresh_token"], "refresh-5")

    def test_is_no_reason_for_status_and_doctor_while_there_is_room_set_aside(self):
        self.log_in_to(renewed(2))
        self.disk.fill()
        self.assertEqual(self.goto_token_at(self.server, "status", **self.on_disk).wait().exit_code, 0)
        self.lose_room_set_aside()
        self.disk.fill()
        for command, exit_code in (("status", 10), ("doctor", 9)):
            outcome = self.goto_token_at(self.server, command, **self.on_disk).wait()
            self.assertEqual(outcome.exit_code, exit_code, outcome)
            self.assertIn("No space left on device", outcome.stdout)

    def lose_room_set_aside(self) -> None:
        (lock,) = self.disk.folder.rglob("*.lock")
        os.truncate(lock, 0)

    def fill(self, _run) -> None:
        self.disk.fill()

    def free(self) -> None:
        self.disk.free()

    def run_on_full_disk(self):
        self.disk.fill()
        return self.start().wait()


class LargestFile(FullDisk, LoginTest):
    """A limit of the process stands for the disk: no file may grow. What has its room can still be written."""

    on_disk: dict = {}

    def fill(self, run) -> None:
        (unfinished,) = self.store.glob("*.new")
        taken = unfinished.stat().st_size
        resource.prlimit(run.pid, resource.RLIMIT_FSIZE, (taken, taken))

    def free(self) -> None:
        pass

    def lose_room_set_aside(self) -> None:
        pass  # it is another file, and none may grow

    def run_on_full_disk(self):
        return self.start(wrapper=shell('ulimit -f 0 && exec "$@"')).wait()


if __name__ == "__main__":
    unittest.main()
