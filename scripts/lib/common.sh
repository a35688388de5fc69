# shellcheck shell=bash
# What every script shares: talking to people, and building. The script sets ROOT, the project's folder.

# A command that starts the build and the tests, such as `setarch -R`, or nothing.
LAUNCHER=()

say() {
  printf '%s: %s\n' "${0##*/}" "$*"
}

complain() {
  printf '%s: error: %s\n' "${0##*/}" "$*" >&2
}

# The version of this tree, from the one place where it stands.
project_version() {
  sed -n 's/^project(.* VERSION \([0-9.]*\) .*/\1/p' "$ROOT/CMakeLists.txt"
}

# configure_preset PRESET [CMAKE_ARGUMENT...]
configure_preset() {
  (cd "$ROOT" && cmake --preset "$@")
}

# build_preset PRESET [CMAKE_BUILD_ARGUMENT...]
build_preset() {
  (cd "$ROOT" && "${LAUNCHER[@]}" cmake --build --parallel "$(nproc)" --preset "$@")
}

# build_with_progress LOG PRESET [CMAKE_BUILD_ARGUMENT...]: builds the preset and says how far it is. What the compilers
# print goes to LOG; its end is shown if the build fails.
build_with_progress() {
  local log=$1
  shift
  if ! NINJA_STATUS='[%f/%t] ' build_preset "$@" 2>&1 | tee "$log" | show_progress; then
    complain "the build failed; the end of $log:"
    tail -n 30 "$log" | sed 's/^/    /' >&2
    return 1
  fi
}

# Reads what ninja prints. On a terminal, one line is written again and again; elsewhere there is a line every tenth.
show_progress() {
  local line finished total tenths shown=0
  while IFS= read -r line; do
    [[ $line =~ ^\[([0-9]+)/([0-9]+)\]\  ]] || continue
    finished=${BASH_REMATCH[1]} total=${BASH_REMATCH[2]}
    tenths=$((finished * 10 / total))
    if [[ -t 1 ]]; then
      printf '\r\033[K%s: building [ %d/%d ] ' "${0##*/}" "$finished" "$total"
    elif ((tenths > shown)); then
      say "building: $((tenths * 10)) %"
    fi
    shown=$tenths
  done
  if [[ -t 1 && -n ${total-} ]]; then
    printf '\n'
  fi
}
