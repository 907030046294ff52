package dev.sekisho.kernel.guard;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The structures of {@code guard.h}. A test compares every offset and size with the C compiler's.
 */
final class GuardLayout {
  private static final int CONTROLS = 8;
  private static final int COMMAND_SIZE = 16;
  private static final int PREFIX_SIZE = 16;
  private static final int DATA_SIZE = 8192;

  static final StructLayout LIMIT = struct("guard_limit", u32("processes"), u32("clause"));

  static final StructLayout CONFIGURATION =
      struct(
          "guard_configuration",
          u64("revision"),
          u64("block_rules"),
          u64("allow_rules"),
          u32("flags"),
          u32("pad"),
          MemoryLayout.sequenceLayout(CONTROLS, JAVA_INT).withName("mode"),
          MemoryLayout.sequenceLayout(CONTROLS, JAVA_INT).withName("clause"),
          LIMIT.withName("below_audit"),
          LIMIT.withName("below_enforce"),
          LIMIT.withName("container_audit"),
          LIMIT.withName("container_enforce"));

  static final StructLayout ROOT = struct("guard_root", u32("device"), u32("mount_namespace"));

  static final StructLayout STATE =
      struct("guard_state", u64("live"), u64("refused"), u64("audited"), u64("forks_reported"));

  static final StructLayout TEMPLATE =
      struct(
          "guard_template",
          MemoryLayout.sequenceLayout(PREFIX_SIZE, ValueLayout.JAVA_BYTE).withName("prefix"),
          CONFIGURATION.withName("configuration"));

  static final StructLayout RULE_KEY =
      struct("guard_rule_key", u64("set"), u64("value"), u32("device"), u32("kind"));

  static final StructLayout RULE = struct("guard_rule", u32("mode"), u32("clause"));

  static final StructLayout FILE = struct("guard_file", u64("inode"), u32("device"), u32("pad"));

  static final StructLayout SETTINGS =
      struct(
          "guard_settings",
          u64("hash_start"),
          u64("hash_factor"),
          u32("host_namespace"),
          u32("seed_pass"));

  static final StructLayout EVENT =
      struct(
          "guard_event",
          u32("kind"),
          u32("flags"),
          u64("time"),
          u64("container"),
          u64("cgroup"),
          u64("revision"),
          u64("start"),
          u32("pid"),
          u32("thread"),
          u32("parent"),
          u32("user"),
          u32("group"),
          u32("mount_namespace"),
          MemoryLayout.sequenceLayout(COMMAND_SIZE, ValueLayout.JAVA_BYTE).withName("command"));

  static final StructLayout MATCH =
      struct(
          "guard_match", JAVA_SHORT.withName("reason"), JAVA_SHORT.withName("mode"), u32("clause"));

  static final StructLayout EXECUTION =
      struct(
          "guard_execution",
          EVENT.withName("event"),
          u64("inode"),
          u32("device"),
          u32("kill_error"),
          MATCH.withName("drift"),
          MATCH.withName("blocklist"),
          MATCH.withName("host_namespace"),
          u32("called_length"),
          u32("path_length"),
          u32("arguments_length"),
          u32("pad"),
          data());

  static final StructLayout EXIT =
      struct("guard_exit", EVENT.withName("event"), u32("status"), u32("pad"));

  static final StructLayout MEMORY =
      struct(
          "guard_memory",
          EVENT.withName("event"),
          u64("inode"),
          u32("device"),
          u32("kill_error"),
          MATCH.withName("match"),
          u32("system_call"),
          u32("sharers_killed"),
          u32("path_length"),
          u32("pad"),
          data());

  static final StructLayout FORKS =
      struct(
          "guard_forks",
          EVENT.withName("event"),
          MATCH.withName("match"),
          u64("live"),
          u64("refused"),
          u32("limit"),
          u32("condemned"),
          u32("killed"),
          u32("kill_error"));

  static final StructLayout LEFT =
      struct("guard_left", EVENT.withName("event"), u64("destination"));

  static final StructLayout ROOT_LEARNED =
      struct("guard_root_learned", EVENT.withName("event"), u32("device"), u32("overlay"));

  private GuardLayout() {}

  /** Where a member begins, in bytes. */
  static long offset(StructLayout struct, String... path) {
    PathElement[] elements = new PathElement[path.length];
    for (int i = 0; i < path.length; i++) elements[i] = PathElement.groupElement(path[i]);
    return struct.byteOffset(elements);
  }

  private static StructLayout struct(String name, MemoryLayout... members) {
    return MemoryLayout.structLayout(members).withName(name);
  }

  private static MemoryLayout data() {
    return MemoryLayout.sequenceLayout(DATA_SIZE, ValueLayout.JAVA_BYTE).withName("data");
  }

  private static MemoryLayout u32(String name) {
    return JAVA_INT.withName(name);
  }

  private static MemoryLayout u64(String name) {
    return JAVA_LONG.withName(name);
  }
}
