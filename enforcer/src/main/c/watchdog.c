/*
 * The watchdog: answers for an enforcer that does not.
 *
 * A program that a fanotify permission mark guards waits until the enforcer answers. An enforcer
 * that is stopped (SIGSTOP) or hangs would let it wait for ever. This process holds a duplicate of
 * the enforcer's fanotify descriptor and looks at their shared page (dev.sekisho.runtime.Pulse,
 * where the layout is written down). When the enforcer shows no life for a second, it answers what
 * waits by the fail mode of the file's device: 0 lets it pass, 1 refuses. It counts both in the
 * page, and the enforcer, or its successor, reports them.
 *
 * When the enforcer has died, only this process holds the group. Where no policy fails closed it
 * ends at once, which lets all pass. Else it goes on refusing there until a successor has a group
 * of its own.
 *
 * usage: watchdog PAGE PID        ends on SIGTERM, or when it reads end of file or anything on
 *                                 standard input while the enforcer lives
 *
 * It is a program of its own, static and without threads, because what stops or starves a JVM must
 * not stop it. Linux 5.6 (pidfd_getfd).
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>


#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif

enum {
  PAGE_SIZE_BYTES = 32 * 1024,
  MAXIMUM_DEVICES = 2040,
  FIRST_DESCRIPTOR = 1024, /* see raise_descriptors */
  LOOK_MILLIS = 200,
};
static const uint32_t MAGIC = 0x31706b73;
static const uint64_t LATE_NANOS = 1000000000;
static const uint64_t HANDOVER_NANOS = 60000000000;

struct device {
  uint64_t device;
  uint64_t closed;
};

/* The layout of dev.sekisho.runtime.Pulse; what follows the devices is this program's own. */
struct page {
  _Atomic uint32_t magic;
  uint32_t version;
  _Atomic uint32_t enforcer;
  _Atomic int32_t group;
  _Atomic uint64_t beat;
  _Atomic uint64_t judging_since;
  _Atomic int32_t judged;
  _Atomic uint32_t judged_closed;
  _Atomic uint64_t answered;
  _Atomic uint64_t passed;
  _Atomic uint64_t refused;
  _Atomic uint32_t devices;
  uint32_t unused;
  struct device device[MAXIMUM_DEVICES];
  _Atomic uint64_t watchdog_beat;
  _Atomic uint32_t watchdog;
  _Atomic uint32_t watchdog_answers;
};
_Static_assert(offsetof(struct page, devices) == 64, "layout of Pulse");
_Static_assert(offsetof(struct page, device) == 72, "layout of Pulse");
_Static_assert(offsetof(struct page, watchdog_beat) == 32712, "layout of Pulse");
_Static_assert(sizeof(struct page) <= PAGE_SIZE_BYTES, "layout of Pulse");

static struct page *page;
static pid_t enforcer;
static int enforcer_fd = -1;
static int group = -1;
static int32_t group_number = -1;
/* The table as it was when the enforcer died: a successor begins with an empty one. */
static struct device last_devices[MAXIMUM_DEVICES];
static uint32_t last_count;
static int orphaned;
static volatile sig_atomic_t ended;

static void on_end(int signal) {
  (void)signal;
  ended = 1;
}

static void fail(const char *what) {
  fprintf(stderr, "watchdog: %s: %s\n", what, strerror(errno));
  exit(1);
}

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/*
 * An answer names its event by the number of the descriptor in the process that read it. Numbers
 * of this process must therefore never be those of the enforcer: all below 1024 are taken here,
 * and the enforcer, which closes each event's descriptor at once, stays below.
 */
static void raise_descriptors(void) {
  struct rlimit limit = {4096, 4096};
  if (setrlimit(RLIMIT_NOFILE, &limit) < 0) fail("setrlimit(RLIMIT_NOFILE, 4096)");
  int taken = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (taken < 0) fail("open(/dev/null)");
  while (taken < FIRST_DESCRIPTOR - 1) {
    taken = dup(taken);
    if (taken < 0) fail("dup");
  }
}

