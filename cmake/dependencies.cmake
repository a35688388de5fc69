# The libraries goto-token stands on. cpp-httplib comes from pkg-config, because Debian's is a compiled library whose
# class layouts depend on the flags it was built with; or, header-only, from a source folder of upstream's.
set(GOTO_TOKEN_HTTPLIB_DIR "" CACHE PATH "Folder holding upstream's httplib.h, used in place of the installed library")

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(nlohmann_json 3.10 REQUIRED)
find_package(CLI11 2.1 REQUIRED)

add_library(goto_token_httplib INTERFACE)
target_link_libraries(goto_token_httplib INTERFACE OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
if(GOTO_TOKEN_HTTPLIB_DIR)
  find_package(ZLIB REQUIRED)
  target_include_directories(goto_token_httplib SYSTEM INTERFACE ${GOTO_TOKEN_HTTPLIB_DIR})
  target_compile_definitions(goto_token_httplib INTERFACE CPPHTTPLIB_OPENSSL_SUPPORT CPPHTTPLIB_ZLIB_SUPPORT)
  target_link_libraries(goto_token_httplib INTERFACE ZLIB::ZLIB)
else()
  pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
  target_link_libraries(goto_token_httplib INTERFACE PkgConfig::HTTPLIB)
endif()
