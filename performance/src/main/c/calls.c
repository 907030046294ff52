// Makes system calls in batches and prints, for each kind and batch, the nanoseconds of
// CPU time of one call: the wall clock would count what else the machine does.
// Usage: calls BATCHES CALLS_IN_A_BATCH
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int zero;

static void one_getpid(void) { syscall(SYS_getpid); }

static void one_read(void) {
  char byte;
  if (read(zero, &byte, 1) != 1) exit(1);
}

static void one_open(void) {
  int file = open("/nothing", O_RDONLY);
  if (file < 0) exit(1);
  close(file);
}

static void one_map(void) {
  void *page = mmap(0, 4096, PROT_READ, MAP_PRIVATE, zero, 0);
  if (page == MAP_FAILED) exit(1);
  munmap(page, 4096);
}

static void measure(const char *name, void (*one)(void), int batches, int calls) {
  for (int i = 0; i < batches; i++) {
    long long begin = now();
    for (int j = 0; j < calls; j++) one();
    printf("%s %.1f\n", name, (double)(now() - begin) / calls);
  }
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  int batches = atoi(argv[1]), calls = atoi(argv[2]);
  zero = open("/dev/zero", O_RDONLY);
  if (zero < 0) return 1;
  measure("getpid", one_getpid, batches, calls);
  measure("read", one_read, batches, calls);
  measure("open+close", one_open, batches, calls);
  measure("mmap+munmap", one_map, batches, calls);
  return 0;
}
