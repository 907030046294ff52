package dev.sekisho.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A home that the manager's user can read. Where the program lies below a directory that is closed
 * to that user (a checkout in /root), manager and JVM are copied into the data directory.
 */
final class ProgramCopy {
  private final Terminal terminal;
  private final Home home;
  private final DataDirectory directory;
  private final boolean root;

  ProgramCopy(Terminal terminal, Home home, DataDirectory directory, boolean root) {
    this.terminal = terminal;
    this.home = home;
    this.directory = directory;
    this.root = root;
  }

  /** The home itself, or a copy of it. */
  Home readableHome() {
    if (!Files.exists(home.managerJar())) {
      throw Exit.ENVIRONMENT.because("manager-missing", home.managerJar());
    }
    if (!root) {
      return home;
    }
    if (!SystemUser.canRead(directory.manager())) {
      throw Exit.ENVIRONMENT.because("data-directory-closed", directory.folder(), SystemUser.NAME);
    }
    boolean program = SystemUser.canRead(home.managerJar());
    boolean java = SystemUser.canRead(home.javaCommand());
    if (program && java) {
      return home;
    }
    Path copies = directory.folder().resolve("program");
    terminal.tell("up.copying-program", SystemUser.NAME, copies);
    Path folder = program ? home.folder() : copy(home.folder(), copies.resolve("home"), "manager");
    Path runtime = java ? home.java() : copy(home.java(), copies.resolve("java"), "");
    return new Home(folder, runtime);
  }

  private static Path copy(Path from, Path to, String part) {
    Path source = from.resolve(part);
    Path target = to.resolve(part);
    try {
      Files.createDirectories(target);
    } catch (IOException e) {
      throw Exit.ENVIRONMENT.because("data-directory", target, Cause.of(e));
    }
    SystemUser.Outcome outcome =
        SystemUser.run(List.of("cp", "-a", "--update", source + "/.", target.toString()));
    if (outcome.code() != 0) {
      throw Exit.ENVIRONMENT.because("data-directory", target, outcome.text());
    }
    return to;
  }
}
