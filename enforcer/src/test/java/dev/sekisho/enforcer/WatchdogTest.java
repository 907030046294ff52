package dev.sekisho.enforcer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.model.Action;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Event;
import dev.sekisho.runtime.Pulse;
import dev.sekisho.wire.Json;
import dev.sekisho.wire.Spool;
import dev.sekisho.wire.SpooledBatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogTest {
  /** Offsets in the page, see Pulse. */
  private static final int ANSWERED = 40;

  private static final int PASSED = 48;
  private static final int REFUSED = 56;

  private static final Duration ALLOWED = Duration.ofSeconds(2);

  @TempDir Path directory;
  private final List<Process> processes = new ArrayList<>();
  private final List<Long> watchdogs = new ArrayList<>();
  private Path tmpfs = Path.of("/nowhere");
  private Path page = Path.of("/nowhere");

  @BeforeEach
  void names() {
    tmpfs = directory.resolve("guarded");
    page = directory.resolve("pulse");
  }

  @AfterEach
  void endAll() throws Exception {
    for (Process process : processes) {
      process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    for (long watchdog : watchdogs) {
      ProcessHandle.of(watchdog).ifPresent(ProcessHandle::destroyForcibly);
    }
    if (Files.exists(tmpfs.resolve("true"))) run("umount", "--lazy", tmpfs.toString());
  }

  @Test
  void theCommittedProgramWasBuiltFromTheCommittedSource() throws Exception {
    for (String architecture : List.of("amd64")) {
      String origin =
          new String(resource("watchdog-" + architecture + ".origin"), StandardCharsets.UTF_8);
      assertThat(origin)
          .as("run script/build-native.sh enforcer watchdog and commit its output")
          .contains("source " + sha256(Files.readAllBytes(Path.of("src/main/c/watchdog.c"))))
          .contains("binary " + sha256(resource("watchdog-" + architecture)));
    }
  }

  @Test
  @Tag("root")
  void aStoppedEnforcerDelaysAProgramByLessThanTwoSecondsAndWhatPassedIsCounted() throws Exception {
    Loop loop = startLoop("open");
    assertThat(exec()).isEqualTo(new Outcome(true));
    signal("STOP", loop.process.pid());
    awaitThat(() -> isStopped(loop.process.pid()));
    for (int i = 0; i < 5; i++) assertThat(exec()).isEqualTo(new Outcome(true));
    awaitThat(() -> number(PASSED) >= 5); // counted after the answer
    assertThat(number(REFUSED)).isZero();
    long answered = number(ANSWERED);
    signal("CONT", loop.process.pid());
    awaitThat(() -> exec().ran() && number(ANSWERED) > answered);
  }

  @Test
  @Tag("root")
  void whatFailsClosedIsRefusedWhileTheEnforcerIsStoppedAndRunsAgainAfterwards() throws Exception {
    Loop loop = startLoop("closed");
    assertThat(exec()).isEqualTo(new Outcome(true));
    signal("STOP", loop.process.pid());
    awaitThat(() -> isStopped(loop.process.pid()));
    for (int i = 0; i < 5; i++) assertThat(exec()).isEqualTo(new Outcome(false));
    awaitThat(() -> number(REFUSED) >= 5); // counted after the answer
    signal("CONT", loop.process.pid());
    awaitThat(() -> exec().ran());
  }

  @Test
  @Tag("root")
  void withoutTheWatchdogAProgramWaitsForAStoppedEnforcer() throws Exception {
    Loop loop = startLoop("open");
    signal("KILL", loop.watchdog);
    signal("STOP", loop.process.pid());
    Process waits = new ProcessBuilder("/bin/sh", "-c", tmpfs.resolve("true").toString()).start();
    processes.add(waits);
    assertThat(waits.waitFor(ALLOWED.toMillis() + 500, TimeUnit.MILLISECONDS)).isFalse();
    signal("CONT", loop.process.pid());
    assertThat(waits.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @Tag("root")
  void whenTheEnforcerIsKilledWhatFailsOpenPassesAndTheWatchdogEnds() throws Exception {
    Loop loop = startLoop("open");
    signal("KILL", loop.process.pid());
    assertThat(exec()).isEqualTo(new Outcome(true));
    awaitThat(() -> ProcessHandle.of(loop.watchdog).isEmpty());
  }

  @Test
  @Tag("root")
  void whenTheEnforcerIsKilledWhatFailsClosedIsRefusedUntilASuccessorIsThere() throws Exception {
    Loop loop = startLoop("closed");
    signal("KILL", loop.process.pid());
    assertThat(loop.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 5; i++) assertThat(exec()).isEqualTo(new Outcome(false));
    Loop successor = startLoop("closed");
    awaitThat(() -> exec().ran());
    awaitThat(() -> ProcessHandle.of(loop.watchdog).isEmpty());
    assertThat(ProcessHandle.of(successor.watchdog)).isPresent();
    for (int i = 0; i < 5; i++) assertThat(exec()).isEqualTo(new Outcome(true));
  }

  @Test
  void whatTheWatchdogDidIsToldOnceAlsoByASuccessor() throws Exception {
    try (Spool spool = Spool.open(directory.resolve("spool"), 1 << 20, InstantSource.system());
        Pulse pulse = Pulse.open(page)) {
      DecisionLog decisions = new DecisionLog(spool, () -> "h", () -> 3, InstantSource.system());
      counts(5, 2);
      Path run = directory.resolve("run");
      Watchdog.prepare(run, page, decisions).orElseThrow().tell(pulse);
      Watchdog.prepare(run, page, decisions).orElseThrow().tell(pulse);
      counts(6, 2);
      Watchdog.prepare(run, page, decisions).orElseThrow().tell(pulse);
      SpooledBatch batch = spool.next(10, 1 << 20).orElseThrow();
      List<String> told = new ArrayList<>();
      for (byte[] record : batch.records()) {
        Decision decision = Json.read(record, Decision.class);
        Event.Notice notice = (Event.Notice) decision.event();
        told.add(notice.id() + " " + notice.values() + " " + decision.action());
      }
      assertThat(told)
          .containsExactly(
              "failed-open " + Map.of("count", "5") + " " + Action.FAILED_OPEN,
              "failed-closed " + Map.of("count", "2") + " " + Action.FAILED_CLOSED,
              "failed-open " + Map.of("count", "1") + " " + Action.FAILED_OPEN);
    }
  }

  private record Loop(Process process, long watchdog) {}

  private record Outcome(boolean ran) {}

  private Loop startLoop(String failMode) throws Exception {
    if (!Files.exists(tmpfs)) {
      Files.createDirectory(tmpfs);
      run("mount", "-t", "tmpfs", "-o", "mode=0755", "sekisho-watchdog-test", tmpfs.toString());
      Files.copy(Path.of("/bin/true"), tmpfs.resolve("true"));
      run("chmod", "0755", tmpfs.resolve("true").toString());
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                StoppableLoop.class.getName(),
                tmpfs.toString(),
                page.toString(),
                directory.resolve("run-" + processes.size()).toString(),
                failMode)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    processes.add(process);
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String ready = String.valueOf(reader.readLine());
    assertThat(ready).startsWith("ready ");
    long watchdog = Long.parseLong(ready.substring(6));
    watchdogs.add(watchdog);
    // It takes the descriptor at its first look.
    awaitThat(() -> holdsGroup(watchdog));
    return new Loop(process, watchdog);
  }

  private static boolean holdsGroup(long pid) throws IOException {
    try (var all = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path each : all) {
        if (Files.readSymbolicLink(each).toString().equals("anon_inode:[fanotify]")) return true;
      }
    }
    return false;
  }

  /** Runs the guarded program, within the time that a stopped enforcer may cost. */
  private Outcome exec() throws Exception {
    Process process =
        new ProcessBuilder("/bin/sh", "-c", tmpfs.resolve("true").toString())
            .redirectErrorStream(true)
            .start();
    assertThat(process.waitFor(ALLOWED.toMillis(), TimeUnit.MILLISECONDS))
        .as("a program waited for 2 seconds")
        .isTrue();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.exitValue() != 0) assertThat(output).contains("not permitted");
    return new Outcome(process.exitValue() == 0);
  }

  /** A signal is on its way for a moment: all threads must have stopped. */
  private static boolean isStopped(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void awaitThat(Condition condition) throws Exception {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("20 seconds are over").isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  /** A number of the page, as the watchdog or the loop has written it. */
  private long number(int offset) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(page)).order(ByteOrder.nativeOrder()).getLong(offset);
  }

  private void counts(long passed, long refused) throws IOException {
    ByteBuffer numbers = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
    numbers.putLong(passed).putLong(refused).flip();
    try (FileChannel file = FileChannel.open(page, StandardOpenOption.WRITE)) {
      file.write(numbers, PASSED);
    }
  }

  private static void signal(String name, long pid) throws Exception {
    run("kill", "-" + name, Long.toString(pid));
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(Watchdog.class.getResourceAsStream(name), name)) {
      return stream.readAllBytes();
    }
  }

  private static String sha256(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }
}
