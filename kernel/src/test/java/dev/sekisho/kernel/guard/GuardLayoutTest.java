package dev.sekisho.kernel.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardLayoutTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/dev/sekisho/kernel/guard/layout.golden");

  @Test
  void javaHasTheOffsetsAndNumbersThatTheCCompilerRecorded() throws IOException {
    assertThat(javaLayout()).isEqualTo(Files.readAllLines(GOLDEN));
  }

  @Test
  void theRecordIsWhatTheCCompilerSaysToday(@TempDir Path directory) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "SKIPPED: no C compiler /usr/bin/cc");
    String program = directory.resolve("layout").toString();
    TestContainer.run(List.of("cc", "-o", program, "src/test/c/layout.c"));
    assertThat(TestContainer.run(List.of(program)).lines().toList())
        .isEqualTo(Files.readAllLines(GOLDEN));
  }

  private static List<String> javaLayout() {
    List<String> lines = new ArrayList<>();
    for (StructLayout struct :
        List.of(
            GuardLayout.LIMIT,
            GuardLayout.CONFIGURATION,
            GuardLayout.ROOT,
            GuardLayout.STATE,
            GuardLayout.TEMPLATE,
            GuardLayout.RULE_KEY,
            GuardLayout.RULE,
            GuardLayout.FILE,
            GuardLayout.SETTINGS,
            GuardLayout.EVENT,
            GuardLayout.MATCH,
            GuardLayout.EXECUTION,
            GuardLayout.EXIT,
            GuardLayout.MEMORY,
            GuardLayout.FORKS,
            GuardLayout.LEFT,
            GuardLayout.ROOT_LEARNED)) {
      String name = struct.name().orElseThrow();
      lines.add(name + " " + struct.byteSize());
      for (MemoryLayout member : struct.memberLayouts()) {
        String field = member.name().orElseThrow();
        lines.add(
            name + "." + field + " " + GuardLayout.offset(struct, field) + " " + member.byteSize());
      }
    }
    for (Mode mode : Mode.values()) lines.add("MODE_" + mode + " " + mode.code());
    for (GuardCodec.Control control : GuardCodec.Control.values())
      lines.add("CONTROL_" + control + " " + control.code());
    for (GuardCodec.RuleKind kind : GuardCodec.RuleKind.values())
      lines.add("RULE_" + kind + " " + kind.code());
    for (GuardEvent.Reason reason : GuardEvent.Reason.values())
      lines.add("REASON_" + reason + " " + reason.code());
    return lines;
  }
}