static void map_page(const char *file) {
  int fd = open(file, O_RDWR | O_CLOEXEC);
  if (fd < 0) fail(file);
  struct stat status;
  if (fstat(fd, &status) < 0) fail(file);
  if (status.st_size < PAGE_SIZE_BYTES) {
    errno = EINVAL;
    fail(file);
  }
  page = mmap(NULL, PAGE_SIZE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (page == MAP_FAILED) fail("mmap");
  close(fd);
  if (atomic_load(&page->magic) != MAGIC || page->version != 1) {
    fprintf(stderr, "watchdog: %s is not a page of version 1\n", file);
    exit(1);
  }
}

/* Takes the enforcer's group once it has one, and again when it has another. */
static void take_group(void) {
  int32_t number = atomic_load(&page->group);
  if (number < 0 || number == group_number || (pid_t)atomic_load(&page->enforcer) != enforcer)
    return;
  int taken = (int)syscall(SYS_pidfd_getfd, enforcer_fd, number, 0);
  if (taken < 0) {
    fprintf(stderr, "watchdog: pidfd_getfd(%d): %s\n", number, strerror(errno));
    return;
  }
  char link[64], target[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", taken);
  ssize_t length = readlink(link, target, sizeof target - 1);
  target[length < 0 ? 0 : length] = 0;
  if (strcmp(target, "anon_inode:[fanotify]") != 0) {
    close(taken);
    return;
  }
  /* The enforcer reads in blocking mode and shares the file's flags: poll before each read. */
  if (group >= 0) close(group);
  group = taken;
  group_number = number;
}

static int closed_on(uint64_t device) {
  const struct device *table = orphaned ? last_devices : page->device;
  uint32_t count = orphaned ? last_count : atomic_load(&page->devices);
  for (uint32_t i = 0; i < count && i < MAXIMUM_DEVICES; i++)
    if (table[i].device == device) return table[i].closed != 0;
  return 0;
}

/* Whether an event of that number waited for this answer. */
static int answer(int32_t event, int closed) {
  struct fanotify_response response = {event, closed ? FAN_DENY : FAN_ALLOW};
  if (write(group, &response, sizeof response) != sizeof response) return 0;
  atomic_fetch_add(closed ? &page->refused : &page->passed, 1);
  return 1;
}

/* Answers what the enforcer has read and not answered: the judged event, then all that it holds. */
static void answer_read(void) {
  if (orphaned) return; /* the kernel let those pass when their reader died */
  int32_t judged = atomic_load(&page->judged);
  if (judged >= 0) answer(judged, (int)atomic_load(&page->judged_closed));
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd", enforcer);
  DIR *directory = opendir(path);
  if (!directory) return;
  for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
    char file[400];
    struct stat status;
    int number = atoi(entry->d_name);
    snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
    if (number > 2 && number < FIRST_DESCRIPTOR && stat(file, &status) == 0)
      answer(number, closed_on(status.st_dev)); /* not an event that waits: ENOENT */
  }
  closedir(directory);
}

static void answer_event(const struct fanotify_event_metadata *event) {
  const char *end = (const char *)event + event->event_len;
  const char *at = (const char *)event + event->metadata_len;
  while (at + sizeof(struct fanotify_event_info_header) <= end) {
    const struct fanotify_event_info_header *header = (const void *)at;
    if (header->len < sizeof *header) break;
    /* FAN_EVENT_INFO_TYPE_PIDFD: header, then the descriptor */
    if (header->info_type == 4 && header->len >= 8) {
      int32_t pidfd;
      memcpy(&pidfd, at + 4, sizeof pidfd);
      if (pidfd >= 0) close(pidfd);
    }
    at += header->len;
  }
  if (event->fd < 0) return;
  struct stat status;
  int closed = fstat(event->fd, &status) == 0 && closed_on(status.st_dev);
  answer(event->fd, closed);
  close(event->fd);
}

/* Reads and answers what waits, or waits for it as long as said. */
static void answer_waiting(int millis) {
  static char events[8192] __attribute__((aligned(8)));
  struct pollfd waiting = {group, POLLIN, 0};
  if (poll(&waiting, 1, millis) <= 0) return;
  ssize_t length = read(group, events, sizeof events);
  if (length <= 0) return;
  const struct fanotify_event_metadata *event = (const void *)events;
  for (; FAN_EVENT_OK(event, length); event = FAN_EVENT_NEXT(event, length)) {
    if (event->vers != FANOTIFY_METADATA_VERSION) return;
    answer_event(event);
  }
}

static int late(void) {
  uint64_t time = now(), beat = atomic_load(&page->beat), since = atomic_load(&page->judging_since);
  return (time > beat && time - beat > LATE_NANOS)
      || (since != 0 && time > since && time - since > LATE_NANOS);
}

static int enforcer_died(int millis) {
  struct pollfd process = {enforcer_fd, POLLIN, 0};
  return poll(&process, 1, millis) > 0;
}

/* The enforcer closes the other end, or writes, when it wants this process to end. */
static int told_to_end(void) {
  struct pollfd told = {0, POLLIN, 0};
  return ended || poll(&told, 1, 0) > 0;
}

static void beat(int answers) {
  atomic_store(&page->watchdog_answers, (uint32_t)answers);
  atomic_store(&page->watchdog_beat, now());
}

static void answer_until_successor(void) {
  int closed = 0;
  uint64_t successor_since = 0;
  if ((pid_t)atomic_load(&page->enforcer) == enforcer) {
    last_count = atomic_load(&page->devices);
    if (last_count > MAXIMUM_DEVICES) last_count = MAXIMUM_DEVICES;
    memcpy(last_devices, page->device, sizeof last_devices);
  }
  orphaned = 1;
  /* Whoever reads the enforcer's output waits for its end: this process must not hold it open. */
  int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int fd = 0; fd <= 2 && nowhere >= 0; fd++) dup2(nowhere, fd);
  for (uint32_t i = 0; i < last_count; i++) closed |= last_devices[i].closed != 0;
  if (!closed || group < 0) return;
  while (!ended) {
    int succeeded = (pid_t)atomic_load(&page->enforcer) != enforcer;
    if (succeeded && successor_since == 0) successor_since = now();
    if (succeeded && atomic_load(&page->group) >= 0) return;
    if (succeeded && now() - successor_since > HANDOVER_NANOS) return;
    if (!succeeded) beat(1);
    answer_waiting(50);
  }
}

