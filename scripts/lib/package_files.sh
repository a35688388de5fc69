# shellcheck shell=bash
# Lays out the files of the packages, and packs them. The script sets ROOT, OUTPUT and SOURCE_DATE_EPOCH.

# make_debian_package ARCH VERSION BUILD_FOLDER
make_debian_package() {
  local arch=$1 version=$2 build=$3 depends
  local stage=$build/debian documents=$build/debian/usr/share/doc/goto-token
  rm -rf "$stage" "$build/cpack"
  install_programs "$build" "$stage/usr"
  (cd "$build" && DESTDIR=$stage cmake --install . --component mock --strip >>build.log)
  gzip -9n "$stage"/usr/share/man/man1/*.1
  write_documents "$documents" nlohmann-json3-dev libcli11-dev libcpp-httplib-dev
  python3 "$ROOT/scripts/lib/debian_changelog.py" "$ROOT/CHANGELOG.md" "$version" "$SOURCE_DATE_EPOCH" |
    gzip -9n >"$documents/changelog.gz"
  install -D -m 644 "$ROOT/.env.example" "$documents/examples/env.example"
  install -D -m 644 "$ROOT/share/lintian/goto-token" "$stage/usr/share/lintian/overrides/goto-token"
  depends=$(shared_library_dependencies "$arch" "$stage"/usr/bin/*)
  (cd "$build" && cpack -G DEB --config "$ROOT/cmake/packaging.cmake" -B "$build/cpack" \
    -D CPACK_PACKAGE_VERSION="$version" -D CPACK_DEBIAN_PACKAGE_ARCHITECTURE="$arch" \
    -D CPACK_DEBIAN_PACKAGE_DEPENDS="$depends" -D CPACK_INSTALLED_DIRECTORIES="$stage;/") >>"$build/build.log"
  mv "$build/cpack/goto-token_${version}_$arch.deb" "$OUTPUT/"
}

# make_tarball ARCH VERSION BUILD_FOLDER
make_tarball() {
  local name=goto-token-$2-linux-$1 build=$3
  local stage=$build/tarball documents=$build/tarball/share/doc/goto-token
  rm -rf "$stage"
  install_programs "$build" "$stage"
  gzip -9n "$stage"/share/man/man1/*.1
  write_documents "$documents" libssl-dev zlib1g-dev nlohmann-json3-dev libcli11-dev
  install -m 644 "$ROOT/CHANGELOG.md" "$ROOT/README.md" "$documents"
  install -m 644 "$ROOT/.env.example" "$documents/env.example"
  tar --create --directory="$stage" --transform="s,^\.,$name," --sort=name --format=ustar --mtime="@$SOURCE_DATE_EPOCH" \
    --owner=0 --group=0 --numeric-owner . | gzip -9n >"$OUTPUT/$name.tar.gz"
}

# install_programs BUILD_FOLDER PREFIX: goto-token, its manual page and completions.
install_programs() {
  (cd "$1" && cmake --install . --component Unspecified --strip --prefix "$2" >>build.log)
}

# write_documents FOLDER PACKAGE...: our copyright, and those of what is linked in: the C++ library, and what the Debian
# packages hold.
write_documents() {
  local folder=$1 package
  shift
  mkdir -p "$folder"
  print_copyright >"$folder/copyright"
  for package in "libstdc++-$(g++ -dumpversion)-dev" "$@"; do
    printf '==== From Debian'\''s %s:\n\n' "$package"
    cat "/usr/share/doc/$package/copyright"
    printf '\n'
  done >"$folder/third-party-licences"
  if grep -q common-licenses/Apache-2.0 "$folder/third-party-licences"; then
    printf '==== Apache-2.0, which is named above:\n\n'
    cat /usr/share/common-licenses/Apache-2.0
  fi >>"$folder/third-party-licences"
}

# Prints LICENSE in Debian's machine-readable format.
print_copyright() {
  cat <<'END'
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: goto-token
Comment: Software of others is linked in: the file third-party-licences has its terms.

Files: *
END
  sed -n 's/^Copyright (c) /Copyright: /p' "$ROOT/LICENSE"
  printf 'License: Expat\n'
  sed -e '1,/^Copyright/d' -e 's/^$/./' -e 's/^/ /' "$ROOT/LICENSE" | sed 1d
}
