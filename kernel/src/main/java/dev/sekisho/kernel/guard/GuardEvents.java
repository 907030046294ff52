package dev.sekisho.kernel.guard;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.sekisho.kernel.FileIdentity;
import dev.sekisho.kernel.guard.GuardEvent.Match;
import dev.sekisho.kernel.guard.GuardEvent.Reason;
import dev.sekisho.kernel.guard.GuardEvent.Subject;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the guard's records out of its ring. */
public final class GuardEvents {
  private static final int EXECUTION = 1;
  private static final int EXIT = 2;
  private static final int MEMORY = 3;
  private static final int FORKS = 4;
  private static final int LEFT = 5;
  private static final int ROOT_LEARNED = 6;

  private static final int SCRIPT = 1;
  private static final int ARGUMENTS_CUT = 2;
  private static final int ARGUMENTS_UNREADABLE = 4;
  private static final int RUNTIME = 8;
  private static final int ROOT_NOT_OVERLAY = 16;
  private static final int PATH_CUT = 32;
  private static final int COMPATIBILITY = 1;

  private static final long FLAGS = GuardLayout.offset(GuardLayout.EVENT, "flags");
  private static final long TIME = GuardLayout.offset(GuardLayout.EVENT, "time");
  private static final long CONTAINER = GuardLayout.offset(GuardLayout.EVENT, "container");
  private static final long CGROUP = GuardLayout.offset(GuardLayout.EVENT, "cgroup");
  private static final long REVISION = GuardLayout.offset(GuardLayout.EVENT, "revision");
  private static final long START = GuardLayout.offset(GuardLayout.EVENT, "start");
  private static final long PID = GuardLayout.offset(GuardLayout.EVENT, "pid");
  private static final long THREAD = GuardLayout.offset(GuardLayout.EVENT, "thread");
  private static final long PARENT = GuardLayout.offset(GuardLayout.EVENT, "parent");
  private static final long USER = GuardLayout.offset(GuardLayout.EVENT, "user");
  private static final long GROUP = GuardLayout.offset(GuardLayout.EVENT, "group");
  private static final long MOUNT_NAMESPACE =
      GuardLayout.offset(GuardLayout.EVENT, "mount_namespace");
  private static final long COMMAND = GuardLayout.offset(GuardLayout.EVENT, "command");

  private GuardEvents() {}

  /**
   * Decodes one record as {@link dev.sekisho.kernel.bpf.RingBuffer#drain} hands it out.
   *
   * <p>Text in it is what processes wrote: any bytes. What is no UTF-8 becomes U+FFFD.
   *
   * @throws IllegalArgumentException when the bytes are no record of this version
   */
  public static GuardEvent decode(MemorySegment record) {
    if (record.byteSize() < GuardLayout.EVENT.byteSize()) {
      throw new IllegalArgumentException("record of " + record.byteSize() + " bytes");
    }
    try {
      return decode(record, record.get(JAVA_INT, 0));
    } catch (IndexOutOfBoundsException torn) {
      throw new IllegalArgumentException("record of " + record.byteSize() + " bytes is torn", torn);
    }
  }

  private static GuardEvent decode(MemorySegment record, int kind) {
    return switch (kind) {
      case EXECUTION -> execution(record);
      case EXIT -> new GuardEvent.Exit(subject(record), number(record, GuardLayout.EXIT, "status"));
      case MEMORY -> memory(record);
      case FORKS -> forks(record);
      case LEFT ->
          new GuardEvent.Left(
              subject(record),
              record.get(JAVA_LONG, GuardLayout.offset(GuardLayout.LEFT, "destination")));
      case ROOT_LEARNED ->
          new GuardEvent.RootLearned(
              subject(record),
              number(record, GuardLayout.ROOT_LEARNED, "device") & 0xffff_ffffL,
              number(record, GuardLayout.ROOT_LEARNED, "overlay") != 0);
      default -> throw new IllegalArgumentException("record of unknown kind " + kind);
    };
  }

  private static Subject subject(MemorySegment record) {
    return new Subject(
        record.get(JAVA_LONG, TIME),
        record.get(JAVA_LONG, CONTAINER),
        record.get(JAVA_LONG, CGROUP),
        record.get(JAVA_LONG, REVISION),
        record.get(JAVA_INT, PID),
        record.get(JAVA_INT, THREAD),
        record.get(JAVA_INT, PARENT),
        record.get(JAVA_INT, USER),
        record.get(JAVA_INT, GROUP),
        record.get(JAVA_INT, MOUNT_NAMESPACE) & 0xffff_ffffL,
        record.get(JAVA_LONG, START),
        GuardCodec.text(record.asSlice(COMMAND, 16)));
  }

