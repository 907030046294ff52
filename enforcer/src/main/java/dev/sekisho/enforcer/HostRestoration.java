package dev.sekisho.enforcer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Takes the changes of a journal back, the last one first. */
public final class HostRestoration {
  private final HostRoot root;

  public HostRestoration(HostRoot root) {
    this.root = root;
  }

  /**
   * Takes all back that can be.
   *
   * @return what could not be taken back, and stays in the journal: each a reason for a person
   * @throws IOException the journal itself cannot be written
   */
  public List<String> takeAllBack(HostJournal journal) throws IOException {
    return takeBack(journal, change -> true);
  }

  /** The same for some of the changes only; the others stay as they are. */
  public List<String> takeBack(HostJournal journal, Predicate<HostChange> which)
      throws IOException {
    List<String> left = new ArrayList<>();
    for (HostChange change : journal.open()) {
      if (!which.test(change)) continue;
      try {
        takeBack(change);
        journal.takenBack(change);
      } catch (IOException e) {
        left.add(change + ": " + e.getMessage());
      }
    }
    return left;
  }

  private void takeBack(HostChange change) throws IOException {
    switch (change) {
      case HostChange.FileWritten written -> restore(written);
      case HostChange.FileMade made -> Files.deleteIfExists(root.of(made.path()));
      case HostChange.DirectoryMade made -> removeEmpty(root.of(made.path()));
      case HostChange.Mounted mounted -> unmount(root.of(mounted.path()));
      case HostChange.UserAdded user -> removeUser(user.name());
      // Only with the engine: GateInstallation does it, before all else is taken back.
      case HostChange.GateInstalled gate -> throw new IOException("the gate is still there");
    }
  }

  private void restore(HostChange.FileWritten written) throws IOException {
    Path file = root.of(written.path());
    if (!Files.exists(file)) return; // a cgroup that is gone took its settings along
    String now = Files.readString(file).strip();
    // Somebody else wrote it since: it is theirs now.
    if (!now.equals(written.newText())) return;
    Files.writeString(file, written.oldText() + "\n");
  }

  private static void removeEmpty(Path directory) throws IOException {
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      throw new IOException("is not empty", e);
    }
  }

  private static void unmount(Path directory) throws IOException {
    String mounts = Files.readString(Path.of("/proc/self/mounts"));
    String written = directory.toString().replace("\\", "\\134").replace(" ", "\\040");
    if (mounts.lines().noneMatch(line -> line.split(" ", 3)[1].equals(written))) return;
    run("umount", directory.toString());
  }

  private void removeUser(String name) throws IOException {
    boolean there;
    try (var lines = Files.lines(root.of("/etc/passwd"))) {
      there = lines.anyMatch(line -> line.startsWith(name + ":"));
    }
    if (!there) return;
    if (root.equals(HostRoot.SLASH)) run("userdel", name);
    else run("userdel", "--root", root.directory().toString(), name);
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command[0] + " did not end in 30 seconds");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(command[0] + " was interrupted", e);
    }
    if (process.exitValue() != 0) throw new IOException(command[0] + ": " + output.strip());
  }
}
