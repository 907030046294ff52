/*
 * The canary: an execution that a guard must stop, made where a container's processes are, and
 * nothing else of it.
 *
 * A child joins the container's cgroup and mount namespace, and executes this program from memory
 * (memfd_create), called by a name. It is traced, so an execution that nobody stops ends before the
 * first instruction of the new program: it does nothing. The container's files are not touched.
 *
 * usage: canary MOUNT-NAMESPACE CGROUP-PROCS NAME
 *
 * Writes "ready PID" (the child's) and waits for a byte on standard input, then one of
 *   ran            nobody stopped it
 *   killed SIGNAL  it was killed before its first instruction
 *   refused ERRNO  the execution failed
 *   failed STEP ERRNO   the child could not get there: nothing is proved
 * A step of the child that takes longer than PATIENCE seconds, as in a container that is paused, ends
 * all of it without a word, which proves nothing either: the child dies with its parent.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE 5

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif

struct word {
  char step; /* 'r' ready, 'x' refused, else the step that failed */
  int error;
};

static int report;
static int go;

static void tell(char step, int error) {
  struct word word = {.step = step, .error = error};
  if (write(report, &word, sizeof word) != sizeof word) _exit(4);
}

static _Noreturn void fail(char step) {
  tell(step, errno);
  _exit(3);
}

/* Before the namespace is changed: afterwards /proc is the container's. */
static int own_image(void) {
  int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (self < 0) fail('o');
  int memory = (int)syscall(SYS_memfd_create, "sekisho-canary", MFD_CLOEXEC | MFD_EXEC);
  if (memory < 0 && errno == EINVAL) memory = (int)syscall(SYS_memfd_create, "sekisho-canary", MFD_CLOEXEC);
  if (memory < 0) fail('m');
  char block[4096];
  ssize_t n;
  while ((n = read(self, block, sizeof block)) > 0) {
    if (write(memory, block, (size_t)n) != n) fail('w');
  }
  if (n < 0) fail('r' - 32);
  close(self);
  return memory;
}

static void enter(const char *mount_namespace, const char *procs) {
  int namespace = open(mount_namespace, O_RDONLY | O_CLOEXEC);
  if (namespace < 0) fail('n');
  int group = open(procs, O_WRONLY | O_CLOEXEC);
  if (group < 0) fail('g');
  if (write(group, "0", 1) != 1) fail('j');
  close(group);
  if (setns(namespace, CLONE_NEWNS) < 0) fail('s');
  close(namespace);
}

static _Noreturn void child(char **words) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int memory = own_image();
  enter(words[1], words[2]);
  if (ptrace(PTRACE_TRACEME, 0, 0, 0) < 0) fail('t');
  tell('r', 0);
  char byte;
  if (read(go, &byte, 1) != 1) _exit(0);
  char *arguments[] = {words[3], NULL};
  char *environment[] = {NULL};
  syscall(SYS_execveat, memory, "", arguments, environment, AT_EMPTY_PATH);
  tell('x', errno);
  _exit(0);
}

int main(int count, char **words) {
  int up[2], down[2];
  if (count != 4) {
    fputs("usage: canary MOUNT-NAMESPACE CGROUP-PROCS NAME\n", stderr);
    return 2;
  }
  if (pipe2(up, O_CLOEXEC) < 0 || pipe2(down, O_CLOEXEC) < 0) return 3;
  report = up[1];
  go = down[0];
  pid_t it = fork();
  if (it < 0) return 3;
  if (it == 0) child(words);
  close(up[1]);
  close(down[0]);
  alarm(PATIENCE);
  struct word word = {0};
  if (read(up[0], &word, sizeof word) != sizeof word || word.step != 'r') {
    printf("failed %c %d\n", word.step ? word.step : '?', word.error);
    return 0;
  }
  alarm(0);
  printf("ready %d\n", (int)it);
  fflush(stdout);
  char byte;
  if (read(0, &byte, 1) != 1 || write(down[1], &byte, 1) != 1) {
    kill(it, SIGKILL);
    return 3;
  }
  alarm(PATIENCE);
  int status;
  if (waitpid(it, &status, 0) != it) return 3;
  if (WIFSTOPPED(status)) {
    kill(it, SIGKILL);
    /* Only an execution stops it by this signal; whoever stopped it by another one proved nothing. */
    if (WSTOPSIG(status) == SIGTRAP)
      puts("ran");
    else
      printf("failed z %d\n", WSTOPSIG(status));
  } else if (WIFSIGNALED(status)) {
    printf("killed %d\n", WTERMSIG(status));
  } else if (read(up[0], &word, sizeof word) == sizeof word && word.step == 'x') {
    printf("refused %d\n", word.error);
  } else {
    printf("failed ? %d\n", 0);
  }
  return 0;
}
