package dev.sekisho.kernel.guard;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The programs in {@code src/test/c}, compiled statically into a directory. */
final class TestPrograms {
  private static final Path SOURCES = Path.of("src/test/c");

  private TestPrograms() {}

  /** Compiles all of them; the test is skipped where there is no C compiler. */
  static Path compileInto(Path directory) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "SKIPPED: no C compiler /usr/bin/cc");
    for (String name : List.of("hello", "multicall", "enter", "escape", "forks", "uring", "wait")) {
      Path target = directory.resolve(name);
      TestContainer.run(
          List.of(
              "cc",
              "-O1",
              "-Wall",
              "-Werror",
              "-static",
              "-pthread",
              "-o",
              target.toString(),
              SOURCES.resolve(name + ".c").toString()));
    }
    TestContainer.run(
        List.of(
            "cc",
            "-Wl,--dynamic-linker=/bin/loader",
            "-o",
            directory.resolve("interpreted").toString(),
            SOURCES.resolve("interpreted.c").toString()));
    TestContainer.run(
        List.of(
            "cc",
            "-nostdlib",
            "-static",
            "-fno-stack-protector",
            "-o",
            directory.resolve("loader").toString(),
            SOURCES.resolve("loader.c").toString()));
    return directory;
  }
}