int main(int count, char **arguments) {
  if (count != 3) {
    fprintf(stderr, "usage: watchdog PAGE PID\n");
    return 2;
  }
  enforcer = atoi(arguments[2]);
  setsid();
  struct sigaction end = {.sa_handler = on_end};
  sigaction(SIGTERM, &end, NULL);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGINT, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (score >= 0) {
    if (write(score, "-1000", 5) < 0) perror("watchdog: oom_score_adj");
    close(score);
  }
  raise_descriptors();
  map_page(arguments[1]);
  enforcer_fd = (int)syscall(SYS_pidfd_open, enforcer, 0);
  if (enforcer_fd < 0) fail("pidfd_open");
  if ((pid_t)atomic_load(&page->enforcer) != enforcer) {
    fprintf(stderr, "watchdog: the page belongs to process %u\n", atomic_load(&page->enforcer));
    return 1;
  }
  atomic_store(&page->watchdog, (uint32_t)getpid());
  while (!enforcer_died(LOOK_MILLIS)) {
    beat(0);
    if (told_to_end()) {
      /* End of file also comes of the enforcer's death: then stay. */
      if (ended || !enforcer_died(100)) return 0;
      break;
    }
    take_group();
    if (group < 0 || !late()) continue;
    answer_read();
    while (late() && !ended && !enforcer_died(0)) {
      beat(1);
      answer_waiting(50);
    }
  }
  answer_until_successor();
  return 0;
}
