# shellcheck shell=bash
# Which Debian packages a program needs, for the Depends of its own package.

# shared_library_dependencies ARCH PROGRAM...: prints them, with versions, as dpkg-shlibdeps computes them from the
# symbols that the programs use. It wants a source package's folder, with the programs where they are packed.
shared_library_dependencies() {
  local arch=$1 folder substitutions status=0
  shift
  folder=$(mktemp -d)
  mkdir -p "$folder/debian/goto-token/DEBIAN"
  cp "$@" "$folder/debian/goto-token"
  printf 'Source: goto-token\n\nPackage: goto-token\nArchitecture: %s\n' "$arch" >"$folder/debian/control"
  substitutions=$(cd "$folder" && dpkg-shlibdeps -O debian/goto-token/goto-*) || status=$?
  rm -rf "$folder"
  if needs_packed_relocations "$@"; then
    substitutions=$(sed 's/\(libc6 (>=\) [0-9.]*)/\1 2.36)/' <<<"$substitutions")
  fi
  sed -n 's/^shlibs:Depends=//p' <<<"$substitutions"
  return "$status"
}

# needs_packed_relocations PROGRAM...: does one need a libc that unpacks relocations? No symbol tells dpkg-shlibdeps.
needs_packed_relocations() {
  readelf --version-info "$@" | grep -q GLIBC_ABI_DT_RELR
}
