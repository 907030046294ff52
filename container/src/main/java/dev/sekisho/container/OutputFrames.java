package dev.sekisho.container;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The engine's stream of a container without tty: frames of {@code type 0 0 0 length4} and bytes.
 *
 * @see <a
 *     href="https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach">stream
 *     format</a>
 */
final class OutputFrames {
  private static final int HEADER_BYTES = 8;

  private OutputFrames() {}

  /**
   * Reads to the end of the stream, keeping the first bytes of each side.
   *
   * @param maximumBytes kept of each side
   */
  static CommandOutput read(InputStream stream, int maximumBytes, int exitCode, String request)
      throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    boolean cut = false;
    byte[] header = new byte[HEADER_BYTES];
    byte[] bytes = new byte[16 * 1024];
    for (int read; (read = stream.readNBytes(header, 0, HEADER_BYTES)) > 0; ) {
      if (read < HEADER_BYTES || header[0] < 0 || header[0] > 2) {
        throw new EngineException(
            new EngineFailure.Nonsense(request, "a broken frame in the output"));
      }
      ByteArrayOutputStream side = header[0] == 2 ? errors : output;
      long left = Integer.toUnsignedLong(ByteBuffer.wrap(header).getInt(4));
      while (left > 0) {
        int count = stream.read(bytes, 0, Math.toIntExact(Math.min(bytes.length, left)));
        if (count < 0) {
          throw new EOFException("the output ended inside a frame");
        }
        left -= count;
        int kept = Math.min(count, maximumBytes - side.size());
        side.write(bytes, 0, kept);
        cut |= kept < count;
      }
    }
    return new CommandOutput(
        exitCode,
        output.toString(StandardCharsets.UTF_8),
        errors.toString(StandardCharsets.UTF_8),
        cut);
  }
}
