package dev.sekisho.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sekisho.model.Actor;
import dev.sekisho.model.Event;
import dev.sekisho.model.Executable;
import dev.sekisho.model.Executable.Origin;
import dev.sekisho.model.Mode;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What each control has against which fact. */
class JudgementTest {
  private static final Actor ACTOR = new Actor(7, 1, 0, "root", 0, "sh", List.of());

  @Test
  void aMultiCallProgramIsJudgedByWhatIsCalled() {
    Control wget = names("wget");
    assertTrue(speaks(wget, busybox("/usr/bin/wget", "wget")));
    assertTrue(speaks(wget, busybox("busybox", "wget")), "busybox wget");
    assertFalse(speaks(wget, busybox("/bin/ls", "ls")));
    Control busybox = names("busybox");
    assertTrue(speaks(busybox, busybox("/bin/busybox", "wget")));
    assertFalse(speaks(busybox, busybox("/bin/ls", "ls")), "ls is not called busybox");
  }

  @Test
  void aPathOfAMultiCallProgramStandsForItsNameAndAWildcardDoesNot() {
    assertTrue(speaks(paths("/usr/bin/wget"), busybox("busybox", "wget")));
    assertFalse(speaks(paths("/bin/busybox"), busybox("/bin/ls", "ls")));
    assertFalse(speaks(paths("/usr/sbin/*"), busybox("/bin/ls", "ls")));
    assertTrue(speaks(paths("/usr/bin/*"), busybox("/usr/bin/wget", "wget")));
  }

  @Test
  void aFileIsFoundThroughItsLinksAndUnderAFalseName() {
    assertTrue(speaks(names("nc"), started("/usr/bin/nc", "/tmp/innocent")), "through a link");
    assertTrue(speaks(names("nc"), started("/usr/bin/nc.openbsd", "/usr/bin/nc")), "by the link");
    assertTrue(speaks(paths("/usr/bin/nc"), started("/usr/bin/nc", "./x", "x")));
    assertTrue(speaks(names("nc"), started("/usr/bin/nc", "cat")), "a false argv[0]");
    assertFalse(speaks(names("nc"), started("/usr/bin/ncal")));
  }

  @Test
  void aScriptIsJudgedByItsInterpreterToo() {
    Event script =
        new Event.ProcessStarted(
            Instant.EPOCH,
            ACTOR,
            file("/app/run.py", Origin.IMAGE),
            List.of("/app/run.py"),
            false,
            Optional.of("/usr/bin/python3"));
    assertTrue(speaks(names("python3"), script));
    assertTrue(speaks(names("run.py"), script));
    assertTrue(speaks(paths("/usr/bin/*"), script));
    assertFalse(speaks(names("python"), script));
  }

  @Test
  void aListedProgramIsFoundWhereALoaderMapsItOrAShellReadsIt() {
    Executable wget = file("/usr/bin/wget", Origin.IMAGE);
    assertTrue(speaks(names("wget"), new Event.CodeMapped(Instant.EPOCH, ACTOR, wget)));
    assertTrue(speaks(names("wget"), new Event.ScriptRead(Instant.EPOCH, ACTOR, wget)));
  }

  @Test
  void everythingThatTheImageDidNotContainIsDrift() {
    Control drift = drift(true, false);
    assertEquals(
        EnumSet.of(
            Origin.WRITTEN,
            Origin.OTHER_FILE_SYSTEM,
            Origin.NAMELESS,
            Origin.MEMORY,
            Origin.UNKNOWN),
        stopped(drift, "/srv/x"));
  }

  @Test
  void anAllowedPathNeverCoversAFileWithoutAName() {
    Control drift = drift(true, false, "/srv/**", "memfd:*");
    assertEquals(EnumSet.of(Origin.NAMELESS, Origin.MEMORY), stopped(drift, "/srv/x"));
    assertTrue(stopped(drift, "memfd:x").contains(Origin.MEMORY));
    assertTrue(stopped(drift, "/srvx/y").contains(Origin.WRITTEN));
  }

