# shellcheck shell=bash
# What a program for another processor is compiled and linked against, and run with: Debian's packages for that
# processor, unpacked into a folder. The machine's own packages, and what its dpkg knows, stay as they are.

# make_sysroot ARCH: makes build/sysroot-ARCH, unless it holds the newest packages already.
make_sysroot() {
  local sysroot=$ROOT/build/sysroot-$1 apt=$ROOT/build/apt-$1 packages
  set_up_apt "$1" "$apt" || return 1
  packages=$(newest_packages "$1" "$apt") || return 1
  if [[ -f $sysroot/made-of && $(<"$sysroot/made-of") == "$packages" ]]; then
    return 0
  fi
  say "unpacking the packages of $1 into $sysroot"
  # It gets its name when it is whole.
  rm -rf "$sysroot" "$sysroot.new" "$apt/archives"
  download_packages "$apt" &&
    unpack_packages "$sysroot.new" "$apt"/archives/*.deb &&
    make_links_relative "$sysroot.new" &&
    printf '%s\n' "$packages" >"$sysroot.new/made-of" &&
    mv "$sysroot.new" "$sysroot" &&
    rm -rf "$apt/archives"
}

# set_up_apt ARCH FOLDER: an apt of its own, for that architecture and with no package installed, which takes from the
# sources of this machine. The hooks that go are about the machine's own packages. apt's own user is not asked for help:
# the folder may be closed to it.
set_up_apt() {
  local arch=$1 folder=$2
  mkdir -p "$folder/lists/partial" && : >"$folder/status" && cat >"$folder/apt.conf" <<END
APT::Architecture "$arch";
#clear APT::Architectures;
APT::Architectures { "$arch"; };
APT::Sandbox::User "root";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::State "$folder";
Dir::State::status "$folder/status";
Dir::Cache "$folder";
END
}

# apt_install FOLDER OPTION...: what it takes to install the packages of a sysroot, with all that they depend on.
apt_install() {
  local folder=$1 packages
  shift
  mapfile -t packages < <(packages_for sysroot)
  apt-get -qq -y -c "$folder/apt.conf" install --no-install-recommends "$@" "${packages[@]}"
}

# newest_packages ARCH FOLDER: prints the packages and their versions, one a line. An update fails where any one of the
# sources does; what matters is whether the packages are to be had.
newest_packages() {
  apt-get -qq -c "$2/apt.conf" update >&2 || say "going on with the package lists that are there" >&2
  apt_install "$2" --simulate | grep '^Inst ' || {
    complain "the sources of this machine's apt do not have the packages for $1 that goto-token is built with"
    return 1
  }
}

# download_packages FOLDER: downloads them to FOLDER/archives.
download_packages() {
  mkdir -p "$1/archives/partial" && apt_install "$1" --download-only >&2
}

# unpack_packages FOLDER PACKAGE_FILE...: unpacks their files, and what they say about the libraries in them. dpkg-shlibdeps
# reads that from FOLDER/DEBIAN, as if FOLDER were one package.
unpack_packages() {
  local folder=$1 package control
  shift
  # /lib and /usr/lib are the same, and Debian 12's packages use both names.
  mkdir -p "$folder/DEBIAN" "$folder/usr/lib" && ln -s usr/lib "$folder/lib" || return 1
  for package in "$@"; do
    dpkg-deb --fsys-tarfile "$package" | tar -x --no-same-owner --keep-directory-symlink -C "$folder" || return 1
    for control in symbols shlibs; do # most packages have none
      dpkg-deb --info "$package" "$control" >>"$folder/DEBIAN/$control" 2>/dev/null || true
    done
  done
}

# make_links_relative FOLDER: an absolute link in it would lead out of it.
make_links_relative() {
  local folder=$1 link
  while IFS= read -r link; do
    ln --symbolic --relative --force --no-dereference "$folder$(readlink "$link")" "$link" || return 1
  done < <(find "$folder" -type l -lname '/*')
}
