# The libraries goto-token stands on. cpp-httplib comes from pkg-config, because Debian's is a compiled library whose
# class layouts depend on the flags it was built with; or, header-only, from a source folder of upstream's.
set(GOTO_TOKEN_HTTPLIB_DIR "" CACHE PATH "Folder holding upstream's httplib.h, used in place of the installed library")

# A library that is loaded costs time at every start. But Debian's cpp-httplib is a shared library that brings OpenSSL
# and libstdc++ along, and a process must not hold either of them twice: then everything stays shared.
option(GOTO_TOKEN_STATIC "Link all libraries but libc into the program; needs GOTO_TOKEN_HTTPLIB_DIR" OFF)
if(GOTO_TOKEN_STATIC AND NOT GOTO_TOKEN_HTTPLIB_DIR)
  message(STATUS "GOTO_TOKEN_STATIC has no effect with a shared cpp-httplib; GOTO_TOKEN_HTTPLIB_DIR names upstream's")
  set(GOTO_TOKEN_STATIC OFF)
endif()
if(GOTO_TOKEN_STATIC)
  set(OPENSSL_USE_STATIC_LIBS TRUE)
  set(ZLIB_USE_STATIC_LIBS TRUE) # known to CMake 3.24 and later
  target_link_options(goto_token_options INTERFACE -static-libstdc++ -static-libgcc -Wl,--gc-sections)
  target_compile_options(goto_token_options INTERFACE -ffunction-sections -fdata-sections)
endif()

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(nlohmann_json 3.10 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(ZLIB REQUIRED)

add_library(goto_token_httplib INTERFACE)
target_link_libraries(goto_token_httplib INTERFACE OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
if(GOTO_TOKEN_HTTPLIB_DIR)
  target_include_directories(goto_token_httplib SYSTEM INTERFACE ${GOTO_TOKEN_HTTPLIB_DIR})
  target_compile_definitions(goto_token_httplib INTERFACE CPPHTTPLIB_OPENSSL_SUPPORT CPPHTTPLIB_ZLIB_SUPPORT)
  target_link_libraries(goto_token_httplib INTERFACE ZLIB::ZLIB)
else()
  pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
  target_link_libraries(goto_token_httplib INTERFACE PkgConfig::HTTPLIB)
endif()
