// Copies a program and starts the copy, which no image contains. Usage: drop PROGRAM COPY
// Ends with 0 if the copy ran, with 3 if it did not, with 1 if it could not be made.
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc < 3) return 1;
  int from = open(argv[1], O_RDONLY), to = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0755);
  if (from < 0 || to < 0) return 1;
  while (sendfile(to, from, 0, 1 << 20) > 0) {
  }
  close(to);
  int status = 0;
  pid_t child = fork();
  if (child == 0) {
    execl(argv[2], argv[2], (char *)0);
    _exit(126);
  }
  waitpid(child, &status, 0);
  return status == 0 ? 0 : 3;
}
