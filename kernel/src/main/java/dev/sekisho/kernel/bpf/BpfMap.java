package dev.sekisho.kernel.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sekisho.kernel.Descriptor;
import dev.sekisho.kernel.Errno;
import dev.sekisho.kernel.KernelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A BPF map with keys and values of fixed size, as bytes in the machine's order. Safe from any
 * thread.
 */
public final class BpfMap implements AutoCloseable {
  private static final int ANY = 0;

  private final String name;
  private final Descriptor descriptor;
  private final int keySize;
  private final int valueSize;

  /**
   * @param descriptor owned by the map from now on
   */
  public BpfMap(String name, Descriptor descriptor, int keySize, int valueSize) {
    this.name = name;
    this.descriptor = descriptor;
    this.keySize = keySize;
    this.valueSize = valueSize;
  }

  public String name() {
    return name;
  }

  public Descriptor descriptor() {
    return descriptor;
  }

  /** The value of a key. */
  public Optional<byte[]> lookup(byte[] key) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(valueSize, 8);
      long result = Bpf.call(Bpf.MAP_LOOKUP_ELEM, element(arena, key, value, ANY));
      if (result == -Errno.ENOENT) return Optional.empty();
      Bpf.check("MAP_LOOKUP_ELEM", result, name);
      return Optional.of(value.toArray(JAVA_BYTE));
    }
  }

  /**
   * Sets the value of a key.
   *
   * @throws KernelException E2BIG when the map is full
   */
  public void update(byte[] key, byte[] value) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      if (value.length != valueSize)
        throw new IllegalArgumentException(name + ": value of " + value.length + " bytes");
      MemorySegment bytes = arena.allocate(valueSize, 8).copyFrom(MemorySegment.ofArray(value));
      Bpf.check(
          "MAP_UPDATE_ELEM", Bpf.call(Bpf.MAP_UPDATE_ELEM, element(arena, key, bytes, ANY)), name);
    }
  }

  /** Sets the value of a key that has none; whether it had none. */
  public boolean insert(byte[] key, byte[] value) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      if (value.length != valueSize)
        throw new IllegalArgumentException(name + ": value of " + value.length + " bytes");
      MemorySegment bytes = arena.allocate(valueSize, 8).copyFrom(MemorySegment.ofArray(value));
      long result = Bpf.call(Bpf.MAP_UPDATE_ELEM, element(arena, key, bytes, 1));
      if (result == -Errno.EEXIST) return false;
      Bpf.check("MAP_UPDATE_ELEM", result, name);
      return true;
    }
  }

  /** Removes a key; whether it was there. */
  public boolean delete(byte[] key) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      long result = Bpf.call(Bpf.MAP_DELETE_ELEM, element(arena, key, MemorySegment.NULL, ANY));
      if (result == -Errno.ENOENT) return false;
      Bpf.check("MAP_DELETE_ELEM", result, name);
      return true;
    }
  }

  /**
   * All keys. Keys that come and go meanwhile may or may not be among them; none is listed twice in
   * a row.
   */
  public List<byte[]> keys() throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      List<byte[]> keys = new ArrayList<>();
      MemorySegment next = arena.allocate(keySize, 8);
      MemorySegment attributes = arena.allocate(32, 8);
      attributes.set(JAVA_INT, 0, descriptor.number());
      attributes.set(JAVA_LONG, 16, next.address());
      long result = Bpf.call(Bpf.MAP_GET_NEXT_KEY, attributes);
      MemorySegment current = arena.allocate(keySize, 8);
      attributes.set(JAVA_LONG, 8, current.address());
      while (result == 0) {
        keys.add(next.toArray(JAVA_BYTE));
        current.copyFrom(next);
        result = Bpf.call(Bpf.MAP_GET_NEXT_KEY, attributes);
      }
      if (result != -Errno.ENOENT) Bpf.check("MAP_GET_NEXT_KEY", result, name);
      return keys;
    }
  }

  private MemorySegment element(Arena arena, byte[] key, MemorySegment value, int flags) {
    if (key.length != keySize)
      throw new IllegalArgumentException(name + ": key of " + key.length + " bytes");
    MemorySegment attributes = arena.allocate(32, 8);
    attributes.set(JAVA_INT, 0, descriptor.number());
    attributes.set(
        JAVA_LONG, 8, arena.allocate(keySize, 8).copyFrom(MemorySegment.ofArray(key)).address());
    attributes.set(JAVA_LONG, 16, value.address());
    attributes.set(JAVA_LONG, 24, flags);
    return attributes;
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
