package dev.sekisho.enforcer;

import dev.sekisho.policy.Messages;
import dev.sekisho.runtime.GateFiles;
import dev.sekisho.runtime.RuntimePlane;
import dev.sekisho.wire.DirectoryLock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Takes all that is ours off the host: the running enforcer, its watchdog, the pinned kernel
 * programs, what the journal says was changed, and the enforcer's data. Containers keep running. It
 * may be run again after it could not finish.
 */
final class Uninstall {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final EnforcerOptions options;
  private final PrintStream out;
  private final Messages messages = Problems.messages();

  Uninstall(EnforcerOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  void run() throws IOException, InterruptedException {
    Path data = options.data();
    if (Files.isDirectory(data)) endProcesses(data);
    RuntimePlane.removeLeftovers(options.pins());
    Files.deleteIfExists(options.pins());
    if (Files.isDirectory(data)) {
      removeGate(data);
      takeBack(data);
      delete(data);
    }
    out.println(messages.text("log.uninstalled"));
  }

  private void endProcesses(Path data) throws IOException, InterruptedException {
    Path pid = data.resolve("pid");
    // The lock tells whether an enforcer runs: a pid alone may be another process's by now.
    if (isLocked(data) && Files.exists(pid)) end(Long.parseLong(Files.readString(pid).strip()));
    if (isLocked(data)) {
      throw Problems.exception("enforcer-does-not-end", data.toString());
    }
    Path watchdog = data.resolve("run").resolve("watchdog");
    for (ProcessHandle process : runningProgram(watchdog)) end(process.pid());
  }

  private static boolean isLocked(Path data) {
    try {
      DirectoryLock.take(data).close();
      return false;
    } catch (IOException held) {
      return true;
    }
  }

  private static List<ProcessHandle> runningProgram(Path program) {
    return ProcessHandle.allProcesses()
        .filter(process -> executable(process).filter(program::equals).isPresent())
        .toList();
  }

  private static Optional<Path> executable(ProcessHandle process) {
    try {
      return Optional.of(Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/exe")));
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  private static void end(long pid) throws InterruptedException {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isEmpty()) return;
    process.get().destroy();
    try {
      process.get().onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException stubborn) {
      process.get().destroyForcibly();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** While containers call it a link stays in its place, and the journal knows that. */
  private void removeGate(Path data) throws IOException {
    boolean left;
    try (HostJournal journal = HostJournal.open(data.resolve("journal"))) {
      boolean installed =
          journal.open().stream().anyMatch(HostChange.GateInstalled.class::isInstance);
      left = installed && !new GateInstallation(options, out).remove(journal);
    }
    if (left) {
      throw Problems.exception("uninstall-incomplete", options.gate().toString());
    }
    new GateFiles(options.gate()).delete();
  }

  private void takeBack(Path data) throws IOException {
    try (HostJournal journal = HostJournal.open(data.resolve("journal"))) {
      Path manager = data.resolveSibling("manager");
      boolean managed = Files.isDirectory(manager) && !isEmpty(manager);
      // The manager's data would belong to nobody, and to whoever gets the number next.
      List<String> left =
          new HostRestoration(options.hostRoot())
              .takeBack(journal, change -> !(managed && change instanceof HostChange.UserAdded));
      for (HostChange change : journal.open()) {
        if (managed && change instanceof HostChange.UserAdded user) {
          out.println(messages.text("log.user-stays", user.name(), manager.toString()));
        }
      }
      if (!left.isEmpty()) {
        throw Problems.exception("uninstall-incomplete", String.join("; ", left));
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path each, @org.jspecify.annotations.Nullable IOException e) throws IOException {
            if (e != null) throw e;
            Files.delete(each);
            return FileVisitResult.CONTINUE;
          }
        });
    Path parent = directory.getParent();
    if (parent != null && isEmpty(parent)) Files.delete(parent);
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      return !entries.iterator().hasNext();
    }
  }
}