  @Test
  void scriptsBelongToExecutablesAndMappingsHaveASwitchOfTheirOwn() {
    Executable dropped = file("/tmp/x", Origin.WRITTEN);
    Event read = new Event.ScriptRead(Instant.EPOCH, ACTOR, dropped);
    Event mapped = new Event.CodeMapped(Instant.EPOCH, ACTOR, dropped);
    assertTrue(speaks(drift(true, false), read));
    assertFalse(speaks(drift(true, false), mapped));
    assertFalse(speaks(drift(false, true), read));
    assertTrue(speaks(drift(false, true), mapped));
    assertFalse(
        speaks(
            drift(false, true),
            new Event.CodeMapped(Instant.EPOCH, ACTOR, file("/lib/libc.so", Origin.IMAGE))));
  }

  @Test
  void anonymousCodeIsShownAndNeverStopped() {
    for (Event.MemoryChanged.Way way : Event.MemoryChanged.Way.values()) {
      Event event = new Event.MemoryChanged(Instant.EPOCH, ACTOR, way, 9);
      assertFalse(speaks(drift(true, false), event));
      assertEquals(
          way == Event.MemoryChanged.Way.ANONYMOUS_CODE ? Mode.AUDIT : Mode.ENFORCE,
          drift(false, true).judge(event).orElseThrow().ceiling());
    }
  }

  @Test
  void aForkGuardSpeaksFromItsLimitOnAndOnlyOfItsOwnLimit() {
    Control guard = new ForkGuard(OptionalInt.of(100), OptionalInt.empty());
    assertTrue(speaks(guard, reached(Event.ProcessLimitReached.Limit.BELOW_ONE_PROCESS, 100)));
    assertFalse(speaks(guard, reached(Event.ProcessLimitReached.Limit.BELOW_ONE_PROCESS, 99)));
    assertFalse(speaks(guard, reached(Event.ProcessLimitReached.Limit.PER_CONTAINER, 10_000)));
    Control total = new ForkGuard(OptionalInt.empty(), OptionalInt.of(100));
    assertTrue(speaks(total, reached(Event.ProcessLimitReached.Limit.PER_CONTAINER, 100)));
    assertFalse(speaks(total, reached(Event.ProcessLimitReached.Limit.BELOW_ONE_PROCESS, 10_000)));
  }

  @Test
  void forensicsRecordsProcessesAndJudgesNothing() {
    Event ended = new Event.ProcessEnded(Instant.EPOCH, ACTOR);
    Event limit = reached(Event.ProcessLimitReached.Limit.PER_CONTAINER, 100);
    Forensics on = new Forensics(true);
    assertTrue(on.records(started("/bin/sh")));
    assertTrue(on.records(ended));
    assertFalse(on.records(limit));
    assertFalse(new Forensics(false).records(ended));
    assertFalse(speaks(on, started("/bin/sh")) || speaks(on, ended) || speaks(on, limit));
  }

  private static Set<Origin> stopped(Control control, String path) {
    return Stream.of(Origin.values())
        .filter(origin -> speaks(control, started(file(path, origin))))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Origin.class)));
  }

  private static boolean speaks(Control control, Event event) {
    return control.judge(event).isPresent();
  }

  private static Control names(String... names) {
    return new ExecutableBlocklist(patterns(names), List.of());
  }

  private static Control paths(String... paths) {
    return new ExecutableBlocklist(List.of(), patterns(paths));
  }

  private static Control drift(boolean executables, boolean mappings, String... allow) {
    return new DriftPrevention(executables, false, mappings, patterns(allow), List.of());
  }

  private static List<PathPattern> patterns(String... texts) {
    return Stream.of(texts).map(PathPattern::new).toList();
  }

  private static Event busybox(String... called) {
    return started(new Executable("/bin/busybox", Set.of(called), true, Origin.IMAGE, 1, 2));
  }

  private static Event started(String path, String... called) {
    return started(new Executable(path, Set.of(called), false, Origin.IMAGE, 1, 2));
  }

  private static Event started(Executable file) {
    return new Event.ProcessStarted(
        Instant.EPOCH, ACTOR, file, List.of(file.path()), false, Optional.empty());
  }

  private static Executable file(String path, Origin origin) {
    return new Executable(path, Set.of(), false, origin, 1, 2);
  }

  private static Event reached(Event.ProcessLimitReached.Limit limit, long count) {
    return new Event.ProcessLimitReached(Instant.EPOCH, ACTOR, limit, count, 100, 0);
  }
}
