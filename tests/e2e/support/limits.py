"""The one time limit of these tests. It only ends what hangs: no test measures with it."""

SECONDS = 60.0
