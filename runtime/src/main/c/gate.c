/*
 * The gate: stands in an engine's configuration where the OCI runtime (runc) stood, asks the enforcer before a container is
 * created or a process is started in one, and then becomes the real runtime.
 *
 * Beside this program, in its directory:
 *   runtime    the real runtime's absolute path
 *   socket     where the enforcer answers
 *   fail-mode  "closed" if what cannot be asked for is to be refused; anything else, or no file, is open
 *   unjudged   a line for each call that was answered by the fail mode
 *
 * It sends its directory and arguments, each ended by NUL, and one more NUL. The enforcer answers "A" to let it pass, or "D" and
 * the reason. Two seconds are all the time it takes.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 2000, ANSWER_BYTES = 4096, REQUEST_BYTES = 1 << 20 };

static char here[PATH_MAX];

static int beside(char *path, size_t size, const char *name) {
  int n = snprintf(path, size, "%s/%s", here, name);
  return n > 0 && (size_t)n < size ? 0 : -1;
}

static long left_ms(const struct timespec *start) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  long gone = (now.tv_sec - start->tv_sec) * 1000 + (now.tv_nsec - start->tv_nsec) / 1000000;
  return gone >= PATIENCE_MS ? 0 : PATIENCE_MS - gone;
}

static int await(int fd, short what, const struct timespec *start) {
  struct pollfd one = {.fd = fd, .events = what};
  for (;;) {
    long left = left_ms(start);
    if (left == 0) return -1;
    int n = poll(&one, 1, (int)left);
    if (n > 0) return 0;
    if (n == 0 || errno != EINTR) return -1;
  }
}

static int send_all(int fd, const char *bytes, size_t length, const struct timespec *start) {
  while (length > 0) {
    ssize_t n = send(fd, bytes, length, MSG_NOSIGNAL);
    if (n > 0) {
      bytes += n;
      length -= (size_t)n;
    } else if (n < 0 && errno == EAGAIN) {
      if (await(fd, POLLOUT, start) < 0) return -1;
    } else if (!(n < 0 && errno == EINTR)) {
      return -1;
    }
  }
  return 0;
}

static int add(char *request, size_t *length, const char *word) {
  size_t bytes = strlen(word) + 1;
  if (bytes > REQUEST_BYTES - 1 - *length) return -1;
  memcpy(request + *length, word, bytes);
  *length += bytes;
  return 0;
}

/* Fills the answer, and returns its length; 0 if there is none in time. */
static size_t ask(int count, char **words, char *answer) {
  static char request[REQUEST_BYTES];
  size_t length = 0;
  char directory[PATH_MAX];
  struct timespec start;
  clock_gettime(CLOCK_MONOTONIC, &start);
  if (getcwd(directory, sizeof directory) == NULL || add(request, &length, directory) < 0) return 0;
  for (int i = 1; i < count; i++) {
    if (words[i][0] == 0) continue; /* an empty word would end the request */
    if (add(request, &length, words[i]) < 0) return 0;
  }
  request[length++] = 0;

  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (beside(address.sun_path, sizeof address.sun_path, "socket") < 0) return 0;
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return 0;
  size_t got = 0;
  if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0 && send_all(fd, request, length, &start) == 0) {
    for (;;) {
      ssize_t n = recv(fd, answer + got, ANSWER_BYTES - got, 0);
      if (n > 0) {
        got += (size_t)n;
        if (got == ANSWER_BYTES) break;
      } else if (n == 0) {
        break; /* the enforcer closes when it has said all */
      } else if (errno == EAGAIN) {
        if (await(fd, POLLIN, &start) < 0) {
          got = 0;
          break;
        }
      } else if (errno != EINTR) {
        got = 0;
        break;
      }
    }
  }
  close(fd);
  return got;
}

static int closes(void) {
  char path[PATH_MAX], mode[8] = {0};
  if (beside(path, sizeof path, "fail-mode") < 0) return 0;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  ssize_t n = read(fd, mode, sizeof mode - 1);
  close(fd);
  return n >= 6 && strncmp(mode, "closed", 6) == 0;
}

