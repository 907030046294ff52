package dev.sekisho.kernel.bpf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * BPF Type Format: the types of the kernel, or of an object file. Ids count from 1; 0 is void.
 *
 * @see <a href="https://docs.kernel.org/bpf/btf.html">BTF</a>
 */
public final class Btf {
  /**
   * Where the running kernel shows its own types; since Linux 5.4, when built with
   * CONFIG_DEBUG_INFO_BTF.
   */
  public static final Path KERNEL = Path.of("/sys/kernel/btf/vmlinux");

  static final int INT = 1;
  static final int PTR = 2;
  static final int ARRAY = 3;
  static final int STRUCT = 4;
  static final int UNION = 5;
  static final int ENUM = 6;
  static final int FORWARD = 7;
  static final int TYPEDEF = 8;
  static final int VOLATILE = 9;
  static final int CONST = 10;
  static final int RESTRICT = 11;
  static final int FUNC = 12;
  static final int FUNC_PROTO = 13;
  static final int VAR = 14;
  static final int DATASEC = 15;
  static final int FLOAT = 16;
  static final int DECL_TAG = 17;
  static final int TYPE_TAG = 18;
  static final int ENUM64 = 19;

  private static final int MAGIC = 0xeb9f;

  private final ByteBuffer bytes;
  private final int stringsAt;

  /** Where the type with an id begins; index 0 is unused. */
  private final int[] offsets;

  /**
   * Functions that are treated as missing, so that a test can try what an older kernel would do.
   */
  private final Set<String> hidden;

  /** Answers of {@link #find}, because a search looks at a hundred thousand types. */
  private final Map<String, OptionalInt> found = new ConcurrentHashMap<>();

  private Btf(ByteBuffer bytes, int stringsAt, int[] offsets, Set<String> hidden) {
    this.hidden = hidden;
    this.bytes = bytes;
    this.stringsAt = stringsAt;
    this.offsets = offsets;
  }

  /** The types of the running kernel. */
  public static Btf ofKernel() throws IOException {
    return parse(Files.readAllBytes(KERNEL));
  }

  /**
   * Reads BTF.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Btf parse(byte[] content) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.nativeOrder());
      if ((bytes.getShort(0) & 0xffff) != MAGIC) throw new IllegalArgumentException("not BTF");
      int header = bytes.getInt(4);
      int typesAt = header + bytes.getInt(8);
      int end = typesAt + bytes.getInt(12);
      int count = 0;
      for (int at = typesAt; at < end; at += size(bytes, at)) count++;
      int[] offsets = new int[count + 1];
      for (int at = typesAt, id = 1; at < end; at += size(bytes, at)) offsets[id++] = at;
      return new Btf(bytes, header + bytes.getInt(16), offsets, Set.of());
    } catch (IndexOutOfBoundsException torn) {
      throw new IllegalArgumentException("torn BTF", torn);
    }
  }

  private static int size(ByteBuffer bytes, int at) {
    int information = bytes.getInt(at + 4);
    int members = information & 0xffff;
    return 12
        + switch (information >>> 24 & 31) {
          case INT, VAR, DECL_TAG -> 4;
          case ARRAY -> 12;
          case STRUCT, UNION, DATASEC, ENUM64 -> 12 * members;
          case ENUM, FUNC_PROTO -> 8 * members;
          case PTR, FORWARD, TYPEDEF, VOLATILE, CONST, RESTRICT, FUNC, FLOAT, TYPE_TAG -> 0;
          default -> throw new IllegalArgumentException("unknown kind of BTF type at " + at);
        };
  }

  Btf hiding(Set<String> names) {
    return new Btf(bytes, stringsAt, offsets, Set.copyOf(names));
  }

  int count() {
    return offsets.length - 1;
  }

  int kind(int id) {
    return bytes.getInt(offsets[id] + 4) >>> 24 & 31;
  }

  int members(int id) {
    return bytes.getInt(offsets[id] + 4) & 0xffff;
  }

  /**
   * The type that a typedef, pointer, variable … refers to; the size for those kinds that have one.
   */
  int typeOrSize(int id) {
    return bytes.getInt(offsets[id] + 8);
  }

