package dev.sekisho.kernel.guard;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The programs in {@code src/test/c}, compiled once for all tests of a process. */
final class TestPrograms {
  private static final Path SOURCES = Path.of("src/test/c");

  private TestPrograms() {}

  /** Made when the first test asks. */
  private static final class Compiled {
    static final Path DIRECTORY = compile();
  }

  /** The directory with the programs; the test is skipped where there is no C compiler. */
  static Path directory() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "SKIPPED: no C compiler /usr/bin/cc");
    return Compiled.DIRECTORY;
  }

  private static Path compile() {
    try {
      Path directory = Files.createTempDirectory("sekisho-kernel-test");
      for (String name :
          List.of("hello", "multicall", "enter", "escape", "forks", "uring", "wait")) {
        compile(directory, name, "-O1", "-static", "-pthread");
      }
      compile(directory, "loader", "-nostdlib", "-static", "-fno-stack-protector");
      compile(directory, "interpreted", "-Wl,--dynamic-linker=/bin/loader");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compile(Path directory, String name, String... options) throws IOException {
    List<String> end =
        List.of(
            "-Wall",
            "-Werror",
            "-o",
            directory.resolve(name).toString(),
            SOURCES.resolve(name + ".c").toString());
    TestContainer.run(
        Stream.of(Stream.of("cc"), Stream.of(options), end.stream())
            .flatMap(words -> words)
            .toList());
  }

  private static void remove(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) Files.delete(file);
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
