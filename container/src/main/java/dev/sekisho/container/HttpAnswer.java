package dev.sekisho.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer in HTTP/1.1, its body read as it comes. Whoever reads it to the end may use the
 * connection again if {@link #reusable} says so.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a>
 */
final class HttpAnswer {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)(?: .*)?");
  private static final Pattern CHUNK_SIZE = Pattern.compile("([0-9A-Fa-f]{1,15})\\s*(?:;.*)?");
  private static final int LINE_BYTES = 8 * 1024;
  private static final int HEADERS = 100;

  private final EngineSocket socket;
  private final int status;
  private final Map<String, String> headers;
  private final Body body;

  private HttpAnswer(EngineSocket socket, int status, Map<String, String> headers, Body body) {
    this.socket = socket;
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /**
   * Reads status and headers; interim answers (100, 103) are passed over.
   *
   * @throws MalformedAnswerException if the bytes are not HTTP
   */
  static HttpAnswer read(EngineSocket socket, boolean toHead) throws IOException {
    for (int interim = 0; interim < 10; interim++) {
      String line = socket.readLine(LINE_BYTES);
      Matcher matcher = STATUS_LINE.matcher(line);
      if (!matcher.matches()) {
        throw new MalformedAnswerException("'" + Inert.text(line, 80) + "' is no HTTP status line");
      }
      int status = Integer.parseInt(matcher.group(1));
      Map<String, String> headers = readHeaders(socket);
      if (status >= 200 || status == 101) {
        return new HttpAnswer(socket, status, headers, bodyOf(socket, status, headers, toHead));
      }
    }
    throw new MalformedAnswerException("more than ten interim answers");
  }

  int status() {
    return status;
  }

  /** A header by its name in lower case; of a repeated header the last. */
  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  InputStream body() {
    return body;
  }

  /** Whether the connection may carry another request: the body is read and both sides stay. */
  boolean reusable() {
    return body.ended
        && body.framing != Framing.UNTIL_CLOSE
        && !header("connection").orElse("").equalsIgnoreCase("close");
  }

  EngineSocket socket() {
    return socket;
  }

  private static Map<String, String> readHeaders(EngineSocket socket) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (int count = 0; count <= HEADERS; count++) {
      String line = socket.readLine(LINE_BYTES);
      if (line.isEmpty()) {
        return headers;
      }
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new MalformedAnswerException("'" + Inert.text(line, 80) + "' is no HTTP header");
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    throw new MalformedAnswerException("more than " + HEADERS + " headers");
  }

  private static Body bodyOf(
      EngineSocket socket, int status, Map<String, String> headers, boolean toHead)
      throws IOException {
    if (toHead || status == 204 || status == 304) {
      return new Body(socket, Framing.LENGTH, 0);
    }
    String coding = headers.getOrDefault("transfer-encoding", "");
    if (coding.equalsIgnoreCase("chunked")) {
      return new Body(socket, Framing.CHUNKED, 0);
    }
    if (!coding.isEmpty() && !coding.equalsIgnoreCase("identity")) {
      throw new MalformedAnswerException(
          "transfer-encoding '" + Inert.text(coding, 40) + "' is not known");
    }
    String length = headers.get("content-length");
    if (length == null) {
      return new Body(socket, Framing.UNTIL_CLOSE, 0);
    }
    if (!length.matches("\\d{1,18}")) {
      throw new MalformedAnswerException(
          "content-length '" + Inert.text(length, 40) + "' is no number of bytes");
    }
    return new Body(socket, Framing.LENGTH, Long.parseLong(length));
  }

  private enum Framing {
    LENGTH,
    CHUNKED,
    UNTIL_CLOSE
  }

  private static final class Body extends InputStream {
    private final EngineSocket socket;
    private final Framing framing;
    private long left;
    private boolean ended;

    Body(EngineSocket socket, Framing framing, long length) {
      this.socket = socket;
      this.framing = framing;
      this.left = length;
      this.ended = framing == Framing.LENGTH && length == 0;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (ended) {
        return -1;
      }
      if (framing == Framing.CHUNKED && left == 0 && !nextChunk()) {
        return -1;
      }
      int wanted =
          framing == Framing.UNTIL_CLOSE ? length : Math.toIntExact(Math.min(length, left));
      int count = socket.read(bytes, offset, wanted);
      if (count < 0) {
        if (framing != Framing.UNTIL_CLOSE) {
          throw new EOFException("the connection ended inside a body");
        }
        ended = true;
        return -1;
      }
      if (framing != Framing.UNTIL_CLOSE) {
        left -= count;
        if (left == 0) {
          endOfPart();
        }
      }
      return count;
    }

    /**
     * Takes what ends a chunk at once, so that between chunks nothing waits to be read and {@link
     * EngineSocket#waitForBytes} tells whether the next has come.
     */
    private void endOfPart() throws IOException {
      if (framing == Framing.LENGTH) {
        ended = true;
      } else if (!socket.readLine(2).isEmpty()) {
        throw new MalformedAnswerException("a chunk is longer than its size");
      }
    }

    /** Reads the size of the next chunk; false, with the trailers read, after the last one. */
    private boolean nextChunk() throws IOException {
      String line = socket.readLine(LINE_BYTES);
      Matcher matcher = CHUNK_SIZE.matcher(line);
      if (!matcher.matches()) {
        throw new MalformedAnswerException("'" + Inert.text(line, 40) + "' is no chunk size");
      }
      left = Long.parseLong(matcher.group(1), 16);
      if (left > 0) {
        return true;
      }
      readHeaders(socket);
      ended = true;
      return false;
    }
  }
}
