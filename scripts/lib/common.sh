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

# configure_preset PRESET [CMAKE_ARGUMENT...]
configure_preset() {
  (cd "$ROOT" && cmake --preset "$@")
}

# build_preset PRESET [CMAKE_BUILD_ARGUMENT...]
build_preset() {
  (cd "$ROOT" && "${LAUNCHER[@]}" cmake --build --parallel "$(nproc)" --preset "$@")
}
