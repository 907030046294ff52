/* A program whose ELF interpreter is /bin/loader, which runs instead of it. */
int main(void) { return 0; }
