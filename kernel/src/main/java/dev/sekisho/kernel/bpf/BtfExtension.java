package dev.sekisho.kernel.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code .BTF.ext} section: which type each function has, and which instructions depend on the
 * kernel's layouts (CO-RE).
 *
 * @param functions by section name
 * @param relocations by section name
 */
record BtfExtension(
    Map<String, List<Function>> functions, Map<String, List<CoreRelocation>> relocations) {

  /**
   * @param offset of its first instruction in the section, in bytes
   */
  record Function(int offset, int type) {}

  /**
   * One {@code struct bpf_core_relo}.
   *
   * @param offset of the instruction in the section, in bytes
   * @param access offset in the strings of "0:1:2", the path of members
   */
  record CoreRelocation(int offset, int type, int access, int kind) {}

  /**
   * Reads the section.
   *
   * @param strings where the names of sections are
   * @throws IllegalArgumentException when it is torn
   */
  static BtfExtension parse(byte[] content, Btf strings) {
    try {
      ByteBuffer in = ByteBuffer.wrap(content).order(ByteOrder.nativeOrder());
      int header = in.getInt(4);
      Map<String, List<Function>> functions = new HashMap<>();
      forEach(
          in,
          header + in.getInt(8),
          in.getInt(12),
          strings,
          (section, at) ->
              functions
                  .computeIfAbsent(section, s -> new ArrayList<>())
                  .add(new Function(in.getInt(at), in.getInt(at + 4))));
      Map<String, List<CoreRelocation>> relocations = new HashMap<>();
      forEach(
          in,
          header + in.getInt(24),
          in.getInt(28),
          strings,
          (section, at) ->
              relocations
                  .computeIfAbsent(section, s -> new ArrayList<>())
                  .add(
                      new CoreRelocation(
                          in.getInt(at),
                          in.getInt(at + 4),
                          in.getInt(at + 8),
                          in.getInt(at + 12))));
      return new BtfExtension(functions, relocations);
    } catch (IndexOutOfBoundsException torn) {
      throw new IllegalArgumentException("torn .BTF.ext", torn);
    }
  }

  private interface RecordReader {
    void read(String section, int at);
  }

  /**
   * A table is: size of a record; then, per section, its name, the number of records, the records.
   */
  private static void forEach(
      ByteBuffer in, int from, int length, Btf strings, RecordReader reader) {
    if (length == 0) return;
    int size = in.getInt(from);
    int at = from + 4;
    while (at < from + length) {
      String section = strings.string(in.getInt(at));
      int count = in.getInt(at + 4);
      at += 8;
      for (int i = 0; i < count; i++, at += size) reader.read(section, at);
    }
  }
}
