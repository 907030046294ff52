/*
 * The program inside the demo's container: many small commands in one static file, chosen by the name under which it is
 * called (the last component of argv[0]) or, where that is no command, by its first argument. It uses no library, so that the demo
 * needs nothing but the kernel. Each way to run a program that drift prevention must stop has a command here.
 *
 * Built by script/probe.sh; cli/src/test/…/DemoImageTest compares this source with what the build recorded.
 */

typedef unsigned long size;
typedef long word;

#if defined(__x86_64__)
enum { READ = 0, WRITE = 1, NANOSLEEP = 35, CLONE = 56, EXECVE = 59, EXIT = 60, WAIT4 = 61, LSEEK = 8, OPENAT = 257,
       UNLINKAT = 263, LINKAT = 265, FCHMODAT = 268, MEMFD_CREATE = 319, EXECVEAT = 322, CLOSE = 3, SIGACTION = 13,
       RENAMEAT = 264 };
static word call6(word n, word a, word b, word c, word d, word e, word f) {
  word r;
  register word r10 __asm__("r10") = d;
  register word r8 __asm__("r8") = e;
  register word r9 __asm__("r9") = f;
  __asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
  return r;
}
__asm__(".globl _start\n_start:\n xor %ebp,%ebp\n mov %rsp,%rdi\n and $-16,%rsp\n call start\n");
#elif defined(__aarch64__)
enum { READ = 63, WRITE = 64, NANOSLEEP = 101, CLONE = 220, EXECVE = 221, EXIT = 93, WAIT4 = 260, LSEEK = 62, OPENAT = 56,
       UNLINKAT = 35, LINKAT = 37, FCHMODAT = 53, MEMFD_CREATE = 279, EXECVEAT = 281, CLOSE = 57, SIGACTION = 134,
       RENAMEAT = 38 };
static word call6(word n, word a, word b, word c, word d, word e, word f) {
  register word x8 __asm__("x8") = n;
  register word x0 __asm__("x0") = a;
  register word x1 __asm__("x1") = b;
  register word x2 __asm__("x2") = c;
  register word x3 __asm__("x3") = d;
  register word x4 __asm__("x4") = e;
  register word x5 __asm__("x5") = f;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
  return x0;
}
__asm__(".globl _start\n_start:\n mov x29,#0\n mov x0,sp\n bl start\n");
#else
#error "no system call numbers for this architecture"
#endif

#define CALL(n, a, b, c, d) call6(n, (word)(a), (word)(b), (word)(c), (word)(d), 0, 0)

enum { AT_FDCWD = -100, AT_EMPTY_PATH = 0x1000, O_WRONLY = 1, O_RDWR = 2, O_CREAT = 0100, O_TRUNC = 01000, O_APPEND = 02000,
       O_CLOEXEC = 02000000, SIGCHLD = 17, NOT_RUN = 126, NO_SUCH_COMMAND = 127, EPERM = 1, ENOENT = 2, EACCES = 13 };

static char **environment;

static size length(const char *text) {
  size n = 0;
  while (text[n]) n++;
  return n;
}

static int same(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return *a == *b;
}

static void say(int to, const char *text) { CALL(WRITE, to, text, length(text), 0); }

static void say_number(int to, word number) {
  char digits[24];
  int at = sizeof digits - 1;
  digits[at] = 0;
  do digits[--at] = (char)('0' + number % 10);
  while ((number /= 10) > 0);
  say(to, digits + at);
}

static void leave(int code) {
  for (;;) CALL(EXIT, code, 0, 0, 0);
}

/* "WHAT: NAME: Operation not permitted (errno 1)" */
static int failed(const char *what, const char *name, word error) {
  say(2, what), say(2, ": "), say(2, name), say(2, ": ");
  say(2, error == -EPERM    ? "Operation not permitted"
         : error == -EACCES ? "Permission denied"
         : error == -ENOENT ? "No such file or directory"
                            : "error");
  say(2, " (errno "), say_number(2, -error), say(2, ")\n");
  return NOT_RUN;
}

