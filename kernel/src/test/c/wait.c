/* Says that it runs, waits for a line, then becomes another program: wait PROGRAM ARGUMENT… */
#include <unistd.h>

int main(int count, char **words) {
  char line[64];
  if (count < 2 || write(1, ".", 1) != 1 || read(0, line, sizeof line) < 1) return 124;
  execv(words[1], words + 1);
  return 125;
}
