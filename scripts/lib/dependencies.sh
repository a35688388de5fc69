# shellcheck shell=bash
# Which Debian packages a program needs, for the Depends of its own package.

# shared_library_dependencies ARCH PROGRAM...: prints them, with versions, as dpkg-shlibdeps computes them from the
# symbols that the programs use. It wants a source package's folder, with the programs where they are packed. For
# arm64, it reads of the sysroot's libraries.
shared_library_dependencies() {
  local arch=$1 sysroot=$ROOT/build/sysroot-$1 libraries=() folder depends status=0
  shift
  if [[ $arch != amd64 ]]; then
    libraries=("-S$sysroot")
  fi
  folder=$(mktemp -d)
  mkdir -p "$folder/debian/goto-token/DEBIAN"
  cp "$@" "$folder/debian/goto-token"
  printf 'Source: goto-token\n\nPackage: goto-token\nArchitecture: %s\n' "$arch" >"$folder/debian/control"
  depends=$(cd "$folder" && DEB_HOST_ARCH=$arch dpkg-shlibdeps "${libraries[@]}" -O debian/goto-token/goto-*) || status=$?
  rm -rf "$folder"
  ((status == 0)) || return "$status"
  depends=${depends#shlibs:Depends=}
  # Packed relocations need a newer libc than any symbol tells.
  if [[ $(readelf --version-info "$@") == *GLIBC_ABI_DT_RELR* && $depends =~ (.*libc6\ \(\>=\ )[0-9.]+(.*) ]]; then
    depends=${BASH_REMATCH[1]}2.36${BASH_REMATCH[2]}
  fi
  printf '%s\n' "$depends"
}
