package dev.sekisho.container.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTest {
  private static Json parse(String text) throws Json.Malformed {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void valuesOfAllKindsAreRead() throws Json.Malformed {
    Json json =
        parse(
            " {\"a\":[1,-2.5e3,true,null,\"x\"],\"b\":{\"c\":\"\\u3042\\n\\\"日\\ud83d\\ude00\"},\"a2\":{}} ");
    assertThat(json.keys()).containsExactly("a", "b", "a2");
    assertThat(json.member("a").texts()).containsExactly("x");
    assertThat(json.member("a").elements().get(0).number()).isEqualTo(1);
    assertThat(json.member("a").elements().get(2).isTrue()).isTrue();
    assertThat(json.member("b").member("c").text()).isEqualTo("あ\n\"日😀");
    assertThat(json.member("none").member("deeper").some()).isEmpty();
  }

  @Test
  void whatIsNoJsonIsRefused() {
    for (String text :
        List.of(
            "",
            " ",
            "{",
            "[",
            "[1,]",
            "{\"a\":1,}",
            "{\"a\"}",
            "{a:1}",
            "\"",
            "\"\\x\"",
            "\"\\u12\"",
            "tru",
            "nul",
            "1 2",
            "-",
            "+1",
            "01x",
            "\"a\nb\"",
            "[".repeat(65) + "]".repeat(65))) {
      assertThatThrownBy(() -> parse(text)).as(text).isInstanceOf(Json.Malformed.class);
    }
  }

  /**
   * Where our reader takes changed bytes, so does Jackson; neither does anything else but refuse.
   */
  @Test
  void randomChangesAreReadOrRefused() {
    byte[] whole = DockerArchive.config(new byte[0], new byte[1]);
    ObjectMapper jackson = new ObjectMapper();
    Random random = new Random(11);
    int read = 0;
    for (int i = 0; i < 5000; i++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(changed.length)] = (byte) (32 + random.nextInt(95));
      try {
        Json json = Json.parse(changed);
        assertThat(json.keys()).hasSameSizeAs(List.copyOf(jackson.readTree(changed).properties()));
        read++;
      } catch (Json.Malformed e) {
        assertThat(e).hasMessageContaining("at byte");
      } catch (IOException e) {
        throw new AssertionError(new String(changed, StandardCharsets.UTF_8), e);
      }
    }
    assertThat(read).isBetween(1000, 4999);
  }
}
