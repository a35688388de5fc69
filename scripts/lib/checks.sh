# shellcheck shell=bash
# Counts what passed and what failed over all parts of a test run, and keeps going after a failure.

PASSED=0
FAILED=0
TIMES=()    # that each part took, in words
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

# failed_tests REPORT: the names of the tests that failed, one a line.
failed_tests() {
  sed -n 's/.*<testcase name="\([^"]*\)".* status="fail".*/\1/p' "$1"
}

# output_of_test REPORT TEST: the last 80 lines that a test printed, from ctest's JUnit report.
output_of_test() {
  awk -v head="<testcase name=\"$2\"" 'index($0, head) { inside = 1 } inside; /<\/testcase>/ { inside = 0 }' "$1" |
    sed '1d; $d; s/<[^>]*>//g; s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&apos;/'"'"'/g; s/&amp;/\&/g' | tail -n 80
}

# ctest_once PRESET REPORT [OPTION...]: runs the tests of the preset.
ctest_once() {
  local preset=$1 report=$2
  shift 2
  rm -f "$report"
  (cd "$ROOT" && "${LAUNCHER[@]}" ctest --preset "$preset" --output-junit "$report" "$@")
}

# note_failures NAME PRESET REPORT: counts and notes what failed. A few failures run once more alone, to tell those that
# come of other tests beside them; that changes no count.
note_failures() {
  local name=$1 preset=$2 report=$3 test steady again=$ROOT/build/junit-$1-again.xml most=3
  local tests=()
  readarray -t tests < <(failed_tests "$report")
  rm -f "$again"
  if ((${#tests[@]} > 0 && ${#tests[@]} <= most)); then
    say "$name: running again, alone, what failed"
    ctest_once "$preset" "$again" --rerun-failed || true
  fi
  for test in "${tests[@]}"; do
    steady=
    if [[ -s $again ]] && ! failed_tests "$again" | grep -qxF "$test"; then
      steady=' (passes alone)'
    fi
    FAILURES+=("$name: $test$steady"$'\n'"$(output_of_test "$report" "$test")")
    FAILED=$((FAILED + 1))
  done
}

# run_ctest NAME [PRESET]: runs the tests of the preset, or else of the one with that name, and adds their numbers to the
# sums. Two tests a processor, since most wait more than they compute.
run_ctest() {
  local name=$1 preset=${2-$1} report=$ROOT/build/junit-$1.xml status=0
  say "$name: running the tests"
  ctest_once "$preset" "$report" --parallel $((2 * $(nproc))) || status=$?
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
  say "$name: $((executed - failures)) passed, $failures failed, $((skipped + disabled)) skipped"
  if ((executed == 0)); then
    count_failure "$name: not one test was executed"
  elif ((status != 0 && failures == 0)); then
    count_failure "$name: ctest failed with status $status"
  fi
  note_failures "$name" "$preset" "$report"
}

# Prints what failed, at the end, where it is found, and the sums as the last line; succeeds if nothing failed and
# something passed.
report_sums() {
  if ((FAILED > 0)); then
    printf '\nWhat failed:\n'
    printf '%s\n' "${FAILURES[@]}"
  fi
  if ((${#TIMES[@]} > 0)); then
    say "time: $(printf '%s, ' "${TIMES[@]}" | sed 's/, $//')"
  fi
  printf '%d passed, %d failed\n' "$PASSED" "$FAILED"
  ((FAILED == 0 && PASSED > 0))
}
