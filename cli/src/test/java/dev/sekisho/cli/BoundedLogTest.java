package dev.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedLogTest {
  @Test
  void atMostTwoPartsAreKept(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("manager.log");
    try (BoundedLog log = new BoundedLog(file, 1000)) {
      for (int i = 0; i < 10_000; i++) {
        log.line("line " + i);
      }
      assertThat(log.lastLines()).hasSize(20).last().isEqualTo("line 9999");
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.mapToLong(each -> each.toFile().length()).sum()).isLessThan(2100);
    }
    assertThat(Files.readString(file)).endsWith("line 9999\n");
  }
}
