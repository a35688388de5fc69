// The time of day is off by GOTO_FAULTS_CLOCK seconds. std::chrono asks libc for it, too.

#include <sys/time.h>

#include <cstdlib>
#include <ctime>

#include "next_function.hpp"

namespace {

time_t offset() {
  const char* const seconds = std::getenv("GOTO_FAULTS_CLOCK");
  return seconds == nullptr ? 0 : std::atol(seconds);
}

}  // namespace

int shifted_clock_gettime(clockid_t clock, timespec* now) __asm__("clock_gettime");
int shifted_clock_gettime(clockid_t clock, timespec* now) {
  const int result = next_function<int(clockid_t, timespec*)>("clock_gettime")(clock, now);
  now->tv_sec += clock == CLOCK_REALTIME ? offset() : 0;
  return result;
}

int shifted_gettimeofday(timeval* now, void* zone) __asm__("gettimeofday");
int shifted_gettimeofday(timeval* now, void* zone) {
  const int result = next_function<int(timeval*, void*)>("gettimeofday")(now, zone);
  now->tv_sec += offset();
  return result;
}

time_t shifted_time(time_t* now) __asm__("time");
time_t shifted_time(time_t* now) {
  const time_t shifted = next_function<time_t(time_t*)>("time")(nullptr) + offset();
  if (now != nullptr) {
    *now = shifted;
  }
  return shifted;
}
