package dev.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoImageTest {
  @Test
  void theProgramIsTheOneThatWasBuiltFromTheSource() throws Exception {
    TreeMap<String, String> recorded = new TreeMap<>();
    try (InputStream in =
        Objects.requireNonNull(DemoImageTest.class.getResourceAsStream("demo/probe.sha256"))) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> List.of(line.split("\\s+", -1)))
          .forEach(words -> recorded.put(words.get(1), words.get(0)));
    }
    assertThat(recorded)
        .as("run script/probe.sh after a change of probe.c")
        .containsEntry("probe.c", sha256(Files.readAllBytes(Path.of("src/main/c/probe.c"))));
    for (String architecture : DemoImage.ARCHITECTURES) {
      Path program = Path.of("src/main/resources/dev/sekisho/cli/demo/probe-" + architecture);
      assertThat(recorded)
          .containsEntry("probe-" + architecture, sha256(Files.readAllBytes(program)));
    }
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void tarReadsTheFileSystemAndItsProgramsRun(@TempDir Path directory) throws Exception {
    Path archive = Files.write(directory.resolve("image.tar"), DemoImage.tar());
    Path root = Files.createDirectory(directory.resolve("root"));
    assertThat(
            SystemUser.run(List.of("tar", "-xpf", archive.toString(), "-C", root.toString()))
                .text())
        .isEmpty();
    String run = root.resolve("bin/run").toString();
    String copy = root.resolve("bin/copy").toString();
    String dropped = root.resolve("tmp/dropped").toString();
    assertThat(SystemUser.run(List.of(copy, root.resolve("bin/hello").toString(), dropped)))
        .isEqualTo(new SystemUser.Outcome(0, ""));
    assertThat(SystemUser.run(List.of(run, dropped, "hello")))
        .isEqualTo(new SystemUser.Outcome(0, "hello from inside the container"));
    assertThat(SystemUser.run(List.of(run, root.resolve("bin/none").toString())).code())
        .isEqualTo(126);
  }
}
