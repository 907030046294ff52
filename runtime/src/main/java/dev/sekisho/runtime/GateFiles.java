package dev.sekisho.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The directory of the gate: its program, and which runtime it becomes.
 *
 * @param directory such as {@code /var/lib/sekisho/gate}
 */
public record GateFiles(Path directory) {
  /** The engine's name for the gate. */
  public static final String RUNTIME = "sekisho-gate";

  /** The gate's program. */
  public Path program() {
    return directory.resolve("gate");
  }

  /**
   * Puts the program there.
   *
   * @param runtime absolute path of the real runtime
   * @return false where there is no gate for this architecture
   */
  public boolean install(String runtime) throws IOException {
    String resource = "gate-" + System.getProperty("os.arch");
    try (InputStream stream = GateFiles.class.getResourceAsStream(resource)) {
      if (stream == null) return false;
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      replace(
          directory.resolve("runtime"), (runtime + "\n").getBytes(StandardCharsets.UTF_8), false);
      replace(program(), stream.readAllBytes(), true);
      return true;
    }
  }

  /** The real runtime's path. */
  public String runtime() throws IOException {
    return Files.readString(directory.resolve("runtime")).strip();
  }

  /**
   * Leaves a link to the real runtime in the program's place: containers that were started through
   * the gate call it until they end.
   */
  public void becomeLink() throws IOException {
    Path fresh = directory.resolve("gate.new");
    Files.deleteIfExists(fresh);
    Files.createSymbolicLink(fresh, Path.of(runtime()));
    Files.move(fresh, program(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Takes all away. */
  public void delete() throws IOException {
    for (String name :
        new String[] {
          "gate",
          "gate.new",
          "runtime",
          "runtime.new",
          "fail-mode",
          "fail-mode.new",
          "unjudged",
          "unjudged.taken",
          "socket"
        }) {
      Files.deleteIfExists(directory.resolve(name));
    }
    if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) Files.delete(directory);
  }

  private static void replace(Path file, byte[] content, boolean program) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh,
        PosixFilePermissions.asFileAttribute(
            PosixFilePermissions.fromString(program ? "rwx------" : "rw-------")));
    Files.write(fresh, content);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
