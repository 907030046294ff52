// The shortest program: what remains is the cost of starting it.
int main(void) { return 0; }
