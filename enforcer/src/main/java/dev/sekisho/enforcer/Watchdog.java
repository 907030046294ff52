package dev.sekisho.enforcer;

import dev.sekisho.model.Action;
import dev.sekisho.model.Severity;
import dev.sekisho.runtime.Pulse;
import dev.sekisho.wire.OwnerOnly;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Starts the watchdog ({@code src/main/c/watchdog.c}), starts it anew when it is gone, and tells
 * what it answered in the enforcer's place.
 */
final class Watchdog {
  /** Where the watchdog writes its own beat into the page of {@link Pulse}; see watchdog.c. */
  private static final long BEAT_OFFSET = 32712;

  private static final Duration SILENCE = Duration.ofSeconds(5);

  private final Path program;
  private final Path page;
  private final Path told;
  private final DecisionLog decisions;
  private Optional<Process> process = Optional.empty();
  private long startedAtNanos;
  private boolean stopped;

  private Watchdog(Path program, Path page, Path told, DecisionLog decisions) {
    this.program = program;
    this.page = page;
    this.told = told;
    this.decisions = decisions;
  }

  /**
   * Prepares the watchdog for this machine.
   *
   * @param directory where its program is put
   * @param page file of the {@link Pulse}
   * @return empty where there is no watchdog for this architecture
   */
  static Optional<Watchdog> prepare(Path directory, Path page, DecisionLog decisions)
      throws IOException {
    String resource = "watchdog-" + System.getProperty("os.arch");
    try (InputStream stream = Watchdog.class.getResourceAsStream(resource)) {
      if (stream == null) return Optional.empty();
      byte[] content = stream.readAllBytes();
      OwnerOnly.createDirectories(directory);
      Path program = directory.resolve("watchdog");
      if (!Files.exists(program) || !Arrays.equals(Files.readAllBytes(program), content)) {
        OwnerOnly.replace(program, content);
      }
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
      return Optional.of(
          new Watchdog(program, page, directory.resolve("watchdog-told"), decisions));
    }
  }

  /** Starts it; it looks for the enforcer's fanotify descriptor by itself. */
  synchronized void start() throws IOException {
    process =
        Optional.of(
            new ProcessBuilder(
                    program.toString(),
                    page.toString(),
                    Long.toString(ProcessHandle.current().pid()))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    startedAtNanos = System.nanoTime();
  }

  /** Looks after it; called each second. */
  synchronized void check(Pulse pulse) throws IOException {
    if (stopped) return;
    tell(pulse);
    boolean silent = silentFor().compareTo(SILENCE) > 0;
    if (process.isPresent() && process.get().isAlive() && !silent) return;
    process.ifPresent(Process::destroyForcibly);
    start();
    decisions.notice("watchdog-lost", Severity.HIGH, Map.of("why", silent ? "silent" : "ended"));
  }

  /** By its beat, or since its start if it has not beaten yet. */
  private Duration silentFor() throws IOException {
    ByteBuffer beat = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    try (FileChannel file = FileChannel.open(page)) {
      if (file.read(beat, BEAT_OFFSET) < Long.BYTES) return Duration.ZERO;
    }
    long last = Math.max(beat.flip().getLong(), startedAtNanos);
    return Duration.ofNanos(System.nanoTime() - last);
  }

  /**
   * Tells what the watchdog did since it was told last, by an earlier enforcer too: the page and
   * what was told outlive both.
   */
  synchronized void tell(Pulse pulse) throws IOException {
    long passed = pulse.passedByWatchdog();
    long refused = pulse.refusedByWatchdog();
    Told before = told();
    // A page that was made anew begins at zero.
    long newPassed = passed - (passed < before.passed() ? 0 : before.passed());
    long newRefused = refused - (refused < before.refused() ? 0 : before.refused());
    if (newPassed == 0 && newRefused == 0) return;
    boolean taken = true;
    if (newPassed > 0) taken = answered("failed-open", newPassed, Action.FAILED_OPEN);
    if (newRefused > 0) taken &= answered("failed-closed", newRefused, Action.FAILED_CLOSED);
    if (taken) {
      OwnerOnly.replace(told, (passed + " " + refused + "\n").getBytes(StandardCharsets.US_ASCII));
    }
  }

  private boolean answered(String id, long count, Action action) {
    return decisions.notice(
        id, Severity.HIGH, Map.of("count", Long.toString(count)), action, "watchdog");
  }

  private record Told(long passed, long refused) {}

  private Told told() throws IOException {
    try {
      String[] numbers = Files.readString(told).strip().split(" ", 2);
      return new Told(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
    } catch (NoSuchFileException e) {
      return new Told(0, 0);
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new IOException(told + " is damaged", e);
    }
  }

  /** Ends it: whatever waits passes, when the enforcer has closed its own descriptor too. */
  synchronized void stop() {
    stopped = true;
    if (process.isEmpty()) return;
    try {
      process.get().getOutputStream().close();
      if (!process.get().waitFor(2, TimeUnit.SECONDS)) process.get().destroyForcibly();
    } catch (IOException e) {
      process.get().destroyForcibly();
    } catch (InterruptedException e) {
      process.get().destroyForcibly();
      Thread.currentThread().interrupt();
    }
    process = Optional.empty();
  }

  /** For tests. */
  synchronized Optional<ProcessHandle> handle() {
    return process.map(Process::toHandle);
  }
}
