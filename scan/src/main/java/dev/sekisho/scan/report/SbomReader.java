package dev.sekisho.scan.report;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sekisho.model.Problem;
import dev.sekisho.model.ProblemException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.stream.XMLStreamException;

/**
 * Reads bills of materials: CycloneDX as JSON and XML, SPDX as JSON and tag-value. The format is
 * recognized by the content, not by the file's name.
 *
 * @see <a href="https://cyclonedx.org/specification/overview/">CycloneDX</a>
 * @see <a href="https://spdx.github.io/spdx-spec/v2.3/">SPDX 2.3</a>
 */
public final class SbomReader {
  /** A larger file is refused. */
  public static final long MAXIMUM_BYTES = 512L << 20;

  private SbomReader() {}

  /**
   * Reads one.
   *
   * @param file name for messages and locations
   * @param in read to its end, and left open
   * @throws ProblemException if it is none of these formats or breaks off
   * @throws IOException if the stream cannot be read
   */
  public static Sbom read(String file, InputStream in) throws IOException {
    BufferedInputStream start = new BufferedInputStream(new Bounded(in, MAXIMUM_BYTES), 1 << 16);
    start.mark(1 << 12);
    byte[] head = start.readNBytes(1 << 10);
    start.reset();
    SbomParts parts = new SbomParts(file);
    try {
      return switch (firstOf(head)) {
        case '{' -> SbomJson.read(start, parts);
        case '<' -> SbomXml.read(start, parts);
        default ->
            SpdxTagValue.read(
                new BufferedReader(new InputStreamReader(start, StandardCharsets.UTF_8)), parts);
      };
    } catch (JsonProcessingException e) {
      throw unreadable(file, e.getOriginalMessage() + place(e));
    } catch (XMLStreamException e) {
      throw unreadable(file, String.valueOf(e.getMessage()));
    } catch (SbomFormatException e) {
      throw unreadable(file, String.valueOf(e.getMessage()));
    }
  }

  /** {@code (line:column)}, where the parser knows it: it does not when it refuses the whole. */
  private static String place(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    return location == null ? "" : " (" + location.getLineNr() + ":" + location.getColumnNr() + ")";
  }

  /** The first character that is no space and no byte order mark. */
  private static int firstOf(byte[] head) {
    int i = head.length >= 3 && (head[0] & 0xff) == 0xef ? 3 : 0;
    while (i < head.length && head[i] <= ' ' && head[i] >= 0) {
      i++;
    }
    return i < head.length ? head[i] : -1;
  }

  private static ProblemException unreadable(String file, String why) {
    return new ProblemException(
        List.of(
            new Problem(
                "sbom-unreadable",
                file + ": not a bill of materials that can be read: " + why,
                "give CycloneDX (JSON or XML) or SPDX 2.x (JSON or tag-value)")));
  }

  /** The content is not of a format that is read here. */
  static final class SbomFormatException extends IOException {
    private static final long serialVersionUID = 1;

    SbomFormatException(String message) {
      super(message);
    }
  }

  /** Refuses to hand out more than it was told. */
  private static final class Bounded extends InputStream {
    private final InputStream in;
    private long left;

    Bounded(InputStream in, long most) {
      this.in = in;
      left = most;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = in.read(bytes, offset, length);
      left -= Math.max(0, count);
      if (left < 0) {
        throw new SbomFormatException("larger than " + (MAXIMUM_BYTES >> 20) + " MiB");
      }
      return count;
    }
  }
}
