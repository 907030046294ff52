package dev.sekisho.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OutputFramesTest {
  private static byte[] frame(int type, int size, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + bytes.length)
        .put((byte) type)
        .position(4)
        .putInt(size)
        .put(bytes)
        .array();
  }

  private static CommandOutput read(int maximum, byte[]... frames) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      all.writeBytes(frame);
    }
    return OutputFrames.read(new ByteArrayInputStream(all.toByteArray()), maximum, 0, "GET /logs");
  }

  @Test
  void bothSidesAreToldApart() throws IOException {
    assertThat(read(100, frame(1, 2, "ab"), frame(2, 1, "e"), frame(1, 1, "c")))
        .isEqualTo(new CommandOutput(0, "abc", "e", false));
    assertThat(read(100)).isEqualTo(new CommandOutput(0, "", "", false));
  }

  @Test
  void whatIsBeyondTheBoundIsLeftOutAndSaidSo() throws IOException {
    assertThat(read(3, frame(1, 5, "abcde"), frame(1, 1, "f"), frame(2, 1, "e")))
        .isEqualTo(new CommandOutput(0, "abc", "e", true));
  }

  @Test
  void brokenFramesAreNonsense() {
    assertThatThrownBy(() -> read(100, frame(7, 1, "a"))).isInstanceOf(EngineException.class);
    assertThatThrownBy(() -> read(100, Arrays.copyOf(frame(1, 1, "a"), 5)))
        .isInstanceOf(EngineException.class);
    assertThatThrownBy(() -> read(100, frame(1, -1, "a"))).isInstanceOf(EOFException.class);
  }
}
