package dev.sekisho.kernel.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.kernel.Descriptor;
import dev.sekisho.kernel.PageSize;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A ring in plain memory, filled as the kernel fills it. */
class RingBufferTest {
  private static final int SIZE = 4096;
  private final Arena arena = Arena.ofAuto();
  private final long page;
  private final MemorySegment consumer;
  private final MemorySegment producer;
  private final MemorySegment data;
  private long position;

  RingBufferTest() throws IOException {
    page = PageSize.inBytes();
    consumer = arena.allocate(page, 8);
    producer = arena.allocate(page + SIZE, 8);
    data = producer.asSlice(page);
  }

  private void put(int length, byte filler) {
    data.set(JAVA_INT, position & (SIZE - 1), length);
    for (int i = 0; i < length; i++) {
      data.set(JAVA_BYTE, (position + 8 + i) & (SIZE - 1), (byte) (filler + i));
    }
    position += (length + 8 + 7) & ~7L;
    producer.set(JAVA_LONG, 0, position);
  }

  private List<byte[]> drained(RingBuffer ring) throws IOException {
    List<byte[]> records = new ArrayList<>();
    ring.drain(record -> records.add(record.toArray(JAVA_BYTE)));
    return records;
  }

  @Test
  void recordsThatGoOnAtTheBeginningOfTheRingAreWhole() throws IOException {
    // Not closed: there is no mapping behind it.
    RingBuffer ring =
        new RingBuffer(
            Descriptor.open(java.nio.file.Path.of("/dev/null"), 0), consumer, producer, SIZE, page);
    for (int round = 0; round < 200; round++) {
      int length = 100 + round * 7 % 900;
      put(length, (byte) round);
      put(24, (byte) 1);
      List<byte[]> records = drained(ring);
      assertThat(records).hasSize(2);
      byte[] expected = new byte[length];
      for (int i = 0; i < length; i++) expected[i] = (byte) (round + i);
      assertThat(records.getFirst()).isEqualTo(expected);
      assertThat(records.getLast()).hasSize(24).startsWith(1, 2, 3);
    }
    assertThat(position).isGreaterThan(20L * SIZE);
    assertThat(ring.unreadBytes()).isZero();
  }
}
