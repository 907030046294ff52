/*
 * What a container runtime does, without one: enter GROUP ROOT PROGRAM ARGUMENT…
 * Joins a control group, makes mount and pid namespaces, pivots into ROOT, mounts /proc and /dev/shm, executes the program.
 * Exits like the program; 128 + signal when a signal ended it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void check(long result, const char *what) {
  if (result >= 0) return;
  perror(what);
  exit(125);
}

int main(int count, char **words) {
  if (count < 4) return 125;
  char path[4096];
  snprintf(path, sizeof path, "%s/cgroup.procs", words[1]);
  int group = open(path, O_WRONLY | O_CLOEXEC);
  check(group, path);
  check(write(group, "0", 1), "join the group");
  check(unshare(CLONE_NEWNS | CLONE_NEWPID), "unshare");
  pid_t child = fork();
  check(child, "fork");
  if (child == 0) {
    check(mount(0, "/", 0, MS_REC | MS_PRIVATE, 0), "make mounts private");
    check(mount(words[2], words[2], 0, MS_BIND | MS_REC, 0), "bind the root");
    check(chdir(words[2]), words[2]);
    check(syscall(SYS_pivot_root, ".", "."), "pivot_root");
    check(umount2(".", MNT_DETACH), "leave the old root");
    check(chdir("/"), "/");
    mkdir("/proc", 0755);
    mkdir("/dev", 0755);
    mkdir("/dev/shm", 0777);
    mkdir("/tmp", 0777);
    check(mount("proc", "/proc", "proc", 0, 0), "mount /proc");
    check(mount("shm", "/dev/shm", "tmpfs", 0, 0), "mount /dev/shm");
    execv(words[3], words + 3);
    check(-1, words[3]);
  }
  int status = 0;
  check(waitpid(child, &status, 0), "wait");
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