  /** A number of the part that follows a type's head. */
  int extra(int id, int index) {
    return bytes.getInt(offsets[id] + 12 + 4 * index);
  }

  String name(int id) {
    return string(bytes.getInt(offsets[id]));
  }

  String string(int offset) {
    int from = stringsAt + offset;
    int to = from;
    while (bytes.get(to) != 0) to++;
    byte[] text = new byte[to - from];
    bytes.get(from, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** The id of a named type of one kind. */
  OptionalInt find(int kind, String name) {
    if (hidden.contains(name)) return OptionalInt.empty();
    return found.computeIfAbsent(kind + " " + name, key -> search(kind, name));
  }

  private OptionalInt search(int kind, String name) {
    byte[] sought = name.getBytes(StandardCharsets.UTF_8);
    for (int id = 1; id < offsets.length; id++) {
      if (kind(id) == kind && nameIs(id, sought)) return OptionalInt.of(id);
    }
    return OptionalInt.empty();
  }

  /** Whether the kernel has a function that programs may name, for instance a kfunc. */
  public boolean hasFunction(String name) {
    return find(FUNC, name).isPresent();
  }

  private boolean nameIs(int id, byte[] sought) {
    int at = stringsAt + bytes.getInt(offsets[id]);
    for (int i = 0; i < sought.length; i++) if (bytes.get(at + i) != sought[i]) return false;
    return bytes.get(at + sought.length) == 0;
  }

  /** The type behind typedefs and qualifiers. */
  int resolve(int id) {
    int resolved = id;
    while (resolved != 0) {
      int kind = kind(resolved);
      if (kind != TYPEDEF
          && kind != CONST
          && kind != VOLATILE
          && kind != RESTRICT
          && kind != TYPE_TAG) break;
      resolved = typeOrSize(resolved);
    }
    return resolved;
  }

  /** Bytes of a type. */
  int byteSize(int id) {
    int resolved = resolve(id);
    return switch (kind(resolved)) {
      case PTR -> 8;
      case ARRAY -> byteSize(extra(resolved, 0)) * extra(resolved, 2);
      case INT, STRUCT, UNION, ENUM, ENUM64, FLOAT -> typeOrSize(resolved);
      default -> throw new IllegalArgumentException("BTF type " + id + " has no size");
    };
  }

  /**
   * The same types in a form that the kernel loads for a program: it refuses sections, variables of
   * maps and functions that are defined elsewhere, which only the loader needs. Ids stay.
   */
  byte[] forKernel() {
    ByteBuffer out = ByteBuffer.allocate(bytes.limit()).order(ByteOrder.nativeOrder());
    int header = bytes.getInt(4);
    out.position(header);
    for (int id = 1; id < offsets.length; id++) copyForKernel(id, out);
    int typesLength = out.position() - header;
    int stringsLength = bytes.getInt(20);
    out.put(bytes.duplicate().position(stringsAt).limit(stringsAt + stringsLength));
    byte[] result = new byte[out.position()];
    for (int i = 0; i < header; i++) out.put(i, bytes.get(i));
    out.putInt(8, 0).putInt(12, typesLength).putInt(16, typesLength).putInt(20, stringsLength);
    out.get(0, result);
    return result;
  }

  private void copyForKernel(int id, ByteBuffer out) {
    int at = offsets[id];
    boolean elsewhere = kind(id) == FUNC && members(id) == 2; // BTF_FUNC_EXTERN
    if (kind(id) == DATASEC) {
      out.putInt(0).putInt(STRUCT << 24).putInt(0);
    } else if (kind(id) == VAR || elsewhere) {
      out.putInt(bytes.getInt(at)).putInt(TYPEDEF << 24).putInt(bytes.getInt(at + 8));
    } else {
      out.put(bytes.duplicate().position(at).limit(at + size(bytes, at)));
    }
  }
}
