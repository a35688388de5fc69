"""Documents that name the tests which show what they say: `test_file`, `test_file.Case` or `test_file.Case.test_name`."""

import re
import unittest

TEST_NAME = re.compile(r"`(test_\w+(?:\.\w+)*)`")


def missing_tests(text: str) -> list[str]:
    """The names in the text under which no test of this folder is found."""
    return [name for name in TEST_NAME.findall(text) if not is_test(name)]


def is_test(name: str) -> bool:
    loader = unittest.TestLoader()
    return loader.loadTestsFromName(name).countTestCases() > 0 and not loader.errors
