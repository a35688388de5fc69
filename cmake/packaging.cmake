# What CPack is told of the Debian package. scripts/package lays the files out and starts CPack with this file; it adds
# what depends on the build: version, architecture, dependencies and the folder of the files.
set(CPACK_PACKAGE_NAME goto-token)
set(CPACK_PACKAGE_FILE_NAME goto-token) # that of the folder it works in
set(CPACK_PACKAGE_VENDOR "The goto-token authors")
set(CPACK_PACKAGING_INSTALL_PREFIX /)
set(CPACK_STRIP_FILES OFF) # scripts/package has stripped them
set(CPACK_DEBIAN_PACKAGE_NAME goto-token)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "The goto-token authors <goto-token@users.noreply.github.com>")
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS ca-certificates)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "xdg-utils | www-browser")
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "get an OAuth 2.0 access token on the command line")
set(CPACK_PACKAGE_DESCRIPTION "\
goto-token signs a person in with their browser and prints the access token,
alone, on the standard output, so that a script needs no more than
TOKEN=$(goto-token). It has PKCE, the device grant, grants for machines,
sign-in across ssh, and a private store whose logins are refreshed once for
all processes.

goto-mock-auth, which comes with it, is a whole authorization server on
loopback, for demos, tests and continuous integration.")
