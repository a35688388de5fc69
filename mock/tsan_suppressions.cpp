// Compiled into ThreadSanitizer builds only. Debian's cpp-httplib is a compiled library that the sanitizer
// hasn't seen the code of: it doesn't know that its function-local statics are guarded, and takes the first
// requests to come at once for a data race.
extern "C" const char* __tsan_default_suppressions();

extern "C" const char* __tsan_default_suppressions() {
  return "called_from_lib:libcpp-httplib";
}
