// Compiled into ThreadSanitizer builds only.
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_options();

// Debian's cpp-httplib is a compiled library that the sanitizer hasn't seen the code of: it doesn't know that
// its function-local statics are guarded, and takes the first requests to come at once for a data race.
extern "C" const char* __tsan_default_suppressions() {
  return "called_from_lib:libcpp-httplib";
}

// The server ends without a wait for threads that a fault holds.
extern "C" const char* __tsan_default_options() {
  return "report_thread_leaks=0";
}
