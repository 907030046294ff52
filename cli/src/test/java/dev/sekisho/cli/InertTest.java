package dev.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InertTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[2J\u001b[1;1Hroot@host#", // clears the screen
        "\u009b31m", // C1 control sequence introducer
        "a\u0008\u0008b", // moves back over what was shown
        "invoice\u202Egnp.exe", // right-to-left override
        "a\u200bb\u2066c", // zero width, isolate
        "line\u2028line",
        "\ud800 half a pair",
        "\u0000\u007f",
        "\udb40\udc41 tag", // U+E0041
      })
  void whatCouldDeceiveIsEscaped(String hostile) {
    String safe = Inert.line(hostile);
    assertThat(safe.codePoints())
        .allMatch(
            point ->
                switch (Character.getType(point)) {
                  case Character.CONTROL,
                      Character.FORMAT,
                      Character.LINE_SEPARATOR,
                      Character.SURROGATE ->
                      false;
                  default -> true;
                });
    assertThat(safe).isNotEqualTo(hostile);
  }

  @Test
  void ordinaryTextOfAnyLanguageStays() {
    assertThat(Inert.line("関所 größe /usr/bin/wget 'a b' 👍"))
        .isEqualTo("関所 größe /usr/bin/wget 'a b' 👍");
  }

  @Test
  void aBlockKeepsItsLinesAndALineDoesNot() {
    assertThat(Inert.block("a:\n\tb\r")).isEqualTo("a:\n\tb\\r");
    assertThat(Inert.line("a\nb")).isEqualTo("a\\nb");
  }
}
