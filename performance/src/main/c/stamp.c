// Prints the wall clock at its first instruction of its own, nanoseconds since 1970.
#include <stdio.h>
#include <time.h>

int main(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  printf("%lld\n", t.tv_sec * 1000000000LL + t.tv_nsec);
  return 0;
}
