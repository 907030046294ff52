package dev.sekisho.container.image;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Paths as archives write them, brought to one form, so that none leads out of the root. */
final class EntryName {
  private EntryName() {}

  /** Why a path cannot be used. Has no stack trace: there may be a million of them. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1;

    private final String key;

    Unusable(String key) {
      super(key, null, false, false);
      this.key = key;
    }

    /** Key of the gap's reason. */
    String key() {
      return key;
    }
  }

  /**
   * The path without leading, doubled and trailing slashes and without {@code .}; empty for the
   * root.
   *
   * @throws Unusable if it has {@code ..} or NUL, or is beyond a limit
   */
  static String normal(byte[] bytes, Limits limits) throws Unusable {
    if (bytes.length > limits.pathBytes()) {
      throw new Unusable("limit-path");
    }
    return normal(text(bytes), limits);
  }

  private static String normal(String text, Limits limits) throws Unusable {
    if (text.indexOf('\0') >= 0) {
      throw new Unusable("path-nul");
    }
    int depth = depthIfNormal(text);
    if (depth < 0) {
      List<String> parts = new ArrayList<>();
      for (String part : text.split("/", -1)) {
        if (part.equals("..")) {
          throw new Unusable("path-escapes");
        }
        if (!part.isEmpty() && !part.equals(".")) {
          parts.add(part);
        }
      }
      depth = parts.size();
      text = String.join("/", parts);
    }
    if (depth > limits.depth()) {
      throw new Unusable("limit-depth");
    }
    return text;
  }

  /** Number of parts, or -1 if a part is empty or made of dots: most paths are normal. */
  private static int depthIfNormal(String text) {
    int depth = 0;
    int start = 0;
    while (start <= text.length()) {
      int slash = text.indexOf('/', start);
      int end = slash < 0 ? text.length() : slash;
      boolean dots =
          text.startsWith(".", start)
              && (end == start + 1 || (text.startsWith("..", start) && end == start + 2));
      if (end == start || dots) {
        return -1;
      }
      depth++;
      start = end + 1;
    }
    return depth;
  }

  /** UTF-8; a byte that is none is written {@code \xE9}, so that two names stay two. */
  static String text(byte[] bytes) {
    String plain = new String(bytes, StandardCharsets.UTF_8);
    if (plain.indexOf('\ufffd') < 0) {
      return plain;
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length * 4 + 4);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      if (!result.isError()) {
        return out.flip().toString();
      }
      for (int i = result.length(); i > 0; i--) {
        out.put("\\x").put(HexFormat.of().withUpperCase().toHexDigits(in.get()));
      }
      decoder.reset();
    }
  }

  /**
   * UTF-8 and nothing else, for texts that are no paths.
   *
   * @throws CharacterCodingException if it is not
   */
  static String strict(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
