# shellcheck shell=bash
# The Debian packages that the scripts need, in one place, and how to install those that are missing.

# Prints the packages for one purpose, one a line.
packages_for() {
  case $1 in
    build)
      printf '%s\n' g++ cmake ninja-build pkg-config ca-certificates curl python3 \
        nlohmann-json3-dev libcli11-dev libssl-dev zlib1g-dev libcpp-httplib-dev libgtest-dev
      ;;
    package) # what packs: CPack comes with cmake
      printf '%s\n' git dpkg-dev binutils xz-utils
      ;;
    lintian)
      printf '%s\n' lintian
      ;;
    demo) # what plays the browser, and what reads the token
      printf '%s\n' curl python3
      ;;
    tests) # the shells that complete, what reads the man page, what watches system calls, what keeps logins
      printf '%s\n' zsh fish mandoc groff-base strace golang-docker-credential-helpers pass gnupg
      ;;
    tidy) # the versions that the tidy preset names: others format and warn differently
      printf '%s\n' clang-14 clang-tidy-14 clang-format-14 shellcheck
      ;;
    clang) # the version that the asan and fuzz presets name
      printf '%s\n' clang-14 libclang-rt-14-dev
      ;;
    node) # people often have it from elsewhere
      printf '%s\n' nodejs npm
      ;;
    browser) # Chromium draws no letter without a font, and does not depend on one
      printf '%s\n' chromium fonts-dejavu-core
      ;;
    interop)
      printf '%s\n' glewlwyd
      ;;
    bench) # what the benchmark watches with, and makes certificates with
      printf '%s\n' binutils strace openssl
      ;;
    oidc-agent) # what the benchmark measures goto-token against
      printf '%s\n' oidc-agent-cli
      ;;
    *)
      complain "no packages are listed for '$1'" && return 1
      ;;
  esac
}

# Prints those of the packages on stdin that are not installed.
missing_packages() {
  local package
  while read -r package; do
    if [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) != installed ]]; then
      printf '%s\n' "$package"
    fi
  done
}

# install_packages PURPOSE: installs what is missing. Uses the network only if something is.
install_packages() {
  local needed missing as_root=()
  needed=$(packages_for "$1") || return 1
  if ! command -v dpkg-query >/dev/null; then
    say "this is not Debian, so nothing is installed; the packages needed are, by Debian's names:" "$needed"
    return 0
  fi
  mapfile -t missing < <(missing_packages <<<"$needed")
  if ((${#missing[@]} == 0)); then
    return 0
  fi
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      complain "packages are missing and there is no sudo; run as root: apt-get install ${missing[*]}"
      return 1
    fi
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  local apt_get=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
  if ! "${apt_get[@]}" update >&2 ||
    ! "${apt_get[@]}" install --no-install-recommends -y "${missing[@]}" >&2; then
    complain "apt-get could not install ${missing[*]}"
    return 1
  fi
}