  private static GuardEvent execution(MemorySegment record) {
    StructLayout struct = GuardLayout.EXECUTION;
    int flags = record.get(JAVA_INT, FLAGS);
    long at = GuardLayout.offset(struct, "data");
    int called = length(record, number(record, struct, "called_length"), at);
    int path = length(record, number(record, struct, "path_length"), at + called);
    int arguments = length(record, number(record, struct, "arguments_length"), at + called + path);
    return new GuardEvent.Execution(
        subject(record),
        identity(record, struct),
        text(record, at, called),
        path(record, at + called, path, (flags & PATH_CUT) != 0),
        arguments(record, at + called + path, arguments),
        (flags & SCRIPT) != 0,
        (flags & ARGUMENTS_CUT) != 0,
        (flags & ARGUMENTS_UNREADABLE) != 0,
        (flags & RUNTIME) != 0,
        (flags & ROOT_NOT_OVERLAY) != 0,
        match(record, struct, "drift"),
        match(record, struct, "blocklist"),
        match(record, struct, "host_namespace"),
        number(record, struct, "kill_error"));
  }

  private static GuardEvent memory(MemorySegment record) {
    StructLayout struct = GuardLayout.MEMORY;
    int flags = record.get(JAVA_INT, FLAGS);
    long at = GuardLayout.offset(struct, "data");
    int path = length(record, number(record, struct, "path_length"), at);
    return new GuardEvent.Memory(
        subject(record),
        number(record, struct, "system_call"),
        (flags & COMPATIBILITY) != 0,
        identity(record, struct),
        path(record, at, path, (flags & PATH_CUT) != 0),
        match(record, struct, "match"),
        number(record, struct, "sharers_killed"),
        number(record, struct, "kill_error"));
  }

  private static GuardEvent forks(MemorySegment record) {
    StructLayout struct = GuardLayout.FORKS;
    return new GuardEvent.Forks(
        subject(record),
        match(record, struct, "match"),
        number(record, struct, "limit"),
        record.get(JAVA_LONG, GuardLayout.offset(struct, "live")),
        record.get(JAVA_LONG, GuardLayout.offset(struct, "refused")),
        number(record, struct, "condemned"),
        number(record, struct, "killed"),
        number(record, struct, "kill_error"));
  }

  private static FileIdentity identity(MemorySegment record, StructLayout struct) {
    return new FileIdentity(
        number(record, struct, "device") & 0xffff_ffffL,
        record.get(JAVA_LONG, GuardLayout.offset(struct, "inode")));
  }

  private static Match match(MemorySegment record, StructLayout struct, String name) {
    long at = GuardLayout.offset(struct, name);
    return new Match(
        Reason.of(record.get(JAVA_SHORT, at)),
        Mode.of(record.get(JAVA_SHORT, at + 2)),
        record.get(JAVA_INT, at + 4));
  }

  private static int number(MemorySegment record, StructLayout struct, String name) {
    long at = GuardLayout.offset(struct, name);
    if (at + 4 > record.byteSize())
      throw new IllegalArgumentException(
          "record of " + record.byteSize() + " bytes ends before " + name);
    return record.get(JAVA_INT, at);
  }

  private static int length(MemorySegment record, int length, long at) {
    if (length < 0 || at + length > record.byteSize()) {
      throw new IllegalArgumentException(
          "text of " + length + " bytes at " + at + " of " + record.byteSize());
    }
    return length;
  }

  private static String text(MemorySegment record, long at, int length) {
    return new String(record.asSlice(at, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
  }

  private static String path(MemorySegment record, long at, int length, boolean cut) {
    return cut ? "…" + text(record, at, length) : text(record, at, length);
  }

  private static List<String> arguments(MemorySegment record, long at, int length) {
    byte[] bytes = record.asSlice(at, length).toArray(JAVA_BYTE);
    List<String> arguments = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != 0) continue;
      arguments.add(new String(bytes, from, i - from, StandardCharsets.UTF_8));
      from = i + 1;
    }
    if (from < bytes.length)
      arguments.add(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8));
    return arguments;
  }
}
