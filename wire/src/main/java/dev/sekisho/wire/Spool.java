package dev.sekisho.wire;

import dev.sekisho.model.Decision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The bounded queue on disk in which decisions wait for the manager.
 *
 * <p><b>Keys.</b> A decision gets the spool's epoch and the next sequence when it is appended, and
 * the sequence has no holes within an epoch. A new epoch begins when the spool is new or damage was
 * found in it.
 *
 * <p><b>When it is full</b> the newest decision is refused and counted, not the oldest dropped:
 * otherwise an attacker could wash out the traces of the break-in with noise. The last eighth is
 * kept for decisions that matter (all but forensics).
 *
 * <p><b>What survives.</b> Each decision is written before {@link #append} returns, so the end of
 * the process loses nothing. {@link #sync}, called each second, brings it to the disk: a power
 * failure loses at most a second, and never a decision that was sent, because {@link #next} syncs
 * first. On a full disk or another error of the disk a decision is refused and counted, nothing is
 * thrown, and the next one is tried again.
 *
 * <p>Safe for many appending threads and one that sends.
 */
public final class Spool implements AutoCloseable {
  private static final long WORTH_DELETING_BYTES = 64 << 10;

  private final Path directory;
  private final long capacityBytes;
  private final long segmentBytes;
  private final InstantSource clock;
  private final DirectoryLock lock;
  private final SpoolState state;
  private final SpoolWriter writer;
  private final Deque<Held> segments = new ArrayDeque<>();
  private final Map<Loss, Long> lost = new EnumMap<>(Loss.class);
  private long epoch;
  private long next = 1;
  private long dropped;
  private long bytes;
  private long pending;
  private long diskErrors;
  private boolean unsynced;
  private Cursor cursor = new Cursor(0, 0, 0);

  /** Why decisions are lost. */
  public enum Loss {
    /** The spool was full. */
    FULL,
    /** The disk refused the write: it is full or broken. */
    DISK,
    /** They were damaged on the disk. */
    DAMAGED,
    /** The manager can never take them. */
    REFUSED
  }

  /** How much a decision matters when space is short. */
  public enum Weight {
    /** Recorded for forensics only. */
    ROUTINE,
    /** All others. */
    IMPORTANT
  }

  /** Makes a decision when its key is known. */
  public interface Draft {
    Decision at(long epoch, long sequence);
  }

  private static final class Held {
    final SpoolSegment segment;
    long records;
    long bytes;

    Held(SpoolSegment segment, long records, long bytes) {
      this.segment = segment;
      this.records = records;
      this.bytes = bytes;
    }

    long last() {
      return segment.first() + records - 1;
    }
  }

  /** Up to where the first segment is stored by the manager: records and position in the file. */
  private record Cursor(long epoch, long storedThrough, long position) {}

  private Spool(
      Path directory,
      long capacityBytes,
      InstantSource clock,
      DirectoryLock lock,
      SpoolState state) {
    this.directory = directory;
    this.capacityBytes = capacityBytes;
    this.segmentBytes = Math.clamp(capacityBytes / 32, 16L << 10, 8L << 20);
    this.writer = new SpoolWriter(directory);
    this.clock = clock;
    this.lock = lock;
    this.state = state;
    for (Loss loss : Loss.values()) lost.put(loss, 0L);
  }

  /**
   * Opens the spool and makes whole what an earlier process left.
   *
   * @param directory made where it is missing, readable by its owner only
   * @param capacityBytes the bound for its segments
   * @throws IOException the directory cannot be used, or another process uses it
   */
  public static Spool open(Path directory, long capacityBytes, InstantSource clock)
      throws IOException {
    OwnerOnly.createDirectories(directory);
    DirectoryLock lock = DirectoryLock.take(directory);
    try {
      SpoolState state = SpoolState.open(directory.resolve("state"));
      Spool spool = new Spool(directory, capacityBytes, clock, lock, state);
      spool.recover();
      return spool;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private void recover() throws IOException {
    Optional<SpoolState.Position> position = state.read();
    SpoolRecovery.Result result = SpoolRecovery.recover(directory, position);
    lost.put(Loss.DAMAGED, result.lost());
    for (SpoolRecovery.Found found : result.segments()) {
      segments.add(new Held(found.segment(), found.records(), found.bytes()));
      bytes += found.bytes();
      pending += found.records();
      epoch = found.segment().epoch();
      next = found.next();
    }
    if (position.isPresent()) takeOver(position.get());
    boolean fresh = segments.isEmpty() && position.isEmpty();
    if (fresh || result.damaged()) beginEpoch();
    saveState();
    state.force();
  }

  private void takeOver(SpoolState.Position position) throws IOException {
    if (position.newest() > epoch || (position.newest() == epoch && position.next() > next)) {
      epoch = position.newest();
      next = position.next();
    }
    dropped = position.newest() == epoch ? position.dropped() : 0;
    advance(position.epoch(), position.storedThrough());
  }

  private void beginEpoch() {
    epoch = Math.max(clock.millis(), epoch + 1);
    next = 1;
    dropped = 0;
    writer.close();
  }

  /**
   * Writes a decision.
   *
   * @return whether it was taken; if not, it is counted in {@link #lost}
   */
  public synchronized boolean append(Weight weight, Draft draft) {
    byte[] payload = Json.bytes(draft.at(epoch, next));
    long needed = (long) SpoolSegment.RECORD_HEADER_BYTES + payload.length;
    long limit = weight == Weight.IMPORTANT ? capacityBytes : capacityBytes - capacityBytes / 8;
    if (payload.length > SpoolSegment.MAXIMUM_PAYLOAD_BYTES
        || bytes + needed + SpoolSegment.HEADER_BYTES > limit) {
      drop(Loss.FULL);
      return false;
    }
    try {
      write(SpoolSegment.record(next, payload));
    } catch (IOException e) {
      drop(Loss.DISK);
      return false;
    }
    next++;
    pending++;
    unsynced = true;
    notifyAll();
    return true;
  }

  private void drop(Loss loss) {
    dropped++;
    lost.merge(loss, 1L, Long::sum);
  }

  private void write(ByteBuffer record) throws IOException {
    Held active = segments.peekLast();
    if (active == null || !writer.isOpen() || active.bytes >= segmentBytes) active = rotate();
    int length = record.remaining();
    writer.write(record, active.bytes);
    active.records++;
    active.bytes += length;
    bytes += length;
  }

  private Held rotate() throws IOException {
    writer.force();
    SpoolSegment segment = SpoolSegment.of(directory, epoch, next);
    writer.begin(segment);
    Held held = new Held(segment, 0, SpoolSegment.HEADER_BYTES);
    Held last = segments.peekLast();
    if (last != null && last.records == 0) bytes -= segments.removeLast().bytes;
    segments.addLast(held);
    bytes += held.bytes;
    return held;
  }

  /** Waits until something is pending, or the time is over. */
  public synchronized boolean awaitPending(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (pending == 0) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) return false;
      wait(left);
    }
    return true;
  }

  /**
   * The oldest decisions that the manager has not stored; the same ones until {@link #stored}.
   *
   * @param maximumRecords at most this many
   * @param maximumBytes of JSON, but at least one decision
   */
  public Optional<SpooledBatch> next(int maximumRecords, long maximumBytes) {
    while (true) {
      Held head;
      Cursor from;
      long through;
      synchronized (this) {
        if (pending == 0) return Optional.empty();
        sync();
        head = segments.getFirst();
        from = cursorIn(head);
        long stored = from.storedThrough() - head.segment.first() + 1;
        through = Math.min(head.records, stored + maximumRecords);
      }
      Optional<SpooledBatch> batch = read(head, from, through, maximumBytes);
      if (batch.isPresent()) return batch;
    }
  }

  private Optional<SpooledBatch> read(Held head, Cursor from, long through, long maximumBytes) {
    List<byte[]> records = new ArrayList<>();
    long skipped = from.storedThrough() - head.segment.first() + 1;
    try {
      head.segment.read(from.position(), skipped, through, maximumBytes, records::add);
    } catch (IOException e) {
      records.clear();
    }
    if (!records.isEmpty()) {
      return Optional.of(new SpooledBatch(head.segment.epoch(), from.storedThrough() + 1, records));
    }
    giveUp(head, from);
    return Optional.empty();
  }

  /** The rest of the first segment cannot be read any more. */
  private synchronized void giveUp(Held head, Cursor from) {
    SpoolRecovery.quarantine(directory, head.segment, 0);
    long gone = head.last() - from.storedThrough();
    lost.merge(Loss.DAMAGED, gone, Long::sum);
    boolean active = head == segments.peekLast();
    if (active) beginEpoch();
    cursor = new Cursor(head.segment.epoch(), head.last(), head.bytes);
    pending -= gone;
    forgetStored(true);
  }

  private Cursor cursorIn(Held head) {
    boolean inside =
        cursor.epoch() == head.segment.epoch() && cursor.storedThrough() >= head.segment.first();
    return inside
        ? cursor
        : new Cursor(head.segment.epoch(), head.segment.first() - 1, SpoolSegment.HEADER_BYTES);
  }

  /** The manager has everything of the epoch up to and including the sequence. */
  public synchronized void stored(long storedEpoch, long through) {
    try {
      advance(storedEpoch, through);
      saveState();
    } catch (IOException e) {
      // The position is kept in memory. After a restart decisions are sent again, and the manager
      // removes the duplicates.
      diskErrors++;
    }
  }

  /** The manager will never take the oldest decision; it is counted as lost. */
  public synchronized void discardOldest() {
    Held head = segments.peekFirst();
    if (head == null || pending == 0) return;
    lost.merge(Loss.REFUSED, 1L, Long::sum);
    stored(head.segment.epoch(), cursorIn(head).storedThrough() + 1);
  }

  private void advance(long storedEpoch, long through) throws IOException {
    while (!segments.isEmpty()) {
      Held head = segments.getFirst();
      Cursor from = cursorIn(head);
      long last =
          head.segment.epoch() < storedEpoch
              ? head.last()
              : head.segment.epoch() == storedEpoch ? Math.min(head.last(), through) : 0;
      if (last <= from.storedThrough()) break;
      long skipped = from.storedThrough() - head.segment.first() + 1;
      long position =
          last == head.last()
              ? head.bytes
              : head.segment
                  .read(
                      from.position(),
                      skipped,
                      last - head.segment.first() + 1,
                      Long.MAX_VALUE,
                      payload -> {})
                  .bytes();
      pending -= last - from.storedThrough();
      cursor = new Cursor(head.segment.epoch(), last, position);
      if (last < head.last() || !forgetStored(false)) break;
    }
  }

  /** Deletes the first segment, all of which is stored; a short one goes on being written to. */
  private boolean forgetStored(boolean damaged) {
    Held head = segments.getFirst();
    boolean active = head == segments.peekLast() && writer.isOpen();
    if (active && !damaged && head.bytes < WORTH_DELETING_BYTES) return false;
    if (active) writer.close();
    try {
      saveState();
      state.force();
      Files.delete(head.segment.file());
    } catch (IOException e) {
      // It is found again at the next start, and what the manager has is skipped then.
      diskErrors++;
    }
    segments.removeFirst();
    bytes -= head.bytes;
    return true;
  }

  private void saveState() throws IOException {
    state.write(
        new SpoolState.Position(cursor.epoch(), cursor.storedThrough(), epoch, next, dropped));
  }

  /** Brings what was written to the disk. Call it each second. */
  public synchronized void sync() {
    if (!unsynced) return;
    try {
      force();
      saveState();
    } catch (IOException e) {
      // After a failed fsync the kernel may have forgotten the pages: begin a new file, so that
      // later decisions do not stand behind a hole.
      diskErrors++;
      writer.close();
    }
  }

  private void force() throws IOException {
    writer.force();
    unsynced = false;
  }

  /** Counts since this process opened the spool; damage found at opening included. */
  public synchronized Map<Loss, Long> lost() {
    return Map.copyOf(lost);
  }

  /** Errors of the disk that cost no decision, such as a position that could not be saved. */
  public synchronized long diskErrors() {
    return diskErrors;
  }

  public synchronized AgentApi.SpoolState state() {
    return new AgentApi.SpoolState(pending, dropped, bytes, capacityBytes);
  }

  @Override
  public synchronized void close() throws IOException {
    sync();
    writer.close();
    saveState();
    state.force();
    state.close();
    lock.close();
  }
}