static word number(const char *text) {
  word n = 0;
  while (*text >= '0' && *text <= '9') n = n * 10 + (*text++ - '0');
  return n;
}

static void sleep_seconds(word seconds) {
  word time[2] = {seconds, 0};
  CALL(NANOSLEEP, time, 0, 0, 0);
}

static word fork_child(void) { return CALL(CLONE, SIGCHLD, 0, 0, 0); }

static word pour(word from, word to) {
  static char block[65536];
  word n;
  while ((n = CALL(READ, from, block, sizeof block, 0)) > 0)
    if (CALL(WRITE, to, block, n, 0) != n) return -EPERM;
  return n;
}

static int copy(const char *from, const char *to) {
  word in = CALL(OPENAT, AT_FDCWD, from, O_CLOEXEC, 0);
  if (in < 0) return failed("copy", from, in);
  word out = CALL(OPENAT, AT_FDCWD, to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
  if (out < 0) return failed("copy", to, out);
  word poured = pour(in, out);
  CALL(CLOSE, in, 0, 0, 0), CALL(CLOSE, out, 0, 0, 0);
  return poured < 0 ? failed("copy", to, poured) : 0;
}

static int touch_end(const char *path) {
  word file = CALL(OPENAT, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CLOEXEC, 0);
  if (file < 0) return failed("modify", path, file);
  CALL(WRITE, file, "\n", 1, 0);
  return (int)CALL(CLOSE, file, 0, 0, 0);
}

/* Waits for the child and says how it ended, as a shell does. */
static int outcome(const char *what, const char *name, word child) {
  int status = 0;
  CALL(WAIT4, child, &status, 0, 0);
  int signal = status & 0x7f;
  if (!signal) return (status >> 8) & 0xff;
  say(2, what), say(2, ": "), say(2, name), say(2, ": killed by signal "), say_number(2, signal), say(2, "\n");
  return 128 + signal;
}

static int run(char **command) {
  word child = fork_child();
  if (child < 0) return failed("run", command[0], child);
  if (child == 0) leave(failed("run", command[0], CALL(EXECVE, command[0], command, environment, 0)));
  return outcome("run", command[0], child);
}

static int run_descriptor(const char *what, word file, char **command) {
  word child = fork_child();
  if (child < 0) return failed(what, command[0], child);
  if (child == 0)
    leave(failed(what, command[0], call6(EXECVEAT, file, (word) "", (word)command, (word)environment, AT_EMPTY_PATH, 0)));
  return outcome(what, command[0], child);
}

/* Runs a program from a file that has no name any more. */
static int run_deleted(char **command) {
  static const char path[] = "/tmp/deleted";
  int copied = copy(command[0], path);
  if (copied) return copied;
  word file = CALL(OPENAT, AT_FDCWD, path, O_CLOEXEC, 0);
  if (file < 0) return failed("deleted", path, file);
  CALL(UNLINKAT, AT_FDCWD, path, 0, 0);
  return run_descriptor("deleted", file, command);
}

/* Runs a program from anonymous memory. */
static int run_memory(char **command) {
  word in = CALL(OPENAT, AT_FDCWD, command[0], O_CLOEXEC, 0);
  if (in < 0) return failed("memory", command[0], in);
  word memory = CALL(MEMFD_CREATE, "probe", 1, 0, 0);
  if (memory < 0) return failed("memory", command[0], memory);
  word poured = pour(in, memory);
  if (poured < 0) return failed("memory", command[0], poured);
  return run_descriptor("memory", memory, command);
}

/* Grows by doubling until it is refused, holds for a while, and says how many it was refused. With "again" every generation
   is a new program. Bounded, so that it can also be run with the guard off. */
static int bomb(const char *self, word generations, int again) {
  char depth[24], *command[5] = {"probe", again ? "bomb-exec" : "bomb", depth, 0, 0};
  for (word left = generations; left > 0; left--) {
    word child = fork_child();
    if (child < 0) {
      say(2, "bomb: refused\n");
      break;
    }
    if (child == 0 && again) {
      int at = sizeof depth - 1;
      word rest = left - 1;
      depth[at] = 0;
      do depth[--at] = (char)('0' + rest % 10);
      while ((rest /= 10) > 0);
      command[2] = depth + at;
      leave(failed("bomb", self, CALL(EXECVE, self, command, environment, 0)));
    }
  }
  sleep_seconds(3);
  return 0;
}

/* Starts children that all live at once; says how many were started. */
static int crowd(word wanted) {
  word started = 0;
  for (; started < wanted; started++) {
    word child = fork_child();
    if (child < 0) break;
    if (child == 0) sleep_seconds(2), leave(0);
  }
  say_number(1, started), say(1, " children\n");
  return started == wanted ? 0 : 1;
}

static void stop(int signal) {
  (void)signal;
  leave(0);
}

/* The container's first program: reaps what is left to it, ends at SIGTERM. */
static int rest(void) {
#if defined(__x86_64__)
  /* SA_RESTORER: never used, the handler does not return */
  struct { void (*handler)(int); size flags; void *restorer; size mask; } action = {stop, 0x04000000, 0, 0};
#else
  struct { void (*handler)(int); size flags; size mask; } action = {stop, 0, 0};
#endif
  CALL(SIGACTION, 15, &action, 0, 8);
  say(1, "probe: ready\n");
  for (;;) {
    if (CALL(WAIT4, -1, 0, 0, 0) < 0) sleep_seconds(1);
  }
}

static int choose(const char *self, const char *name, char **arguments, int count) {
  if (same(name, "hello")) return say(1, "hello from inside the container\n"), 0;
  if (same(name, "wget")) return say(1, "wget: here a download would begin\n"), 0;
  if (same(name, "rest")) return rest();
  if (same(name, "copy") && count == 2) return copy(arguments[0], arguments[1]);
  if (same(name, "modify") && count == 1) return touch_end(arguments[0]);
  if (same(name, "link") && count == 2) {
    word linked = call6(LINKAT, AT_FDCWD, (word)arguments[0], AT_FDCWD, (word)arguments[1], 0, 0);
    return linked < 0 ? failed("link", arguments[1], linked) : 0;
  }
  if (same(name, "run") && count >= 1) return run(arguments);
  if (same(name, "deleted") && count >= 1) return run_deleted(arguments);
  if (same(name, "memory") && count >= 1) return run_memory(arguments);
  if (same(name, "bomb") && count == 1) return bomb(self, number(arguments[0]), 0);
  if (same(name, "bomb-exec") && count == 1) return bomb(self, number(arguments[0]), 1);
  if (same(name, "crowd") && count == 1) return crowd(number(arguments[0]));
  say(2, "probe: hello | wget | rest | copy FROM TO | modify FILE | link FROM TO | run PROGRAM… | deleted PROGRAM… | memory PROGRAM… |\n"
         "       bomb GENERATIONS | bomb-exec GENERATIONS | crowd NUMBER\n");
  return NO_SUCH_COMMAND;
}

static int is_command(const char *name) {
  static const char *const names[] = {"hello", "wget", "rest", "copy", "modify", "link", "run", "deleted", "memory", "bomb",
                                      "bomb-exec", "crowd"};
  for (size i = 0; i < sizeof names / sizeof *names; i++)
    if (same(name, names[i])) return 1;
  return 0;
}

/* stack: argc, argv…, 0, environment…, 0 */
__attribute__((used)) void start(word *stack) {
  int count = (int)stack[0];
  char **arguments = (char **)(stack + 1);
  environment = arguments + count + 1;
  const char *name = count ? arguments[0] : "probe";
  for (const char *at = name; *at; at++)
    if (*at == '/') name = at + 1;
  if (!is_command(name) && count > 1) {
    arguments++, count--;
    name = arguments[0];
  }
  leave(choose("/proc/self/exe", name, arguments + 1, count - 1));
}
