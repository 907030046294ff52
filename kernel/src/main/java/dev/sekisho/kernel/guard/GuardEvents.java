package dev.sekisho.kernel.guard;

import java.lang.foreign.MemorySegment;

/** Reads the guard's records out of its ring. */
@SuppressWarnings("DoNotCallSuggester") // until the methods are filled in
public final class GuardEvents {
  private GuardEvents() {}

  /**
   * Decodes one record as {@link dev.sekisho.kernel.bpf.RingBuffer#drain} hands it out.
   *
   * @throws IllegalArgumentException when the bytes are no record of this version
   */
  public static GuardEvent decode(MemorySegment record) {
    throw new UnsupportedOperationException("record of " + record.byteSize() + " bytes");
  }
}
