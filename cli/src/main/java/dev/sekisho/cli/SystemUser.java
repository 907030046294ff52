package dev.sekisho.cli;

import dev.sekisho.enforcer.HostChange;
import dev.sekisho.enforcer.HostJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;

/** The unprivileged user {@code sekisho}, as which the manager and its database run under root. */
final class SystemUser {
  static final String NAME = "sekisho";

  private SystemUser() {}

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /**
   * Makes sure that the user exists.
   *
   * @param directory whose journal remembers that it was made, so that it can be taken away again
   * @return whether it was made now
   */
  static boolean ensure(DataDirectory directory) {
    if (exists()) {
      return false;
    }
    remember(directory.enforcer().resolve("journal"));
    List<String> command =
        List.of(
            "useradd",
            "--system",
            "--user-group",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
            "--shell",
            "/usr/sbin/nologin",
            NAME);
    Outcome outcome = run(command);
    if (outcome.code() != 0 && !exists()) {
      throw Exit.ENVIRONMENT.because("system-user", NAME, outcome.text());
    }
    return true;
  }

  /** What is changed on the host is written down before. */
  private static void remember(Path folder) {
    try (HostJournal journal = HostJournal.open(folder)) {
      journal.record(new HostChange.UserAdded(NAME));
    } catch (IOException e) {
      throw Exit.ENVIRONMENT.because("data-directory", folder, Cause.of(e));
    }
  }

  private static boolean exists() {
    try {
      Path.of("/").getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NAME);
      return true;
    } catch (UserPrincipalNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Words that run a command as this user. */
  static List<String> prefix() {
    return List.of("setpriv", "--reuid=" + NAME, "--regid=" + NAME, "--clear-groups");
  }

  /** Whether this user may read the file or enter the directory. */
  static boolean canRead(Path path) {
    List<String> command = new ArrayList<>(prefix());
    command.addAll(List.of("test", "-r", path.toString()));
    return run(command).code() == 0;
  }

  /** Gives a directory and what is in it to this user, for nobody else to read. */
  static void own(Path directory) {
    try {
      UserPrincipal user =
          directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NAME);
      if (!Files.getOwner(directory).equals(user)) {
        Files.walkFileTree(
            directory,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                  throws IOException {
                if (!attributes.isSymbolicLink()) {
                  Files.setOwner(file, user);
                }
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
                  throws IOException {
                Files.setOwner(each, user);
                return FileVisitResult.CONTINUE;
              }
            });
      }
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw Exit.ENVIRONMENT.because("data-directory", directory, Cause.of(e));
    }
  }

  /**
   * How a short command ended.
   *
   * @param code its exit code
   * @param text what it wrote
   */
  record Outcome(int code, String text) {}

  static Outcome run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return new Outcome(process.waitFor(), text);
    } catch (IOException e) {
      return new Outcome(127, String.valueOf(Cause.of(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome(130, "interrupted");
    }
  }
}