static void note(int closed, int count, char **words) {
  char path[PATH_MAX], line[512];
  if (beside(path, sizeof path, "unjudged") < 0) return;
  int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return;
  struct stat about;
  if (fstat(fd, &about) == 0 && about.st_size < 1 << 20) {
    int n = snprintf(line, sizeof line, "%ld %s %.256s\n", (long)time(NULL), closed ? "closed" : "open", words[count - 1]);
    if (n > 0 && write(fd, line, (size_t)n < sizeof line ? (size_t)n : sizeof line - 1) < 0) perror("sekisho: unjudged");
  }
  close(fd);
}

/* Engines show their users what a runtime writes into its log. */
static void tell(int count, char **words, const char *reason) {
  fprintf(stderr, "sekisho: %s\n", reason);
  const char *log = NULL;
  for (int i = 1; i < count; i++) {
    if (!strcmp(words[i], "--log") && i + 1 < count) log = words[i + 1];
    if (!strncmp(words[i], "--log=", 6)) log = words[i] + 6;
  }
  if (log == NULL) return;
  int fd = open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  FILE *file = fd < 0 ? NULL : fdopen(fd, "a");
  if (file == NULL) return;
  char now[32] = "";
  time_t seconds = time(NULL);
  struct tm parts;
  if (gmtime_r(&seconds, &parts)) strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", &parts);
  fputs("{\"level\":\"error\",\"msg\":\"sekisho: ", file);
  for (const unsigned char *c = (const unsigned char *)reason; *c; c++) {
    if (*c == '"' || *c == '\\') fprintf(file, "\\%c", *c);
    else if (*c < 0x20 || *c == 0x7f) fprintf(file, "\\u%04x", *c);
    else fputc(*c, file);
  }
  fprintf(file, "\",\"time\":\"%s\"}\n", now);
  fclose(file);
}

/* Asked too often does no harm: the enforcer knows the runtime's options, and lets pass what starts nothing. */
static int starts_something(int count, char **words) {
  for (int i = 1; i < count; i++) {
    if (!strcmp(words[i], "create") || !strcmp(words[i], "run") || !strcmp(words[i], "exec") || !strcmp(words[i], "restore"))
      return 1;
  }
  return 0;
}

int main(int count, char **words) {
  ssize_t n = readlink("/proc/self/exe", here, sizeof here - 1);
  char *slash = n > 0 ? (here[n] = 0, strrchr(here, '/')) : NULL;
  if (slash == NULL) {
    fputs("sekisho: the gate does not find itself: is /proc mounted?\n", stderr);
    return 1;
  }
  *slash = 0;

  char path[PATH_MAX], runtime[PATH_MAX];
  int fd = beside(path, sizeof path, "runtime") < 0 ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  n = fd < 0 ? -1 : read(fd, runtime, sizeof runtime - 1);
  if (n <= 0) {
    fprintf(stderr, "sekisho: the gate finds no %s/runtime\n", here);
    return 1;
  }
  close(fd);
  runtime[n] = 0;
  runtime[strcspn(runtime, "\n")] = 0;

  if (count > 1 && starts_something(count, words)) {
    char answer[ANSWER_BYTES + 1];
    size_t length = ask(count, words, answer);
    answer[length] = 0;
    if (length > 0 && answer[0] == 'D') {
      tell(count, words, length > 1 ? answer + 1 : "refused");
      return 1;
    }
    if (length == 0 || answer[0] != 'A') {
      int closed = closes();
      note(closed, count, words);
      if (closed) {
        tell(count, words, "the enforcer does not answer, and the policy's failMode is closed");
        return 1;
      }
    }
  }
  words[0] = runtime;
  execv(runtime, words);
  fprintf(stderr, "sekisho: %s: %s\n", runtime, strerror(errno));
  return 1;
}
