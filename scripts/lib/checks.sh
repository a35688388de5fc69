# shellcheck shell=bash
# Counts what passed and what failed over all parts of a test run, and keeps going after a failure.

PASSED=0
FAILED=0
FAILURES=() # what failed, as a person would look for it

# Counts one check that failed.
count_failure() {
  FAILED=$((FAILED + 1))
  FAILURES+=("$*")
  complain "$*"
}

# check NAME COMMAND...: one check, passed if the command succeeds.
check() {
  local name=$1
  shift
  say "$name"
  if "$@"; then
    PASSED=$((PASSED + 1))
  else
    count_failure "$name failed"
  fi
}

# require NAME COMMAND...: something the next checks need. It counts only if it fails.
require() {
  local name=$1
  shift
  say "$name"
  "$@" || { count_failure "$name failed" && return 1; }
}

# Prints a number from the head of ctest's JUnit report, 0 if it is not there.
junit_number() {
  local report=$1 attribute=$2 number
  number=$(sed -n "/<testcase/q;s/.*[[:space:]]$attribute=\"\([0-9]*\)\".*/\1/p" "$report")
  printf '%d\n' "${number:-0}"
}

# note_failed_tests NAME REPORT: remembers which tests failed, each with the end of what it printed.
note_failed_tests() {
  local name=$1 report=$2 test
  while IFS= read -r test; do
    FAILURES+=("$name: $test"$'\n'"$(output_of_test "$report" "$test")")
  done < <(sed -n 's/.*<testcase name="\([^"]*\)".* status="fail".*/\1/p' "$report")
}

# output_of_test REPORT TEST: the last 80 lines that a test printed, from ctest's JUnit report.
output_of_test() {
  awk -v head="<testcase name=\"$2\"" 'index($0, head) { inside = 1 } inside; /<\/testcase>/ { inside = 0 }' "$1" |
    sed '1d; $d; s/<[^>]*>//g; s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&apos;/'"'"'/g; s/&amp;/\&/g' | tail -n 80
}

# run_ctest NAME [PRESET]: runs the tests of the preset, or else of the one with that name, and adds their numbers to the
# sums. Two tests a processor, since most wait more than they compute.
run_ctest() {
  local name=$1 preset=${2-$1} report=$ROOT/build/junit-$1.xml status=0
  rm -f "$report"
  say "$name: running the tests"
  (cd "$ROOT" && "${LAUNCHER[@]}" ctest --preset "$preset" --parallel $((2 * $(nproc))) --output-junit "$report") ||
    status=$?
  if [[ ! -s $report ]]; then
    count_failure "$name: ctest left no report"
    return
  fi
  local tests failures skipped disabled executed
  tests=$(junit_number "$report" tests)
  failures=$(junit_number "$report" failures)
  skipped=$(junit_number "$report" skipped)
  disabled=$(junit_number "$report" disabled)
  executed=$((tests - skipped - disabled))
  PASSED=$((PASSED + executed - failures))
  FAILED=$((FAILED + failures))
  note_failed_tests "$name" "$report"
  say "$name: $((executed - failures)) passed, $failures failed, $((skipped + disabled)) skipped"
  if ((executed == 0)); then
    count_failure "$name: not one test was executed"
  elif ((status != 0 && failures == 0)); then
    count_failure "$name: ctest failed with status $status"
  fi
}

# Prints what failed, at the end, where it is found, and the sums as the last line; succeeds if nothing failed and
# something passed.
report_sums() {
  if ((FAILED > 0)); then
    printf '\nWhat failed:\n'
    printf '%s\n' "${FAILURES[@]}"
  fi
  printf '%d passed, %d failed\n' "$PASSED" "$FAILED"
  ((FAILED == 0 && PASSED > 0))
}
