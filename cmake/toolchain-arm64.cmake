# Compiles for arm64 on another processor: with Debian's cross compiler, against the arm64 packages that
# scripts/lib/sysroot.sh has unpacked. qemu runs the program, for what the build asks it: its completion scripts.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_CXX_COMPILER ${CMAKE_LIBRARY_ARCHITECTURE}-g++)

get_filename_component(GOTO_TOKEN_SYSROOT ${CMAKE_CURRENT_LIST_DIR}/../build/sysroot-arm64 ABSOLUTE)
set(CMAKE_SYSROOT ${GOTO_TOKEN_SYSROOT})
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -L ${GOTO_TOKEN_SYSROOT})

# Libraries, headers and packages are the sysroot's; programs are this machine's.
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
# pkg-config would break a path with a space in it. The folders below /usr that it names are the sysroot's anyway, to the
# compiler and to CMake.
unset(ENV{PKG_CONFIG_SYSROOT_DIR})
set(ENV{PKG_CONFIG_LIBDIR}
    ${GOTO_TOKEN_SYSROOT}/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/pkgconfig:${GOTO_TOKEN_SYSROOT}/usr/share/pkgconfig)

# A path of the build's own libraries would leave a gap as long as that path in what is installed.
set(CMAKE_SKIP_RPATH ON)
