/*
 * Ways to run a file that the image did not contain: escape WAY. Each prints RAN when it worked, whatever it takes.
 * /bin/hello is the image's; what is run is a copy of it, or it itself after a change.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* HELLO names it where the tests run this on the host. */
#define IMAGE (getenv("HELLO") ? getenv("HELLO") : "/bin/hello")

static void check(long result, const char *what) {
  if (result >= 0) return;
  perror(what);
  exit(125);
}

static void ran(void) { check(write(1, "RAN\n", 4), "write"); }

static void run(const char *path) {
  char *words[] = {(char *)path, 0};
  execv(path, words);
  check(-1, path);
}

static void run_descriptor(int descriptor) {
  char *words[] = {"nameless", 0}, *environment[] = {0};
  syscall(SYS_execveat, descriptor, "", words, environment, AT_EMPTY_PATH);
  check(-1, "execveat");
}

static void fill(int to) {
  char buffer[65536];
  int from = open(IMAGE, O_RDONLY | O_CLOEXEC);
  check(from, IMAGE);
  ssize_t n;
  while ((n = read(from, buffer, sizeof buffer)) > 0) check(write(to, buffer, n), "copy");
  close(from);
}

static const char *copy_to(const char *path) {
  int to = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0755);
  check(to, path);
  fill(to);
  close(to);
  return path;
}

static void copied(void) { run(copy_to("/tmp/copy")); }

static void copied_by_execveat(void) {
  copy_to("/tmp/copy");
  int file = open("/tmp/copy", O_PATH | O_CLOEXEC);
  check(file, "/tmp/copy");
  run_descriptor(file);
}

static void modified(void) {
  int file = open(IMAGE, O_WRONLY | O_APPEND | O_CLOEXEC);
  check(file, IMAGE);
  check(write(file, "x", 1), "change");
  close(file);
  run(IMAGE);
}

static void mode_changed(void) {
  check(chmod(IMAGE, 0700), "chmod");
  run(IMAGE);
}

static void hard_linked(void) {
  unlink("/tmp/link");
  check(link(IMAGE, "/tmp/link"), "link");
  run("/tmp/link");
}

static void renamed(void) {
  check(rename(IMAGE, "/tmp/renamed"), "rename");
  run("/tmp/renamed");
}

static void deleted(void) {
  copy_to("/tmp/copy");
  int file = open("/tmp/copy", O_RDONLY | O_CLOEXEC);
  check(file, "open");
  check(unlink("/tmp/copy"), "unlink");
  run_descriptor(file);
}

static void deleted_image_file(void) {
  int file = open(IMAGE, O_RDONLY | O_CLOEXEC);
  check(file, "open");
  check(unlink(IMAGE), "unlink");
  run_descriptor(file);
}

static void unnamed(void) {
  int file = open("/tmp", O_TMPFILE | O_RDWR, 0755);
  check(file, "O_TMPFILE");
  fill(file);
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  int again = open(path, O_RDONLY | O_CLOEXEC);
  check(again, "reopen");
  close(file);
  run_descriptor(again);
}

static void memory_file(void) {
  int file = memfd_create("x", MFD_CLOEXEC);
  check(file, "memfd_create");
  fill(file);
  run_descriptor(file);
}

static void shared_memory(void) { run(copy_to("/dev/shm/copy")); }

static void own_tmpfs(void) {
  check(unshare(CLONE_NEWNS), "unshare");
  mkdir("/tmp/m", 0755);
  check(mount("t", "/tmp/m", "tmpfs", 0, 0), "mount");
  run(copy_to("/tmp/m/copy"));
}

static void own_overlay(void) {
  check(unshare(CLONE_NEWNS), "unshare");
  check(mount("t", "/dev/shm", "tmpfs", 0, 0), "mount tmpfs");
  mkdir("/dev/shm/l", 0755);
  mkdir("/dev/shm/u", 0755);
  mkdir("/dev/shm/w", 0755);
  mkdir("/dev/shm/m", 0755);
  copy_to("/dev/shm/l/copy"); /* in the lower layer: not what the upper-layer test looks for */
  check(mount("o", "/dev/shm/m", "overlay", 0, "lowerdir=/dev/shm/l,upperdir=/dev/shm/u,workdir=/dev/shm/w"), "mount overlay");
  run("/dev/shm/m/copy");
}

