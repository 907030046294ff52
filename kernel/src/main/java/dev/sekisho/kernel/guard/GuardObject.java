package dev.sekisho.kernel.guard;

import dev.sekisho.kernel.Architecture;
import dev.sekisho.kernel.bpf.BpfObject;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The compiled programs for this architecture, from this module's resources ({@code build-bpf.sh}
 * makes them).
 */
final class GuardObject {
  /**
   * The programs, in the order in which they are attached: inheritance before what relies on it.
   */
  private static final Map<Part, List<String>> PROGRAMS =
      Map.of(
          Part.FORK, List.of("guard_fork", "guard_exit"),
          Part.TEMPLATE, List.of("guard_group_made", "guard_group_removed", "guard_group_joined"),
          Part.SEED, List.of("guard_seed"),
          Part.EXECUTION, List.of("guard_prepare", "guard_exec"),
          Part.MEMORY, List.of("guard_memory_lock", "guard_memory_lock_with_group"),
          Part.IO_URING, List.of("guard_io_uring"));

  private static final List<Part> ORDER =
      List.of(Part.FORK, Part.TEMPLATE, Part.SEED, Part.EXECUTION, Part.MEMORY, Part.IO_URING);

  private final byte[] content;
  private final String version;

  private GuardObject(byte[] content, String version) {
    this.content = content;
    this.version = version;
  }

  static GuardObject load() throws IOException {
    String name = "guard-" + Architecture.current().kernelName() + ".bpf.o";
    try (InputStream in = GuardObject.class.getResourceAsStream(name)) {
      if (in == null) throw new AssertionError("resource " + name + " is missing from the jar");
      return of(in.readAllBytes());
    }
  }

  /**
   * An object whose version is the digest of its content: any change of the programs is another
   * version.
   */
  static GuardObject of(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return new GuardObject(content.clone(), HexFormat.of().formatHex(digest, 0, 8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java has SHA-256", impossible);
    }
  }

  byte[] content() {
    return content.clone();
  }

  /** The name of the directory in bpffs. */
  String version() {
    return version;
  }

  Map<String, BpfObject.MapShape> shapes() {
    return BpfObject.shapes(content);
  }

  long ringSizeInBytes() {
    BpfObject.MapShape events = shapes().get("events");
    if (events == null) throw new AssertionError("the guard's object has no map events");
    return events.entries();
  }

  List<String> programs() {
    return ORDER.stream().flatMap(part -> programs(part).stream()).toList();
  }

  static List<String> programs(Part part) {
    return PROGRAMS.getOrDefault(part, List.of());
  }
}
