package dev.sekisho.kernel.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sekisho.kernel.Descriptor;
import dev.sekisho.kernel.KernelException;
import dev.sekisho.kernel.PageSize;
import dev.sekisho.kernel.Syscall;
import dev.sekisho.kernel.SystemCall;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * A BPF ring buffer, read in place through shared memory: no system call per record. One reading
 * thread at a time.
 *
 * <p>The reader's position is in the ring itself, so a new process goes on where the last one
 * stopped. Since Linux 5.8, {@code BPF_MAP_TYPE_RINGBUF}.
 *
 * @see <a href="https://docs.kernel.org/bpf/ringbuf.html">BPF ring buffer</a>
 */
public final class RingBuffer implements AutoCloseable {
  private static final int BUSY = 1 << 31;
  private static final int DISCARDED = 1 << 30;
  private static final int HEADER_SIZE = 8;
  private static final VarHandle POSITION = JAVA_LONG.varHandle();
  private static final VarHandle HEADER = JAVA_INT.varHandle();
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int MAP_SHARED = 1;

  private final Descriptor map;
  private final MemorySegment consumer;
  private final MemorySegment producer;
  private final MemorySegment data;
  private final long sizeInBytes;
  private final long pageSize;

  RingBuffer(
      Descriptor map,
      MemorySegment consumer,
      MemorySegment producer,
      long sizeInBytes,
      long pageSize) {
    this.map = map;
    this.consumer = consumer;
    this.producer = producer;
    this.data = producer.asSlice(pageSize);
    this.sizeInBytes = sizeInBytes;
    this.pageSize = pageSize;
  }

  /** Reads one record. */
  public interface Reader {
    /**
     * Looks at one record; the bytes are the kernel's, so copy what is kept.
     *
     * @param record valid during the call only
     * @throws IOException to stop; the record counts as read
     */
    void read(MemorySegment record) throws IOException;
  }

  /**
   * Maps a ring buffer into this process.
   *
   * @param map the map's descriptor, owned by the ring buffer from now on
   * @param sizeInBytes the map's max_entries, a power of two
   */
  public static RingBuffer map(Descriptor map, long sizeInBytes) throws IOException {
    if (Long.bitCount(sizeInBytes) != 1) {
      throw new IllegalArgumentException(
          "size of a ring buffer is a power of two, not " + sizeInBytes);
    }
    long pageSize = PageSize.inBytes();
    MemorySegment consumer = mmap(map, pageSize, PROT_READ | PROT_WRITE, 0);
    // The kernel offers the data twice in a row, so that no record is torn at the end. Mapped pages
    // count as resident whether or not they are touched, so they are mapped once here, and the few
    // torn records are put together.
    MemorySegment producer = mmap(map, pageSize + sizeInBytes, PROT_READ, pageSize);
    return new RingBuffer(map, consumer, producer, sizeInBytes, pageSize);
  }

  private static MemorySegment mmap(Descriptor map, long length, int protection, long offset)
      throws KernelException {
    long address =
        Syscall.check(
            SystemCall.MMAP,
            Syscall.call(SystemCall.MMAP, 0, length, protection, MAP_SHARED, map.number(), offset),
            "ring buffer",
            length);
    return MemorySegment.ofAddress(address).reinterpret(length);
  }

  /**
   * Hands out the records that are there, without waiting.
   *
   * @return how many
   */
  public int drain(Reader reader) throws IOException {
    int count = 0;
    long position = (long) POSITION.getAcquire(consumer, 0L);
    while (position < (long) POSITION.getAcquire(producer, 0L)) {
      long at = position & (sizeInBytes - 1);
      int header = (int) HEADER.getAcquire(data, at);
      if ((header & BUSY) != 0) break; // a program is still writing this record
      int length = header & ~(BUSY | DISCARDED);
      long next = position + ((length + HEADER_SIZE + 7) & ~7L);
      try {
        if ((header & DISCARDED) == 0) {
          count++;
          reader.read(record(at + HEADER_SIZE, length).asReadOnly());
        }
      } finally {
        position = next;
        POSITION.setRelease(consumer, 0L, position);
      }
    }
    return count;
  }

  /** The bytes of a record; in one piece also where they go on at the beginning of the ring. */
  private MemorySegment record(long begin, int length) {
    long from = begin & (sizeInBytes - 1);
    long first = sizeInBytes - from;
    if (length <= first) return data.asSlice(from, length);
    MemorySegment whole = MemorySegment.ofArray(new long[(length + 7) / 8]).asSlice(0, length);
    whole.copyFrom(data.asSlice(from, first));
    whole.asSlice(first).copyFrom(data.asSlice(0, length - first));
    return whole;
  }

  /** Bytes that wait to be read. */
  public long unreadBytes() {
    return (long) POSITION.getAcquire(producer, 0L) - (long) POSITION.getAcquire(consumer, 0L);
  }

  /** The ring's size. When {@link #unreadBytes} comes near, events are about to be lost. */
  public long sizeInBytes() {
    return sizeInBytes;
  }

  /**
   * Unmaps the ring; records that wait stay in it. Not while another thread is in {@link #drain}.
   */
  @Override
  public void close() {
    Syscall.call(SystemCall.MUNMAP, consumer.address(), pageSize);
    Syscall.call(SystemCall.MUNMAP, producer.address(), pageSize + sizeInBytes);
    map.close();
  }
}
