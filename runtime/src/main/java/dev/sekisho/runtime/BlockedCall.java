package dev.sekisho.runtime;

import dev.sekisho.kernel.Architecture;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The system call in which a process waits for an answer of fanotify, read from {@code
 * /proc/PID/syscall} and its memory.
 *
 * <p>The caller's memory may change while it is read. What is read here is for people and for the
 * choice of a milder refusal; it never lets anything pass that the kernel would stop.
 */
sealed interface BlockedCall {
  /**
   * An execution.
   *
   * @param called the path as given; empty for a descriptor
   * @param arguments {@code argv}, as far as it could be read
   * @param cut whether there was more
   */
  record Execute(String called, List<String> arguments, boolean cut) implements BlockedCall {
    public Execute {
      arguments = List.copyOf(arguments);
    }
  }

  /** An open for writing only. */
  record OpenToWrite() implements BlockedCall {}

  /** Another open, or what could not be read. */
  record Other() implements BlockedCall {}

  /** At most so many arguments, and so many bytes of them, are read. */
  int ARGUMENTS = 1024;

  int BYTES = 16 * 1024;

  /** Reads what the threads of a process wait in; an execution if any of them waits in one. */
  static BlockedCall of(int pid) {
    BlockedCall found = new Other();
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc", Integer.toString(pid), "task"))) {
      for (Path thread : threads) {
        BlockedCall call = read(thread);
        if (call instanceof Execute) return call;
        if (call instanceof OpenToWrite) found = call;
      }
    } catch (IOException | RuntimeException ended) {
      return found; // the process has ended, or hides its memory: nothing is known of the call
    }
    return found;
  }

  private static BlockedCall read(Path thread) throws IOException {
    String[] words =
        Files.readString(thread.resolve("syscall"), StandardCharsets.US_ASCII)
            .strip()
            .split(" ", -1);
    if (words.length < 7) return new Other();
    long[] arguments = new long[6];
    for (int i = 0; i < 6; i++)
      arguments[i] = Long.parseUnsignedLong(words[i + 1].substring(2), 16);
    boolean x86 =
        switch (Architecture.current()) {
          case X86_64 -> true;
          case AARCH64 -> false;
        };
    return switch (Integer.parseInt(words[0])) {
      case 59 -> x86 ? execute(thread, arguments[0], arguments[1]) : new Other();
      case 322 -> x86 ? execute(thread, arguments[1], arguments[2]) : new Other();
      case 221 -> x86 ? new Other() : execute(thread, arguments[0], arguments[1]);
      case 281 -> x86 ? new Other() : execute(thread, arguments[1], arguments[2]);
      case 2 -> x86 ? open(arguments[1]) : new Other();
      case 85 -> x86 ? new OpenToWrite() : new Other();
      case 257 -> x86 ? open(arguments[2]) : new Other();
      case 56 -> x86 ? new Other() : open(arguments[2]);
      case 437 -> openHow(thread, arguments[2]);
      default -> new Other();
    };
  }

  private static BlockedCall open(long flags) {
    return (flags & 3) == 1 ? new OpenToWrite() : new Other();
  }

  private static BlockedCall openHow(Path thread, long address) throws IOException {
    try (RandomAccessFile memory = new RandomAccessFile(thread.resolve("mem").toFile(), "r")) {
      memory.seek(address);
      return open(Long.reverseBytes(memory.readLong()));
    }
  }

  private static BlockedCall execute(Path thread, long path, long argv) throws IOException {
    try (RandomAccessFile memory = new RandomAccessFile(thread.resolve("mem").toFile(), "r")) {
      List<String> arguments = new ArrayList<>();
      int left = BYTES;
      boolean cut = false;
      for (int i = 0; ; i++) {
        memory.seek(argv + 8L * i);
        long address = Long.reverseBytes(memory.readLong());
        if (address == 0) break;
        if (i == ARGUMENTS || left <= 0) {
          cut = true;
          break;
        }
        Optional<String> text = text(memory, address, Math.min(left, 4096));
        cut |= text.isEmpty();
        arguments.add(text.orElse(""));
        left -= text.map(String::length).orElse(4096) + 1;
      }
      return new Execute(text(memory, path, 4096).orElse(""), arguments, cut);
    }
  }

  /** A text of the process; empty if it is longer than the bound or its memory ends. */
  private static Optional<String> text(RandomAccessFile memory, long address, int bound)
      throws IOException {
    byte[] bytes = new byte[bound];
    int length = 0;
    while (length < bound) {
      memory.seek(address + length);
      // Page by page, because reading past the last mapped page fails as a whole.
      int page = (int) (4096 - ((address + length) & 4095));
      int read = memory.read(bytes, length, Math.min(page, bound - length));
      if (read <= 0) return Optional.empty();
      for (int end = length + read; length < end; length++) {
        if (bytes[length] == 0)
          return Optional.of(new String(bytes, 0, length, StandardCharsets.UTF_8));
      }
    }
    return Optional.empty();
  }
}
