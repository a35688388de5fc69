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

# configure_preset PRESET FOLDER [CMAKE_ARGUMENT...]
configure_preset() {
  local preset=$1 folder=$2
  shift 2
  (cd "$ROOT" && cmake --preset "$preset" -B "$folder" "$@")
}

# build_folder FOLDER [CMAKE_BUILD_ARGUMENT...]
build_folder() {
  local folder=$1
  shift
  "${LAUNCHER[@]}" cmake --build "$folder" --parallel "$(nproc)" "$@"
}
