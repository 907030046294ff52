package dev.sekisho.wire;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds what an earlier process left in the spool's directory and makes it whole again.
 *
 * <p>A torn end, as kill -9 or a power failure leaves it, is cut off: its decision was never
 * promised to anyone. Damage elsewhere costs the rest of its segment: the damaged bytes are kept in
 * {@code quarantine}, the lost decisions are counted, and appending goes on in a new epoch, so that
 * within an epoch there are no holes that nobody knows of.
 */
final class SpoolRecovery {
  static final int QUARANTINED_FILES = 4;

  private final Path directory;
  private final List<Found> found = new ArrayList<>();
  private long lost;
  private boolean damaged;

  private SpoolRecovery(Path directory) {
    this.directory = directory;
  }

  /** A segment with its whole records. */
  record Found(SpoolSegment segment, long records, long bytes) {
    long next() {
      return segment.first() + records;
    }
  }

  /**
   * @param segments in order, those that hold something
   * @param lost decisions lost by damage, at least
   * @param damaged whether a new epoch must begin
   */
  record Result(List<Found> segments, long lost, boolean damaged) {}

  static Result recover(Path directory, Optional<SpoolState.Position> state) throws IOException {
    SpoolRecovery recovery = new SpoolRecovery(directory);
    List<SpoolSegment> segments = segments(directory);
    for (int i = 0; i < segments.size(); i++) {
      Optional<SpoolSegment> after =
          i + 1 < segments.size() ? Optional.of(segments.get(i + 1)) : Optional.empty();
      recovery.examine(segments.get(i), after, state);
    }
    return new Result(List.copyOf(recovery.found), recovery.lost, recovery.damaged);
  }

  private static List<SpoolSegment> segments(Path directory) throws IOException {
    List<SpoolSegment> segments = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, SpoolSegment::isSegment)) {
      for (Path file : files) segments.add(SpoolSegment.named(file));
    }
    segments.sort(
        Comparator.comparingLong(SpoolSegment::epoch).thenComparingLong(SpoolSegment::first));
    return segments;
  }

  private void examine(
      SpoolSegment segment, Optional<SpoolSegment> after, Optional<SpoolState.Position> state)
      throws IOException {
    SpoolSegment.Scan scan = segment.scan();
    long next = segment.first() + scan.records();
    long missing = missing(segment, next, scan, after, state);
    if (missing > 0 || scan.end() == SpoolSegment.End.CORRUPT) {
      quarantine(directory, segment, scan.bytes());
      lost += Math.max(missing, scan.end() == SpoolSegment.End.CORRUPT ? 1 : 0);
      damaged = true;
    }
    if (scan.records() == 0) {
      Files.delete(segment.file());
      return;
    }
    if (scan.end() != SpoolSegment.End.CLEAN) cut(segment, scan.bytes());
    found.add(new Found(segment, scan.records(), scan.bytes()));
  }

  /** How many decisions are known to be missing behind the whole records of a segment. */
  private static long missing(
      SpoolSegment segment,
      long next,
      SpoolSegment.Scan scan,
      Optional<SpoolSegment> after,
      Optional<SpoolState.Position> state) {
    if (after.isPresent() && after.get().epoch() == segment.epoch()) {
      return Math.max(0, after.get().first() - next);
    }
    boolean newest = state.isPresent() && state.get().newest() == segment.epoch();
    boolean begun = scan.records() > 0 || scan.end() != SpoolSegment.End.TORN;
    if (!newest || !begun) return 0;
    long stored = state.get().epoch() == segment.epoch() ? state.get().storedThrough() : 0;
    return Math.max(0, state.get().next() - Math.max(next, stored + 1));
  }

  private static void cut(SpoolSegment segment, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
      channel.force(true);
    }
  }

  /** Keeps a copy of a damaged file for whoever wants to know; gives up on a full disk. */
  static void quarantine(Path directory, SpoolSegment segment, long whole) {
    Path quarantine = directory.resolve("quarantine");
    Path copy = quarantine.resolve(segment.file().getFileName());
    try {
      if (Files.size(segment.file()) <= whole) return;
      OwnerOnly.createDirectories(quarantine);
      try {
        Files.copy(segment.file(), copy, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException full) {
        Files.deleteIfExists(copy);
        throw full;
      }
      forgetOldest(quarantine);
    } catch (IOException courtesyRefused) {
      // Only the copy is given up: that decisions are lost is counted by the caller either way.
      return;
    }
  }

  private static void forgetOldest(Path quarantine) throws IOException {
    List<Path> kept = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(quarantine)) {
      files.forEach(kept::add);
    }
    kept.sort(Comparator.naturalOrder());
    for (Path old : kept.subList(0, Math.max(0, kept.size() - QUARANTINED_FILES))) {
      Files.delete(old);
    }
  }
}
