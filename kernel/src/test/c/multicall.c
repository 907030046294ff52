/* A multi-call binary with busybox's rule: the applet is the last component of argv[0], or of argv[1] when that is "busybox". */
#include <stdio.h>
#include <string.h>

int main(int count, char **words) {
  for (int i = 0; i < count; i++) {
    char *slash = strrchr(words[i], '/');
    char *name = slash ? slash + 1 : words[i];
    if (*name == '-') name++;
    if (!strncmp(name, "busybox", 7)) continue;
    printf("RAN %s\n", name);
    return 0;
  }
  return 127;
}
