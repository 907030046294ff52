package dev.sekisho.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.model.Action;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Event;
import dev.sekisho.model.Severity;
import dev.sekisho.model.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  private static final long CAPACITY = 1 << 20;
  private static final InstantSource CLOCK = () -> Samples.AT;

  @TempDir Path directory;

  @Test
  void decisionsComeBackInOrderWithKeysThatHaveNoHoles() throws IOException {
    try (Spool spool = open()) {
      append(spool, 100);
      List<Decision> all = drain(spool, 7);
      assertThat(keys(all)).isEqualTo(sequence(CLOCK.millis(), 1, 100));
      assertThat(all.get(41).event()).isEqualTo(notice(41));
      assertThat(spool.state().pending()).isZero();
      assertThat(spool.next(10, 1 << 20)).isEmpty();
    }
  }

  @Test
  void theSameDecisionsAreOfferedUntilTheyAreStored() throws IOException {
    try (Spool spool = open()) {
      append(spool, 10);
      assertThat(spool.next(4, CAPACITY).orElseThrow().last()).isEqualTo(4);
      assertThat(spool.next(4, CAPACITY).orElseThrow().first()).isEqualTo(1);
      spool.stored(CLOCK.millis(), 2);
      assertThat(spool.next(4, CAPACITY).orElseThrow().first()).isEqualTo(3);
      spool.stored(CLOCK.millis(), 2);
      spool.stored(CLOCK.millis() - 5, 900);
      assertThat(spool.state().pending()).isEqualTo(8);
    }
  }

  @Test
  void aBatchIsTheJsonOfItsMessage() throws IOException {
    try (Spool spool = open()) {
      append(spool, 3);
      SpooledBatch batch = spool.next(10, CAPACITY).orElseThrow();
      AgentApi.DecisionBatch message = Json.read(batch.json(), AgentApi.DecisionBatch.class);
      assertThat(message.epoch()).isEqualTo(CLOCK.millis());
      assertThat(keys(message.decisions())).isEqualTo(sequence(CLOCK.millis(), 1, 3));
      assertThat(spool.next(10, 1).orElseThrow().records()).hasSize(1);
      assertThat(batch.head(2).last()).isEqualTo(2);
    }
  }

  @Test
  void aRestartGoesOnWhereTheOldProcessWas() throws IOException {
    try (Spool spool = open()) {
      append(spool, 5);
      spool.stored(CLOCK.millis(), 3);
    }
    try (Spool spool = open()) {
      append(spool, 2);
      assertThat(keys(drain(spool, 100))).isEqualTo(sequence(CLOCK.millis(), 4, 7));
    }
    try (Spool spool = open()) {
      assertThat(spool.state().pending()).isZero();
      append(spool, 1);
      assertThat(keys(drain(spool, 100))).isEqualTo(sequence(CLOCK.millis(), 8, 8));
    }
  }

  @Test
  void aProcessThatIsKilledLosesNothingThatItHadAppended() throws Exception {
    // No close, no sync: the files are copied as they are at that moment.
    try (Spool spool = open()) {
      append(spool, 2_000);
      spool.stored(CLOCK.millis(), 10);
      Path copy = copyOf(directory);
      try (Spool successor = Spool.open(copy, CAPACITY * 4, CLOCK)) {
        assertThat(successor.lost().get(Spool.Loss.DAMAGED)).isZero();
        append(successor, 1);
        assertThat(keys(drain(successor, 5_000))).isEqualTo(sequence(CLOCK.millis(), 11, 2_001));
      }
    }
  }

  @Test
  void aTornLastRecordIsCutOffWhereverItWasTorn() throws IOException {
    try (Spool spool = open()) {
      append(spool, 3);
    }
    Files.delete(directory.resolve("state"));
    Path segment = segments().getFirst();
    long whole = Files.size(segment);
    long twoRecords = SpoolSegment.named(segment).read(28, 0, 2, Long.MAX_VALUE, p -> {}).bytes();
    for (long length = twoRecords; length < whole; length += 3) {
      Path copy = copyOf(directory);
      truncate(copy.resolve(segment.getFileName()), length);
      try (Spool spool = Spool.open(copy, CAPACITY, CLOCK)) {
        append(spool, 1);
        assertThat(spool.lost().get(Spool.Loss.DAMAGED)).isZero();
        assertThat(keys(drain(spool, 10))).isEqualTo(sequence(CLOCK.millis(), 1, 3));
      }
    }
  }

  @Test
  void zerosAfterAPowerFailureAreATornEnd() throws IOException {
    try (Spool spool = open()) {
      append(spool, 3);
    }
    try (FileChannel file = FileChannel.open(segments().getFirst(), StandardOpenOption.APPEND)) {
      file.write(ByteBuffer.allocate(100_000));
    }
    try (Spool spool = open()) {
      assertThat(spool.lost().get(Spool.Loss.DAMAGED)).isZero();
      assertThat(keys(drain(spool, 10))).isEqualTo(sequence(CLOCK.millis(), 1, 3));
    }
  }

  @Test
  void damageInTheMiddleCostsTheRestOfItsSegmentAndBeginsANewEpoch() throws IOException {
    try (Spool spool = open()) {
      append(spool, 400);
    }
    List<Path> before = segments();
    assertThat(before).hasSizeGreaterThan(3);
    SpoolSegment damaged = SpoolSegment.named(before.get(1));
    long afterFive = damaged.read(28, 0, 5, Long.MAX_VALUE, p -> {}).bytes();
    flip(damaged.file(), afterFive + 20);
    long nextFirst = SpoolSegment.named(before.get(2)).first();
    try (Spool spool = open()) {
      long gone = nextFirst - (damaged.first() + 5);
      assertThat(spool.lost().get(Spool.Loss.DAMAGED)).isEqualTo(gone);
      append(spool, 1);
      List<Decision.Key> keys = keys(drain(spool, 1_000));
      assertThat(keys).hasSize((int) (401 - gone)).doesNotHaveDuplicates();
      assertThat(keys.getLast()).isEqualTo(key(CLOCK.millis() + 1, 1));
      assertThat(directory.resolve("quarantine").resolve(damaged.file().getFileName())).exists();
    }
  }

  @Test
  void aSegmentOfAnotherPlaceOrOfNoiseIsRefused() throws IOException {
    try (Spool spool = open()) {
      append(spool, 3);
    }
    Path segment = segments().getFirst();
    Files.copy(segment, SpoolSegment.of(directory, CLOCK.millis(), 4).file());
    byte[] noise = new byte[5_000];
    new Random(1).nextBytes(noise);
    Files.write(SpoolSegment.of(directory, CLOCK.millis(), 9).file(), noise);
    try (Spool spool = open()) {
      assertThat(spool.lost().get(Spool.Loss.DAMAGED)).isPositive();
      append(spool, 1);
      assertThat(keys(drain(spool, 10)))
          .containsExactly(
              key(CLOCK.millis(), 1),
              key(CLOCK.millis(), 2),
              key(CLOCK.millis(), 3),
              key(CLOCK.millis() + 1, 1));
    }
  }

  @Test
  void noDamageWhateverStopsTheSpool() throws IOException {
    try (Spool spool = open()) {
      append(spool, 300);
    }
    Random random = new Random(3);
    for (int round = 0; round < 60; round++) {
      Path copy = copyOf(directory);
      for (int i = 0; i < 3; i++) {
        List<Path> files = files(copy);
        Path file = files.get(random.nextInt(files.size()));
        switch (random.nextInt(3)) {
          case 0 -> truncate(file, random.nextLong(Files.size(file) + 1));
          case 1 -> {
            if (Files.size(file) > 0) flip(file, random.nextLong(Files.size(file)));
          }
          case 2 -> Files.deleteIfExists(file.resolveSibling("state"));
          default -> throw new AssertionError();
        }
      }
      try (Spool spool = Spool.open(copy, CAPACITY, CLOCK)) {
        append(spool, 2);
        List<Decision.Key> keys = keys(drain(spool, 50));
        assertThat(keys).doesNotHaveDuplicates();
        assertThat(keys.size()).isGreaterThanOrEqualTo(2);
      }
    }
  }

  @Test
  void damageAfterTheStartIsFoundWhenItIsRead() throws IOException {
    try (Spool spool = open()) {
      append(spool, 4);
      flip(segments().getFirst(), 40);
      assertThat(spool.next(10, CAPACITY)).isEmpty();
      assertThat(spool.lost().get(Spool.Loss.DAMAGED)).isEqualTo(4);
      append(spool, 1);
      assertThat(keys(drain(spool, 10))).containsExactly(key(CLOCK.millis() + 1, 1));
    }
  }

  @Test
  void aFullSpoolRefusesTheNewestCountsThemAndKeepsRoomForWhatMatters() throws IOException {
    try (Spool spool = Spool.open(directory, 100_000, CLOCK)) {
      while (spool.append(Spool.Weight.ROUTINE, draft(1))) {}
      assertThat(spool.append(Spool.Weight.IMPORTANT, draft(2))).isTrue();
      while (spool.append(Spool.Weight.IMPORTANT, draft(2))) {}
      assertThat(spool.state().dropped()).isEqualTo(2);
      assertThat(spool.lost().get(Spool.Loss.FULL)).isEqualTo(2);
      assertThat(spool.state().bytes()).isLessThanOrEqualTo(100_000);
      assertThat(sizeOnDisk()).isLessThanOrEqualTo(100_000);
      long pending = spool.state().pending();
      assertThat(drain(spool, 1_000)).hasSize((int) pending);
      assertThat(spool.append(Spool.Weight.ROUTINE, draft(3))).isTrue();
      assertThat(keys(drain(spool, 10))).containsExactly(key(CLOCK.millis(), pending + 1));
    }
    try (Spool spool = Spool.open(directory, 100_000, CLOCK)) {
      assertThat(spool.state().dropped()).isEqualTo(2);
    }
  }

  @Test
  void aDecisionThatTheManagerNeverTakesIsCountedAndPassedOver() throws IOException {
    try (Spool spool = open()) {
      append(spool, 3);
      spool.discardOldest();
      assertThat(spool.lost().get(Spool.Loss.REFUSED)).isEqualTo(1);
      assertThat(keys(drain(spool, 10))).isEqualTo(sequence(CLOCK.millis(), 2, 3));
      spool.discardOldest();
      assertThat(spool.lost().get(Spool.Loss.REFUSED)).isEqualTo(1);
    }
  }

  @Test
  void twoProcessesDoNotShareASpool() throws IOException {
    try (Spool spool = open()) {
      assertThat(spool.state().pending()).isZero();
      assertThatThrownBy(this::open).hasMessageContaining("in use");
    }
  }

  @Test
  void whoWaitsIsWokenByADecision() throws Exception {
    try (Spool spool = open()) {
      assertThat(spool.awaitPending(Duration.ofMillis(1))).isFalse();
      Thread appends = Thread.ofVirtual().start(() -> append(spool, 1));
      assertThat(spool.awaitPending(Duration.ofSeconds(30))).isTrue();
      appends.join();
    }
  }

  @Test
  @Tag("root")
  void aFullDiskCostsCountedDecisionsAndNothingElseAndTheSpoolRecovers() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    run("mount", "-t", "tmpfs", "-o", "size=256k", "sekisho-spool-test", disk.toString());
    try {
      try (Spool spool = Spool.open(disk.resolve("spool"), CAPACITY * 64, CLOCK)) {
        append(spool, 5);
        long pending = fill(spool);
        assertThat(spool.lost().get(Spool.Loss.DISK)).isEqualTo(3);
        assertThat(keys(drain(spool, 1_000))).isEqualTo(sequence(CLOCK.millis(), 1, pending));
        assertThat(spool.append(Spool.Weight.IMPORTANT, draft(7))).isTrue();
        fill(spool);
      }
      try (Spool spool = Spool.open(disk.resolve("spool"), CAPACITY * 64, CLOCK)) {
        assertThat(spool.lost().get(Spool.Loss.DAMAGED)).isZero();
        List<Decision.Key> keys = keys(drain(spool, 1_000));
        assertThat(keys)
            .isEqualTo(
                sequence(CLOCK.millis(), keys.getFirst().sequence(), keys.getLast().sequence()));
      }
    } finally {
      run("umount", disk.toString());
    }
  }

  private static long fill(Spool spool) {
    for (int refused = 0; refused < 3; ) {
      if (!spool.append(Spool.Weight.IMPORTANT, draft(6))) refused++;
    }
    return spool.state().pending();
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
  }

  private Spool open() throws IOException {
    return Spool.open(directory, CAPACITY, CLOCK);
  }

  private static void append(Spool spool, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(spool.append(Spool.Weight.IMPORTANT, draft(i))).isTrue();
    }
  }

  private static Spool.Draft draft(int number) {
    return (epoch, sequence) ->
        new Decision(
            key(epoch, sequence),
            Optional.empty(),
            notice(number),
            Verdict.NONE,
            Action.RECORDED,
            "plane",
            1);
  }

  private static Event notice(int number) {
    return new Event.Notice(
        Samples.AT, "x", Severity.LOW, Map.of("n", number + " " + "関".repeat(40)));
  }

  private static Decision.Key key(long epoch, long sequence) {
    return new Decision.Key("h-1", epoch, sequence);
  }

  private static List<Decision.Key> sequence(long epoch, long from, long through) {
    return Stream.iterate(from, i -> i <= through, i -> i + 1).map(i -> key(epoch, i)).toList();
  }

  private static List<Decision.Key> keys(List<Decision> decisions) {
    return decisions.stream().map(Decision::key).toList();
  }

  private static List<Decision> drain(Spool spool, int batch) throws IOException {
    List<Decision> all = new ArrayList<>();
    for (Optional<SpooledBatch> next = spool.next(batch, CAPACITY);
        next.isPresent();
        next = spool.next(batch, CAPACITY)) {
      for (byte[] record : next.get().records()) all.add(Json.read(record, Decision.class));
      spool.stored(next.get().epoch(), next.get().last());
    }
    return all;
  }

  private List<Path> segments() throws IOException {
    return files(directory).stream().filter(SpoolSegment::isSegment).toList();
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isRegularFile).sorted(Comparator.naturalOrder()).toList();
    }
  }

  private long sizeOnDisk() throws IOException {
    long size = 0;
    for (Path segment : segments()) size += Files.size(segment);
    return size;
  }

  private Path copyOf(Path original) throws IOException {
    Path copy = Files.createTempDirectory(directory, "copy");
    for (Path file : files(original)) Files.copy(file, copy.resolve(file.getFileName()));
    return copy;
  }

  private static void truncate(Path file, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  private static void flip(Path file, long position) throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[(int) position] ^= 0x55;
    Files.write(file, content);
  }
}
