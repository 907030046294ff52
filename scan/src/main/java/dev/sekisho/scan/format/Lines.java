package dev.sekisho.scan.format;

import java.nio.charset.StandardCharsets;

/** The lines of a text, without a copy; {@code \r} before the end of a line is no part of it. */
public final class Lines {
  private final byte[] bytes;
  private final int length;
  private int start;
  private int end;
  private int following;
  private int number;

  public Lines(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  /** Goes to the next line; {@code false} at the end. */
  public boolean next() {
    if (following >= length) {
      start = length;
      end = length;
      return false;
    }
    start = following;
    int at = start;
    while (at < length && bytes[at] != '\n') {
      at++;
    }
    following = at + 1;
    end = at > start && bytes[at - 1] == '\r' ? at - 1 : at;
    number++;
    return true;
  }

  /** Where the line begins. */
  public int start() {
    return start;
  }

  /** After its last byte. */
  public int end() {
    return end;
  }

  /** From 1. */
  public int number() {
    return number;
  }

  public boolean startsWith(String ascii) {
    if (end - start < ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[start + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** What stands after a prefix, without spaces around it; another text if the line has it not. */
  public String after(String prefix, String otherwise) {
    return startsWith(prefix) ? text(start + prefix.length(), end).strip() : otherwise;
  }

  /** The line. */
  public String text() {
    return text(start, end);
  }

  private String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** How many spaces the line begins with. */
  public int indent() {
    int at = start;
    while (at < end && bytes[at] == ' ') {
      at++;
    }
    return at - start;
  }

  public boolean blank() {
    for (int i = start; i < end; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t') {
        return false;
      }
    }
    return true;
  }
}
