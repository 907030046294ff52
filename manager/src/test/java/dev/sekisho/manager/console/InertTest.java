package dev.sekisho.manager.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InertTest {
  @Test
  void markupBecomesText() {
    assertThat(Inert.html("<b a='1' c=\"2\">&amp;"))
        .isEqualTo("&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;amp;");
  }

  @Test
  void whatWouldHideOrReorderTextIsWrittenOut() {
    assertThat(Inert.html("a\u202Eb\u0000c\u200Dd\u001B[31me\uFEFF"))
        .isEqualTo("a[U+202E]b[U+0000]c[U+200D]d[U+001B][31me[U+FEFF]");
  }

  @Test
  void aBrokenSurrogateIsWrittenOut() {
    assertThat(Inert.html("a\uD800b")).isEqualTo("a[U+D800]b");
  }

  @Test
  void linesStayInTextAndAreWrittenOutInALine() {
    assertThat(Inert.html("a\n\tb\r")).isEqualTo("a\n\tb[U+000D]");
    assertThat(Inert.line("a\n\tb")).isEqualTo("a[U+000A][U+0009]b");
  }

  @Test
  void aTextThatComesBackFromAFieldIsTheSame() {
    assertThat(Inert.exactHtml("a\u202E<\t")).isEqualTo("a\u202E&lt;\t");
  }

  @Test
  void argumentsAreQuotedWhereAShellWouldReadThemOtherwise() {
    assertThat(Inert.command(List.of("sh", "-c", "echo 'a b'", "", "a\nb", "x;y")))
        .isEqualTo("sh -c 'echo '\\''a b'\\''' '' a[U+000A]b 'x;y'");
  }

  @Test
  void aLongNameIsCutInItsMiddleAndNeverInsideACharacter() {
    assertThat(Inert.middle("😀".repeat(10), 5)).isEqualTo("😀😀…😀😀");
    assertThat(Inert.middle("short", 5)).isEqualTo("short");
  }

  @Test
  void noTextWhateverMakesMarkup() {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = 0; j < 20; j++) {
        text.append((char) random.nextInt(0x10000));
      }
      assertThat(Inert.html(text + "<\"'>")).doesNotContain("<", ">", "\"", "'");
    }
  }
}
