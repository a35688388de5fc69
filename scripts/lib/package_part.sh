# shellcheck shell=bash
# The part of scripts/test that proves the packages. They are made of what is committed, in clones of this checkout below
# build/package-tests; tests/package installs and uses them in bare roots of Debian.

test_package() {
  local folder=$ROOT/build/package-tests roots architecture
  require "package: installing what makes roots" install_packages roots || return 0
  require "package: installing what judges packages" install_packages lintian || return 0
  if [[ -n $(git -C "$ROOT" status --porcelain) ]]; then
    say "package: changes that are not committed do not count"
  fi
  rm -rf "$folder"
  architecture=$(dpkg --print-architecture)
  if [[ $architecture == amd64 ]]; then # from there, packages are made for both
    architecture=all
    require "package: making the sysroot, in which programs for arm64 are run, too" make_sysroot arm64 || return 0
  fi
  make_roots </dev/null &
  roots=$!
  check "package: packing the commit before, and this one upon it" pack_upon_the_commit_before "$folder" "$architecture"
  check "package: packing this commit once more, elsewhere" pack_elsewhere "$folder" "$architecture"
  require "package: making the roots" wait "$roots" || return 0
  require "package: configuring" configure_preset package-tests || return 0
  require "package: building what the tests sign in at" build_preset package-tests || return 0
  run_ctest package package-tests
}

# Another release of Debian than this machine's is tried if there is one to be had.
make_roots() {
  local release other=trixie
  release=$(release_of_machine)
  [[ $release != "$other" ]] || other=bookworm
  make_root "$release" || return 1
  if mirror_has "$other"; then
    make_root "$other"
  else
    say "package: the mirror has no $other, so the tarball is tried in no other release"
  fi
}

# make_clone FOLDER: the commit that is checked out here, without what is not committed.
make_clone() {
  git init --quiet "$1" &&
    git -C "$1" fetch --quiet --update-shallow "$ROOT" HEAD &&
    git -C "$1" checkout --quiet FETCH_HEAD
}

# pack_upon_the_commit_before FOLDER ARCH: makes FOLDER/before, the package to upgrade from, and then FOLDER/packages, for
# which only what has changed since is compiled. It takes the sysroot of this checkout; the other clone makes its own.
pack_upon_the_commit_before() {
  local clone=$1/clone
  make_clone "$clone" && mkdir "$clone/build" || return 1
  if [[ $2 == all ]]; then
    ln -s "$ROOT/build/sysroot-arm64" "$clone/build/" || return 1
  fi
  if git -C "$clone" cat-file -e FETCH_HEAD~1:scripts/package 2>/dev/null; then
    git -C "$clone" checkout --quiet FETCH_HEAD~1 || return 1
  else
    say "package: the commit before is not there, or made no packages; a snapshot of this one stands for it"
  fi
  "$clone/scripts/package" --snapshot --output "$1/before" &&
    git -C "$clone" checkout --quiet FETCH_HEAD &&
    "$clone/scripts/package" --arch "$2" --output "$1/packages"
}

# pack_elsewhere FOLDER ARCH: makes FOLDER/again, in another folder, by another person, who compiles everything.
pack_elsewhere() (
  local clone="$1/another place/of another name"
  mkdir -p "$clone" && make_clone "$clone" || return 1
  umask 077
  export TZ=Asia/Kathmandu LANG=tr_TR.UTF-8 LC_ALL= USER=another CCACHE_DIR=$1/ccache
  "$clone/scripts/package" --arch "$2" --output "$1/again"
)
