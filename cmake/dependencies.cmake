# The libraries that goto-token stands on, and how they are linked.
#
# A library that is loaded costs time at every start. So everything but libc is linked in: OpenSSL, zlib and the C++
# library. Distributions require OpenSSL shared, to fix it in one place; for them there is an option.
option(GOTO_TOKEN_SHARED_OPENSSL "Load OpenSSL and zlib as shared libraries in place of linking them in" OFF)
option(GOTO_TOKEN_PORTABLE "Link a program that needs nothing but glibc 2.34 or newer" OFF)

find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(nlohmann_json 3.10 REQUIRED)
find_package(CLI11 2.1 REQUIRED)

add_library(goto_token_libraries INTERFACE)
if(GOTO_TOKEN_SHARED_OPENSSL AND NOT GOTO_TOKEN_PORTABLE)
  target_link_libraries(goto_token_libraries INTERFACE OpenSSL::SSL OpenSSL::Crypto ZLIB::ZLIB Threads::Threads)
else()
  foreach(name IN ITEMS ssl crypto z)
    find_library(GOTO_TOKEN_STATIC_${name} lib${name}.a)
    if(NOT GOTO_TOKEN_STATIC_${name})
      message(FATAL_ERROR "lib${name}.a is not there, which goto-token is linked with; "
                          "-DGOTO_TOKEN_SHARED_OPENSSL=ON links the shared libraries")
    endif()
  endforeach()
  target_include_directories(goto_token_libraries SYSTEM INTERFACE ${OPENSSL_INCLUDE_DIR} ${ZLIB_INCLUDE_DIRS})
  target_link_libraries(goto_token_libraries INTERFACE ${GOTO_TOKEN_STATIC_ssl} ${GOTO_TOKEN_STATIC_crypto}
                        ${GOTO_TOKEN_STATIC_z} Threads::Threads ${CMAKE_DL_LIBS})
endif()

# What goto-token itself is linked with beside those: the C++ library, without what nothing refers to. The compiler
# would add libm.so after -static-libstdc++, for functions that are dropped again. One option, so that its parts stay in
# order. Sanitizers bring parts of the C++ library that have to be shared.
add_library(goto_token_runtime INTERFACE)
if(NOT GOTO_TOKEN_SANITIZE)
  target_link_options(goto_token_runtime INTERFACE -nodefaultlibs -Wl,--gc-sections)
  target_link_libraries(goto_token_runtime INTERFACE
                        -Wl,-Bstatic,-lstdc++,-lm,-lgcc,-lgcc_eh,-Bdynamic,-lc)
  target_compile_options(goto_token_options INTERFACE -ffunction-sections -fdata-sections)
endif()
if(GOTO_TOKEN_PORTABLE) # takes src/base/dl_find_object.cpp in
  target_link_options(goto_token_runtime INTERFACE -Wl,--undefined=_dl_find_object)
endif()

# OpenSSL's tables take 20,000 relocations. Packed, they are half a MiB less to read and to keep at every start.
option(GOTO_TOKEN_PACK_RELOCATIONS "Pack relocations where that is possible; the program then needs glibc 2.36" ON)
if(GOTO_TOKEN_PACK_RELOCATIONS AND NOT GOTO_TOKEN_PORTABLE)
  include(CheckLinkerFlag)
  include(CheckCXXSourceCompiles)
  check_linker_flag(CXX -Wl,-z,pack-relative-relocs GOTO_TOKEN_LINKER_PACKS)
  check_cxx_source_compiles("#include <features.h>
    static_assert(__GLIBC_PREREQ(2, 36)); int main() {}" GOTO_TOKEN_LIBC_UNPACKS)
  if(GOTO_TOKEN_LINKER_PACKS AND GOTO_TOKEN_LIBC_UNPACKS)
    target_link_options(goto_token_runtime INTERFACE -Wl,-z,pack-relative-relocs)
  endif()
endif()

# cpp-httplib is what goto-mock-auth stands on. It comes from pkg-config, because Debian's is a compiled library whose
# class layouts depend on the flags it was built with. It brings the shared OpenSSL along.
find_package(PkgConfig REQUIRED)
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
