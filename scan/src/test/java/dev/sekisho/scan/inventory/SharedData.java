package dev.sekisho.scan.inventory;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Test data that lies beside the repository; a test that needs it says so where it is absent. */
public final class SharedData {
  private SharedData() {}

  public static Path path(String relative) {
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null && !Files.isDirectory(directory.resolve("shared/data"))) {
      directory = directory.getParent();
    }
    Path path = directory == null ? null : directory.resolve("shared/data").resolve(relative);
    if (path == null || !Files.exists(path)) {
      System.err.println("NOT RUN: ../shared/data/" + relative + " is absent");
    }
    Assumptions.assumeTrue(
        path != null && Files.exists(path), "../shared/data/" + relative + " is absent");
    return path;
  }
}
