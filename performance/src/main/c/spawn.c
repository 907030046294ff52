// Runs a program again and again and prints what each run took, from fork to the end, in
// nanoseconds. Usage: spawn COUNT PROGRAM [ARGUMENT...]
// A run that does not end with exit code 0 prints "failed STATUS" and ends this program: a blocked
// program is no fast program.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  int count = atoi(argv[1]);
  long long *taken = malloc(count * sizeof *taken);
  if (!taken) return 2;
  for (int i = 0; i < count; i++) {
    int status = 0;
    long long begin = now();
    pid_t child = vfork();
    if (child == 0) {
      execv(argv[2], argv + 2);
      _exit(127);
    }
    waitpid(child, &status, 0);
    taken[i] = now() - begin;
    if (status != 0) {
      printf("failed %d\n", status);
      return 1;
    }
  }
  for (int i = 0; i < count; i++) printf("%lld\n", taken[i]);
  return 0;
}
