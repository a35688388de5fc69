# shellcheck shell=bash
# The parts of scripts/test. Each counts its checks and returns 0 even if they fail: the next part is to run.

# build_tests NAME [PRESET]: builds the preset, or else the one with that name. Where a program that the tests run is
# missing, those tests are skipped: that counts as a failure, and the rest still runs.
build_tests() {
  local name=$1 preset=${2-$1}
  require "$name: installing what the tests run" install_packages tests || true
  require "$name: configuring" configure_preset "$preset" || return 1
  require "$name: building" build_preset "$preset"
}

test_dev() {
  build_tests dev || return 0
  run_ctest dev
}

# Also the proof that clang, too, compiles every file without a warning; for the one that sanitizers leave out, the tidy
# part is.
test_asan() {
  require "asan: installing clang" install_packages clang || return 0
  # CMake drops the preset's other settings, sanitizers too, where it finds a folder of another compiler.
  if ! grep --quiet --no-messages '^CMAKE_CXX_COMPILER:.*clang' "$ROOT/build/asan/CMakeCache.txt"; then
    rm -rf "$ROOT/build/asan"
  fi
  keep_addresses_in_place
  if build_tests asan; then
    run_ctest asan
  fi
  LAUNCHER=()
}

# gcc 12's ThreadSanitizer and clang 14's AddressSanitizer fail where the kernel randomizes more than 28 bits of an
# address.
keep_addresses_in_place() {
  if setarch -R true 2>/dev/null; then
    LAUNCHER=(setarch -R)
  fi
}

# What has only one thread has no race: tests/CMakeLists.txt says which end-to-end tests have more.
test_tsan() {
  keep_addresses_in_place
  if build_tests tsan; then
    run_ctest tsan
  fi
  LAUNCHER=()
}

# What people install: optimised, where the compiler sees more. Only whole runs count here.
test_release() {
  build_tests release ci-release || return 0
  run_ctest release ci-release
  check "release: a plain build leaves tests out without GoogleTest" configure_without GTest
  check "release: a plain build leaves tests out without Python" configure_without Python3
}

# configure_without PACKAGE: configures as a user does, without a preset, where PACKAGE is not installed. Nothing is
# built: the same files are built above. Ninja is named, because make need not be installed.
configure_without() {
  local folder=$ROOT/build/plain
  local commands=$folder/compile_commands.json output
  rm -rf "$folder"
  output=$(cmake -S "$ROOT" -B "$folder" -G Ninja "-DCMAKE_DISABLE_FIND_PACKAGE_$1=ON" 2>&1) &&
    grep -q "^-- Tests are left out: $1 was not found" <<<"$output" &&
    grep -q '^CMAKE_BUILD_TYPE:.*=Release$' "$folder/CMakeCache.txt" &&
    grep -q '/src/main\.cpp' "$commands" &&
    ! grep -E -e '-Werror|/tests/(unit|fuzz|interop)/' "$commands" &&
    return 0
  printf '%s\n' "$output"
  return 1
}

# clang-tidy reads what people install, and builds nothing. It takes several times as long as a compiler, mostly for the
# libraries' headers, so tests are left to both compilers' warnings.
test_tidy() {
  require "tidy: installing its packages" install_packages tidy || return 0
  require "tidy: configuring" configure_preset tidy || return 0
  check "tidy: clang-tidy" run-clang-tidy-14 -quiet -p "$ROOT/build/tidy" -j "$(nproc)"
  check "tidy: clang-format" check_format
  check "tidy: shellcheck" check_scripts
}

check_format() {
  find "$ROOT/include" "$ROOT/src" "$ROOT/tests" -name node_modules -prune -o \
    \( -name '*.cpp' -o -name '*.hpp' \) -print0 | xargs -0 clang-format-14 --dry-run -Werror
}

# The commands, each with the libraries it sources.
check_scripts() {
  (cd "$ROOT" && grep --recursive --files-with-matches --null '^#!.*bash$' scripts .ci |
    xargs -0 shellcheck --external-sources --check-sourced)
}

# test_fuzz SECONDS: fuzzes one target after the other, each for that long.
test_fuzz() {
  local folder=$ROOT/build/fuzz program
  require "fuzz: installing its packages" install_packages clang || return 0
  require "fuzz: configuring" configure_preset fuzz || return 0
  keep_addresses_in_place
  if require "fuzz: building" build_preset fuzz; then
    for program in "$folder"/tests/fuzz/*_fuzz; do
      check "fuzz: ${program##*/} for $1 s" fuzz_target "$program" "$folder" "$1"
    done
  fi
  LAUNCHER=()
}

# fuzz_target PROGRAM FOLDER SECONDS: what it finds goes below FOLDER: new inputs into found/NAME, those that fail into
# failed/NAME. It starts from both, and from the corpus.
fuzz_target() {
  local program=$1 folder=$2 name options=()
  name=$(basename "$program" _fuzz)
  local dictionary=$ROOT/tests/fuzz/dictionaries/$name.dict
  if [[ -f $dictionary ]]; then
    options+=("-dict=$dictionary")
  fi
  mkdir -p "$folder/found/$name" "$folder/failed/$name"
  "${LAUNCHER[@]}" "$program" -max_total_time="$3" -max_len=4096 -timeout=20 -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="$folder/failed/$name/" "${options[@]}" \
    "$folder/found/$name" "$folder/failed/$name" "$ROOT/tests/fuzz/corpus/$name"
}

test_interop() {
  require "interop: installing node and the servers" install_servers "$ROOT/tests/interop" || return 0
  require "interop: configuring" configure_preset interop || return 0
  require "interop: building" build_preset interop || return 0
  run_ctest interop
}

install_servers() {
  local folder=$1 name
  install_node || return 1
  install_packages interop || say "interop: going on without glewlwyd, whose tests are skipped"
  for name in oidc_provider oauth2_mock_server express_oauth_server dotenv workflow_parser; do
    install_npm_packages "$folder/$name" || return 1
  done
}

test_browser() {
  require "browser: installing Chromium, node and what drives it" install_browser || return 0
  require "browser: configuring" configure_preset browser || return 0
  require "browser: building" build_preset browser || return 0
  run_ctest browser
}

install_browser() {
  install_packages browser && install_node && install_npm_packages "$ROOT/tests/browser"
}

# What comes from npm requires node 20 at least. People often have that from elsewhere; Debian 12's own is older, but its
# npm can fetch a newer one.
install_node() {
  local folder=$ROOT/tests/interop/node
  if has_node 20; then
    return 0
  fi
  has_node 18 || install_packages node || return 1
  install_npm_packages "$folder" || return 1
  local newer=("$folder"/node_modules/node-linux-*/bin)
  PATH=${newer[0]}:$PATH
}

# has_node MAJOR: is there an npm, and a node of that version or later?
has_node() {
  command -v npm >/dev/null &&
    node -e "process.exit(process.versions.node.split('.')[0] >= $1 ? 0 : 1)" 2>/dev/null
}

# Installs what a folder's package-lock.json names, to the byte, unless that is there already.
install_npm_packages() {
  local folder=$1
  if [[ $folder/node_modules/.package-lock.json -nt $folder/package-lock.json ]]; then
    return 0
  fi
  npm ci --prefix "$folder" --no-audit --no-fund
}
