// Starts a program as often as it can for some seconds, from several processes, and prints how
// often. Usage: storm SECONDS PROCESSES PROGRAM
// With no processes it waits for ever: the first process of an idle container.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static long storm(double end, char *program) {
  char *arguments[] = {program, 0};
  long count = 0;
  while (now() < end) {
    int status = 0;
    pid_t child = vfork();
    if (child == 0) {
      execv(program, arguments);
      _exit(127);
    }
    waitpid(child, &status, 0);
    if (status != 0) exit(1);
    count++;
  }
  return count;
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  double end = now() + atof(argv[1]);
  int processes = atoi(argv[2]), result[2];
  long total = 0, count;
  while (processes == 0) pause();
  if (pipe(result)) return 1;
  for (int i = 0; i < processes; i++) {
    if (fork() == 0) {
      count = storm(end, argv[3]);
      if (write(result[1], &count, sizeof count) != sizeof count) _exit(1);
      _exit(0);
    }
  }
  close(result[1]);
  while (read(result[0], &count, sizeof count) == sizeof count) total += count;
  printf("%ld\n", total);
  return 0;
}