static void own_overlay_as_root(void) {
  check(unshare(CLONE_NEWNS), "unshare");
  check(mount("t", "/dev/shm", "tmpfs", 0, 0), "mount tmpfs");
  mkdir("/dev/shm/l", 0755);
  mkdir("/dev/shm/l/bin", 0755);
  mkdir("/dev/shm/l2", 0755);
  mkdir("/dev/shm/m", 0755);
  copy_to("/dev/shm/l/bin/copy");
  check(mount("o", "/dev/shm/m", "overlay", 0, "lowerdir=/dev/shm/l:/dev/shm/l2"), "mount overlay");
  check(chroot("/dev/shm/m"), "chroot"); /* now the task's root is the new overlay */
  run("/bin/copy");
}

static void write_text(const char *path, const char *text) {
  int file = open(path, O_WRONLY | O_CLOEXEC);
  check(file, path);
  check(write(file, text, strlen(text)), path);
  close(file);
}

static void own_overlay_without_privilege(void) {
  check(setgid(1000), "setgid");
  check(setuid(1000), "setuid");
  check(prctl(PR_SET_DUMPABLE, 1), "prctl"); /* else /proc/self belongs to root */
  check(unshare(CLONE_NEWUSER | CLONE_NEWNS), "unshare");
  write_text("/proc/self/setgroups", "deny");
  write_text("/proc/self/uid_map", "0 1000 1");
  write_text("/proc/self/gid_map", "0 1000 1");
  own_overlay_as_root();
}

static void own_mount_namespace(void) {
  check(unshare(CLONE_NEWNS), "unshare");
  copied();
}

static void by_thread_of_other_memory(void) {
  pid_t child = vfork();
  check(child, "vfork");
  if (child == 0) run(copy_to("/tmp/copy"));
  int status;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) raise(WTERMSIG(status));
}

static void mapped(void) {
  copy_to("/tmp/copy");
  int file = open("/tmp/copy", O_RDONLY | O_CLOEXEC);
  if (mmap(0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0) == MAP_FAILED) check(-1, "mmap");
  ran();
}

static void protected_later(void) {
  copy_to("/tmp/copy");
  int file = open("/tmp/copy", O_RDONLY | O_CLOEXEC);
  void *at = mmap(0, 4096, PROT_READ, MAP_PRIVATE, file, 0);
  if (at == MAP_FAILED) check(-1, "mmap");
  check(mprotect(at, 4096, PROT_READ | PROT_EXEC), "mprotect");
  ran();
}

static void protected_by_key(void) {
  copy_to("/tmp/copy");
  int file = open("/tmp/copy", O_RDONLY | O_CLOEXEC);
  void *at = mmap(0, 4096, PROT_READ, MAP_PRIVATE, file, 0);
  if (at == MAP_FAILED) check(-1, "mmap");
  check(syscall(SYS_pkey_mprotect, at, 4096, PROT_READ | PROT_EXEC, -1), "pkey_mprotect");
  ran();
}

static void read_implies_execute(void) {
  copy_to("/tmp/copy");
  check(personality(READ_IMPLIES_EXEC), "personality");
  int file = open("/tmp/copy", O_RDONLY | O_CLOEXEC);
  if (mmap(0, 4096, PROT_READ, MAP_PRIVATE, file, 0) == MAP_FAILED) check(-1, "mmap");
  ran();
}

static void memory_file_mapped(void) {
  int file = memfd_create("x", MFD_CLOEXEC);
  fill(file);
  if (mmap(0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0) == MAP_FAILED) check(-1, "mmap");
  ran();
}

#ifdef __x86_64__
static void mapped_by_32_bit_call(void) {
  copy_to("/tmp/copy");
  int file = open("/tmp/copy", O_RDONLY | O_CLOEXEC);
  long result;
  /* mmap2(0, 4096, PROT_READ|PROT_EXEC, MAP_PRIVATE, file, 0) by the old gate */
  __asm__ volatile("push %%rbp; xor %%ebp, %%ebp; int $0x80; pop %%rbp"
                   : "=a"(result)
                   : "a"(192), "b"(0), "c"(4096), "d"(PROT_READ | PROT_EXEC), "S"(MAP_PRIVATE), "D"(file)
                   : "memory", "r8", "r9", "r10", "r11");
  if ((int)result < 0 && (int)result > -4096) {
    errno = -(int)result;
    check(-1, "mmap2");
  }
  ran();
}
#endif

static void anonymous_memory(void) {
  if (mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED) check(-1, "mmap");
  ran();
}

