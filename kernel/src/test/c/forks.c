/*
 * Trees of processes: forks bomb | forks exec-bomb N | forks sequence N [PROGRAM [ARGUMENT]] | forks live N SECONDS | forks threads N
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void *idle(void *nothing) {
  sleep(1);
  return nothing;
}

int main(int count, char **words) {
  if (count < 2) return 124;
  int n = count > 2 ? atoi(words[2]) : 0;
  if (!strcmp(words[1], "bomb")) {
    for (;;) fork();
  } else if (!strcmp(words[1], "exec-bomb")) { /* every generation executes itself */
    for (;;) {
      if (fork() == 0) execl("/bin/forks", "forks", "exec-bomb", (char *)0);
    }
  } else if (!strcmp(words[1], "guarded-bomb")) { /* a bomb beside an innocent process, which reports at the end */
    pid_t innocent = fork();
    if (innocent == 0) {
      sleep(n);
      if (write(1, "INNOCENT LIVES\n", 15) < 0) return 1;
      return 0;
    }
    pid_t bomb = fork();
    if (bomb == 0) {
      if (count > 3) execl("/bin/forks", "forks", "exec-bomb", (char *)0);
      for (;;) fork();
    }
    int status;
    waitpid(innocent, &status, 0);
    printf("PARENT LIVES\n");
    return 0; /* pid 1 of the namespace: whatever is left of the bomb goes with it */
  } else if (!strcmp(words[1], "sequence")) {
    int failed = 0;
    for (int i = 0; i < n; i++) {
      pid_t child = fork();
      if (child == 0) execl(count > 3 ? words[3] : "/bin/hello", "hello", count > 4 ? words[4] : (char *)0, (char *)0);
      int status;
      waitpid(child, &status, 0);
      failed += status != 0;
    }
    printf("%d failed\n", failed);
  } else if (!strcmp(words[1], "live")) { /* n children that live at the same time; says how many did */
    int lived = 0;
    for (int i = 0; i < n; i++) {
      if (fork() == 0) {
        pause();
        return 0;
      }
    }
    usleep(200000);
    int status;
    int died = 0;
    while (waitpid(-1, &status, WNOHANG) > 0) died++;
    lived = n - died;
    printf("%d lived\n", lived);
  } else if (!strcmp(words[1], "threads")) {
    int started = 0;
    for (int i = 0; i < n; i++) {
      pthread_t thread;
      started += !pthread_create(&thread, 0, idle, 0);
    }
    printf("%d threads\n", started);
  } else {
    return 124;
  }
  return 0;
}
