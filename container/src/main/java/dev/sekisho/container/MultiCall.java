package dev.sekisho.container;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Binaries that hold many programs, and which of them a call means. They are told by texts that
 * each carries in its code, whatever their name.
 */
public enum MultiCall {
  /** One file, every applet by its name or as first argument. */
  BUSYBOX("busybox", "BusyBox v", "BusyBox is a multi-call binary"),
  /** Like busybox, from Android. */
  TOYBOX("toybox", "Toybox %s multicall binary", "landley.net/toybox"),
  /** GNU or uutils coreutils built as one binary. */
  COREUTILS("coreutils", "--coreutils-prog=", " (multi-call binary)\n");

  private static final int MAXIMUM_BYTES = 32 * 1024 * 1024;
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
  private static final int LONGEST_MARK = 64;

  private final String ownName;
  private final String mark;
  private final String otherMark;

  MultiCall(String ownName, String mark, String otherMark) {
    this.ownName = ownName;
    this.mark = mark;
    this.otherMark = otherMark;
  }

  /**
   * Looks for the marks in the first 32 MiB of an ELF file.
   *
   * @return empty for every other file
   */
  public static Optional<MultiCall> of(InputStream content) throws IOException {
    byte[] window = new byte[128 * 1024];
    int kept = content.readNBytes(window, 0, ELF.length);
    for (int i = 0; i < ELF.length; i++) {
      if (kept <= i || window[i] != ELF[i]) {
        return Optional.empty();
      }
    }
    for (int total = kept; total < MAXIMUM_BYTES; ) {
      int count = content.read(window, kept, window.length - kept);
      if (count < 0) {
        return Optional.empty();
      }
      total += count;
      int end = kept + count;
      for (MultiCall kind : values()) {
        if (contains(window, end, kind.mark) || contains(window, end, kind.otherMark)) {
          return Optional.of(kind);
        }
      }
      // A mark may lie across two reads.
      kept = Math.min(end, LONGEST_MARK);
      System.arraycopy(window, end - kept, window, 0, kept);
    }
    return Optional.empty();
  }

  private static boolean contains(byte[] bytes, int end, String mark) {
    for (int start = 0; start <= end - mark.length(); start++) {
      int i = 0;
      while (i < mark.length() && bytes[start + i] == mark.charAt(i)) {
        i++;
      }
      if (i == mark.length()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The applet that a call means, by the binary's own rule: the last path component of {@code
   * argv[0]}, a leading hyphen (of login shells) left out; where that begins with the binary's own
   * name the next argument is taken, again and again.
   *
   * @param arguments {@code argv[0]} first
   * @return empty if it runs none ({@code busybox --list})
   */
  public Optional<String> applet(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (i > 0 && argument.startsWith("--")) {
        return this == COREUTILS ? coreutils(argument) : Optional.empty();
      }
      String name = lastComponent(argument);
      if (!name.startsWith(ownName)) {
        return this == COREUTILS && i == 0 && arguments.size() > 1
            ? coreutils(arguments.get(1)).or(() -> named(name))
            : named(name);
      }
    }
    return Optional.empty();
  }

  /** The program that {@code --coreutils-prog=NAME} and {@code --coreutils-prog-shebang} name. */
  private static Optional<String> coreutils(String argument) {
    for (String option : List.of("--coreutils-prog=", "--coreutils-prog-shebang=")) {
      if (argument.startsWith(option)) {
        return named(lastComponent(argument.substring(option.length())));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> named(String name) {
    return name.isEmpty() ? Optional.empty() : Optional.of(name);
  }

  private static String lastComponent(String argument) {
    String path = argument.startsWith("-") ? argument.substring(1) : argument;
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.startsWith("-") ? name.substring(1) : name;
  }
}
