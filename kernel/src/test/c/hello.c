/* What the tests try to run: it says that it ran. */
#include <unistd.h>

int main(void) {
  return write(1, "RAN\n", 4) == 4 ? 0 : 1;
}
