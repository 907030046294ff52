package dev.sekisho.kernel.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed objects belong to the committed sources. */
class GuardObjectTest {
  private static final Path SOURCES = Path.of("src/main/bpf");
  private static final Path OBJECTS = Path.of("src/main/resources/dev/sekisho/kernel/guard");

  @Test
  void theObjectsWereMadeFromTheseSources() throws IOException {
    List<String> recorded = Files.readAllLines(OBJECTS.resolve("guard.digests"));
    assertThat(recorded.getFirst()).startsWith("toolchain ").contains("clang");
    List<String> now =
        Stream.concat(digests("source", SOURCES, ""), digests("object", OBJECTS, ".bpf.o"))
            .toList();
    assertThat(recorded.subList(1, recorded.size())).as("run kernel/build-bpf.sh").isEqualTo(now);
  }

  @Test
  @Tag("bpf-rebuild")
  void rebuiltObjectsAreTheSame(@TempDir Path directory) throws IOException {
    assumeTrue(
        Boolean.getBoolean("sekisho.bpf.rebuild"),
        "SKIPPED: not asked for by -Dsekisho.bpf.rebuild=true");
    TestContainer.run(List.of("./build-bpf.sh", directory.toString()));
    assertThat(Files.readAllLines(directory.resolve("guard.digests")))
        .isEqualTo(Files.readAllLines(OBJECTS.resolve("guard.digests")));
  }

  private static Stream<String> digests(String kind, Path directory, String ending)
      throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(ending))
          .sorted()
          .map(file -> kind + " " + sha256(file) + "  " + file.getFileName())
          .toList()
          .stream();
    }
  }

  private static String sha256(Path file) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
