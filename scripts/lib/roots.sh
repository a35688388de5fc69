# shellcheck shell=bash
# Bare roots of Debian releases, in which packages are tried as on a new machine: build/roots/RELEASE. Nothing is changed
# in them after they were made: a test sees one through an overlay of its own (tests/package/root.py).

# as_root COMMAND...: only root may make a root, and enter it.
as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    complain "this needs root, and there is no sudo: $*"
    return 1
  fi
}

# The release of Debian that this machine has.
release_of_machine() {
  sed -n 's/^VERSION_CODENAME=//p' /etc/os-release
}

# The mirror from which this machine has its own release. It has the other releases, too.
mirror_of_machine() {
  local mirror
  # shellcheck disable=SC2016 # apt's own variable
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' \
    "Release: $(release_of_machine)" | sed -n 1p)
  if [[ -z $mirror ]]; then
    complain "apt's sources name no mirror of Debian's release '$(release_of_machine)'"
    return 1
  fi
  printf '%s\n' "$mirror"
}

# mirror_has RELEASE
mirror_has() {
  local mirror found=$ROOT/build/roots/InRelease
  mirror=$(mirror_of_machine) && mkdir -p "${found%/*}" && rm -f "$found" &&
    /usr/lib/apt/apt-helper download-file "${mirror%/}/dists/$1/InRelease" "$found" >/dev/null 2>&1
}

# How apt of this machine comes to the network, as lines of its configuration.
network_of_apt() {
  apt-config dump | grep -E '^Acquire::(https?::|Check-Date|Check-Valid-Until|Retries)' || true
}

# make_root RELEASE: makes build/roots/RELEASE, unless it is there, and brings the list of its packages up to date. What it
# prints goes to build/roots/RELEASE.log.
make_root() {
  local root=$ROOT/build/roots/$1
  mkdir -p "${root%/*}" || return 1
  if ! { [[ -f $root.made ]] || bootstrap "$1"; } >"$root.log" 2>&1 ||
    ! in_namespace chroot "$root" apt-get -qq update >>"$root.log" 2>&1; then
    tail -n 20 "$root.log" >&2
    complain "the root of '$1' could not be made"
    return 1
  fi
}

# bootstrap RELEASE: the smallest root with apt. Others than root have to read it, whatever the umask.
bootstrap() (
  umask 022
  local root=$ROOT/build/roots/$1 mirror proxy=
  mirror=$(mirror_of_machine) || return 1
  eval "$(apt-config shell proxy Acquire::http::Proxy)"
  as_root rm -rf --one-file-system "$root" || return 1
  in_namespace env LC_ALL=C ${proxy:+"http_proxy=$proxy"} \
    debootstrap --variant=minbase "$1" "$root" "$mirror" </dev/null &&
    network_of_apt | as_root tee "$root/etc/apt/apt.conf.d/network" &&
    touch "$root.made"
)

# in_namespace COMMAND...: runs it as root, in mounts and processes of its own: should this be killed, none of them stays.
in_namespace() {
  as_root unshare --mount --pid --fork --kill-child "$@"
}