static char target[16] __attribute__((aligned(16))) = "old";

static void own_memory_written(void) {
  int file = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
  check(file, "/proc/self/mem");
  check(pwrite(file, "new", 3, (off_t)target), "pwrite");
  if (!memcmp(target, "new", 3)) ran();
}

static void own_memory_written_by_child(void) {
  int file = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
  check(file, "/proc/self/mem");
  pid_t child = syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
  check(child, "clone");
  if (child == 0) {
    check(pwrite(file, "new", 3, (off_t)target), "pwrite");
    _exit(0);
  }
  int status;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) raise(WTERMSIG(status)); /* else the parent has been written to */
  if (!memcmp(target, "new", 3)) ran();
}

static void other_memory_written(void) {
  struct iovec from = {"new", 3}, to = {target, 3};
  check(process_vm_writev(getpid(), &from, 1, &to, 1, 0), "process_vm_writev");
  if (!memcmp(target, "new", 3)) ran();
}

static void traced_memory_written(void) {
  pid_t child = fork();
  check(child, "fork");
  if (child == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    if (!memcmp(target, "new", 3)) ran();
    _exit(0);
  }
  int status;
  waitpid(child, &status, 0);
  long word = 0;
  memcpy(&word, "new", 4);
  check(ptrace(PTRACE_POKEDATA, child, target, word), "PTRACE_POKEDATA");
  ptrace(PTRACE_CONT, child, 0, 0);
  waitpid(child, &status, 0);
}

static void allowed(void) { run(copy_to("/allowed/copy")); }

static void chrooted_to_an_allowed_name(void) {
  mkdir("/tmp/j", 0755);
  mkdir("/tmp/j/allowed", 0755);
  copy_to("/tmp/j/allowed/copy");
  check(chroot("/tmp/j"), "chroot");
  run("/allowed/copy");
}

static void mounted_on_an_allowed_name(void) {
  check(unshare(CLONE_NEWNS), "unshare");
  copy_to("/tmp/copy");
  check(mount("/tmp", "/allowed", 0, MS_BIND, 0), "bind");
  run("/allowed/copy");
}

static void loader_changed(void) {
  int file = open("/bin/loader", O_WRONLY | O_APPEND | O_CLOEXEC);
  check(file, "/bin/loader");
  check(write(file, "x", 1), "change");
  close(file);
  run("/bin/interpreted");
}

static void interpreted(void) { run("/bin/interpreted"); }

static void image_file(void) { run(IMAGE); }

static const struct {
  const char *name;
  void (*run)(void);
} ways[] = {
    {"image-file", image_file},
    {"interpreted", interpreted},
    {"loader-changed", loader_changed},
    {"allowed", allowed},
    {"chrooted-to-an-allowed-name", chrooted_to_an_allowed_name},
    {"mounted-on-an-allowed-name", mounted_on_an_allowed_name},
    {"copied", copied},
    {"copied-by-execveat", copied_by_execveat},
    {"modified", modified},
    {"mode-changed", mode_changed},
    {"hard-linked", hard_linked},
    {"renamed", renamed},
    {"deleted", deleted},
    {"deleted-image-file", deleted_image_file},
    {"unnamed", unnamed},
    {"memory-file", memory_file},
    {"shared-memory", shared_memory},
    {"own-tmpfs", own_tmpfs},
    {"own-overlay", own_overlay},
    {"own-overlay-as-root", own_overlay_as_root},
    {"own-overlay-without-privilege", own_overlay_without_privilege},
    {"own-mount-namespace", own_mount_namespace},
    {"vfork", by_thread_of_other_memory},
    {"mapped", mapped},
    {"protected-later", protected_later},
    {"protected-by-key", protected_by_key},
    {"read-implies-execute", read_implies_execute},
    {"memory-file-mapped", memory_file_mapped},
#ifdef __x86_64__
    {"mapped-by-32-bit-call", mapped_by_32_bit_call},
#endif
    {"anonymous-memory", anonymous_memory},
    {"own-memory-written", own_memory_written},
    {"own-memory-written-by-child", own_memory_written_by_child},
    {"other-memory-written", other_memory_written},
    {"traced-memory-written", traced_memory_written},
};

int main(int count, char **words) {
  for (unsigned i = 0; count > 1 && i < sizeof ways / sizeof *ways; i++) {
    if (strcmp(ways[i].name, words[1])) continue;
    ways[i].run();
    return 0;
  }
  return 124;
}
