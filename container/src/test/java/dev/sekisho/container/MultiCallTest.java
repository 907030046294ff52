package dev.sekisho.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MultiCallTest {
  private static InputStream program(int before, String mark) {
    byte[] content = new byte[before + mark.length() + 100];
    System.arraycopy("\u007fELF".getBytes(StandardCharsets.ISO_8859_1), 0, content, 0, 4);
    System.arraycopy(mark.getBytes(StandardCharsets.ISO_8859_1), 0, content, before, mark.length());
    return new ByteArrayInputStream(content);
  }

  @Test
  void theContentTellsWhateverTheName() throws IOException {
    assertThat(MultiCall.of(program(4_000, "BusyBox v1.35.0 (2022-08-01)")))
        .contains(MultiCall.BUSYBOX);
    assertThat(MultiCall.of(program(4_000, "Toybox %s multicall binary%s")))
        .contains(MultiCall.TOYBOX);
    assertThat(MultiCall.of(program(4_000, "--coreutils-prog=PROGRAM")))
        .contains(MultiCall.COREUTILS);
    assertThat(MultiCall.of(program(4_000, "GNU Wget 1.21"))).isEmpty();
  }

  @Test
  void aMarkAcrossTwoReadsIsFound() throws IOException {
    int block = 128 * 1024;
    for (int before = block - 20; before < block + 5; before++) {
      assertThat(MultiCall.of(program(before, "BusyBox v1.36"))).contains(MultiCall.BUSYBOX);
    }
  }

  @Test
  void aReaderThatGivesSingleBytesIsReadToo() throws IOException {
    InputStream slow =
        new InputStream() {
          private final InputStream all = program(300, "BusyBox v1");

          @Override
          public int read() throws IOException {
            return all.read();
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            return all.read(bytes, offset, Math.min(length, 1));
          }
        };
    assertThat(MultiCall.of(slow)).contains(MultiCall.BUSYBOX);
  }

  @Test
  void scriptsAndShortFilesAreNoMultiCallBinaries() throws IOException {
    for (String content : List.of("", "\u007fEL", "#!/bin/sh\n# BusyBox v1.35\n")) {
      assertThat(
              MultiCall.of(new ByteArrayInputStream(content.getBytes(StandardCharsets.ISO_8859_1))))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BUSYBOX, wget, wget",
    "BUSYBOX, /bin/busybox wget http://x, wget",
    "BUSYBOX, busybox busybox busybox.static wget, wget",
    "BUSYBOX, -sh, sh",
    "BUSYBOX, /usr/bin/wget --help, wget",
    "BUSYBOX, busybox /a/b/wget, wget",
    "BUSYBOX, busybox --list, ",
    "BUSYBOX, busybox, ",
    "BUSYBOX, busybox.suid ping, ping",
    "BUSYBOX, ls wget, ls",
    "TOYBOX, toybox nc -l, nc",
    "TOYBOX, nc, nc",
    "COREUTILS, ls --color, ls",
    "COREUTILS, coreutils --coreutils-prog=cat x, cat",
    "COREUTILS, coreutils --coreutils-prog-shebang=/usr/bin/cat /usr/bin/cat x, cat",
    "COREUTILS, anything --coreutils-prog=cat, cat",
    "COREUTILS, coreutils cat x, cat",
    "COREUTILS, coreutils --help, ",
  })
  void theAppletIsTheOneTheBinaryWouldRun(MultiCall kind, String arguments, String applet) {
    assertThat(kind.applet(Arrays.asList(arguments.split(" ", -1))))
        .isEqualTo(Optional.ofNullable(applet));
  }

  @Test
  void noArgumentsAndManyAreNoHarm() {
    assertThat(MultiCall.BUSYBOX.applet(List.of())).isEmpty();
    assertThat(MultiCall.BUSYBOX.applet(List.of("", "", ""))).isEmpty();
    assertThat(MultiCall.BUSYBOX.applet(Collections.nCopies(100_000, "busybox"))).isEmpty();
  }
}
