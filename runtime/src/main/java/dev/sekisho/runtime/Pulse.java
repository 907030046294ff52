package dev.sekisho.runtime;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Shared memory between the fanotify loop and the watchdog: a file that both map. All numbers are
 * in the machine's byte order; times are CLOCK_MONOTONIC in nanoseconds as {@link System#nanoTime}
 * gives them on Linux.
 *
 * <table>
 * <caption>Layout, version 1</caption>
 * <tr><th>offset</th><th>type</th><th>what</th></tr>
 * <tr><td>0</td><td>u32</td><td>{@link #MAGIC}</td></tr>
 * <tr><td>4</td><td>u32</td><td>version, 1</td></tr>
 * <tr><td>8</td><td>u32</td><td>pid of the enforcer</td></tr>
 * <tr><td>12</td><td>i32</td><td>number of the fanotify descriptor in the enforcer, for {@code
 *     pidfd_getfd(2)}; -1 while there is none</td></tr>
 * <tr><td>16</td><td>u64</td><td>beat: time of the last sign of life of the loop. While no event is
 *     judged a timer renews it every 200 ms</td></tr>
 * <tr><td>24</td><td>u64</td><td>since when an event is being judged; 0 while none is</td></tr>
 * <tr><td>32</td><td>i32</td><td>the event's descriptor number, which answers it: {@code struct
 *     fanotify_response.fd}; -1 while none is judged. One event is read at a time</td></tr>
 * <tr><td>36</td><td>u32</td><td>fail mode of the event that is judged: 0 open, 1 closed</td></tr>
 * <tr><td>40</td><td>u64</td><td>events answered by the loop</td></tr>
 * <tr><td>48</td><td>u64</td><td>written by the watchdog: events that it let pass</td></tr>
 * <tr><td>56</td><td>u64</td><td>written by the watchdog: events that it refused</td></tr>
 * <tr><td>64</td><td>u32</td><td>count of entries in the table of fail modes, at most {@link
 *     #DEVICES}</td></tr>
 * <tr><td>72 + 16 i</td><td>u64, u64</td><td>{@code st_dev} as {@code fstat(2)} gives it for the
 *     event's file, and the fail mode there. A device that is not listed is open</td></tr>
 * </table>
 *
 * <p>What a watchdog does: it takes the fanotify descriptor by {@code pidfd_getfd(2)} when it is
 * set up, and looks every 200 ms. When the beat is older than a second, or an event has been judged
 * for longer than that, it answers the event of offset 32 through its own descriptor of the group,
 * then reads and answers what waits (by {@code st_dev}), and goes on until the beat returns. An
 * answer of the loop that comes too late gets ENOENT, and the loop takes that as answered. When the
 * enforcer has died, the watchdog's descriptor keeps the group open: it answers until a new
 * enforcer is there, or closes it, which lets everything pass.
 */
public final class Pulse implements AutoCloseable {
  /** "skp1". */
  public static final int MAGIC = 0x31706b73;

  /** Length of the file in bytes. */
  public static final int SIZE = 32 * 1024;

  /** Entries of the table. */
  public static final int DEVICES = 2040;

  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  private final Arena arena;
  private final MemorySegment memory;

  private Pulse(Arena arena, MemorySegment memory) {
    this.arena = arena;
    this.memory = memory;
  }

  /** Makes the file, or takes over the one that is there; the watchdog's counts stay. */
  public static Pulse open(Path file) throws IOException {
    Arena arena = Arena.ofShared();
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      access.setLength(SIZE);
      MemorySegment memory =
          access.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, SIZE, arena);
      Pulse pulse = new Pulse(arena, memory);
      pulse.begin();
      return pulse;
    } catch (IOException e) {
      arena.close();
      throw e;
    }
  }

  private void begin() {
    INT.setRelease(memory, 12L, -1);
    INT.setRelease(memory, 32L, -1);
    LONG.setRelease(memory, 24L, 0L);
    INT.setRelease(memory, 64L, 0);
    INT.setRelease(memory, 8L, (int) ProcessHandle.current().pid());
    INT.setRelease(memory, 4L, 1);
    beat();
    INT.setRelease(memory, 0L, MAGIC);
  }

  /** A sign of life. */
  void beat() {
    LONG.setRelease(memory, 16L, System.nanoTime());
  }

  /** Which descriptor the watchdog has to take. */
  void group(int descriptor) {
    INT.setRelease(memory, 12L, descriptor);
  }

  /** An event was read and is being judged. */
  void judging(int eventDescriptor, boolean closed) {
    INT.setRelease(memory, 36L, closed ? 1 : 0);
    INT.setRelease(memory, 32L, eventDescriptor);
    LONG.setRelease(memory, 24L, System.nanoTime());
  }

  /** The event was answered. */
  void answered() {
    LONG.setRelease(memory, 24L, 0L);
    INT.setRelease(memory, 32L, -1);
    LONG.setRelease(memory, 40L, answeredByLoop() + 1);
    beat();
  }

  /** Replaces the table of fail modes: device (as st_dev) and whether it fails closed. */
  void failModes(long[] devices, boolean[] closed) {
    int count = Math.min(devices.length, DEVICES);
    INT.setRelease(memory, 64L, 0);
    for (int i = 0; i < count; i++) {
      LONG.set(memory, 72L + 16L * i, devices[i]);
      LONG.set(memory, 80L + 16L * i, closed[i] ? 1L : 0L);
    }
    INT.setRelease(memory, 64L, count);
  }

  /** Events answered by the loop since the file was made. */
  public long answeredByLoop() {
    return (long) LONG.getAcquire(memory, 40L);
  }

  /** Events that the watchdog let pass unjudged. */
  public long passedByWatchdog() {
    return (long) LONG.getAcquire(memory, 48L);
  }

  /** Events that the watchdog refused unjudged. */
  public long refusedByWatchdog() {
    return (long) LONG.getAcquire(memory, 56L);
  }

  /** Unmaps the file; it stays. */
  @Override
  public void close() {
    arena.close();
  }
}
