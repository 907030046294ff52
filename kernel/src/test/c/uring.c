/* Writes its own memory through io_uring and /proc/self/mem: uring plain | uring fixed. Prints RAN when that worked. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static char target[16] __attribute__((aligned(16))) = "old";

static void check(long result, const char *what) {
  if (result >= 0) return;
  perror(what);
  exit(125);
}

int main(int count, char **words) {
  struct io_uring_params p = {0};
  int ring = syscall(SYS_io_uring_setup, 4, &p);
  check(ring, "io_uring_setup");
  char *queue = mmap(0, p.sq_off.array + p.sq_entries * 4, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
  struct io_uring_sqe *entry = mmap(0, p.sq_entries * sizeof *entry, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
  if (queue == MAP_FAILED || entry == MAP_FAILED) check(-1, "mmap");
  int file = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
  check(file, "/proc/self/mem");
  memset(entry, 0, sizeof *entry);
  entry->opcode = IORING_OP_WRITE;
  entry->fd = file;
  if (count > 1 && !strcmp(words[1], "fixed")) {
    check(syscall(SYS_io_uring_register, ring, IORING_REGISTER_FILES, &file, 1), "register");
    entry->flags = IOSQE_FIXED_FILE;
    entry->fd = 0;
  }
  entry->addr = (unsigned long)"new";
  entry->len = 3;
  entry->off = (unsigned long)target;
  *(unsigned *)(queue + p.sq_off.array) = 0;
  __atomic_store_n((unsigned *)(queue + p.sq_off.tail), 1, __ATOMIC_RELEASE);
  check(syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, 0, 0), "io_uring_enter");
  if (!memcmp(target, "new", 3)) return write(1, "RAN\n", 4) == 4 ? 0 : 1;
  return 1;
}
