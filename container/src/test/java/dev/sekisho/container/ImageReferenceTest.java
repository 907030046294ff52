package dev.sekisho.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
  private static final String DIGEST = "sha256:" + "ab".repeat(32);

  @ParameterizedTest
  @CsvSource({
    "alpine, docker.io, library/alpine, latest",
    "alpine:3.16, docker.io, library/alpine, 3.16",
    "shop/web, docker.io, shop/web, latest",
    "docker.io/alpine, docker.io, library/alpine, latest",
    "index.docker.io/library/alpine:1, docker.io, library/alpine, 1",
    "localhost/x, localhost, x, latest",
    "localhost:5000/x, localhost:5000, x, latest",
    "localhost:5000/x:2, localhost:5000, x, 2",
    "registry.example/shop/web:1.4, registry.example, shop/web, 1.4",
    "127.0.0.1:5000/a/b/c:d, 127.0.0.1:5000, a/b/c, d",
    "[::1]:5000/x, [::1]:5000, x, latest",
    "REGISTRY.example/x, REGISTRY.example, x, latest",
    "a__b/c-d.e--f:V_1, docker.io, a__b/c-d.e--f, V_1",
    "x:5000, docker.io, library/x, 5000",
  })
  void namesAreSplitAsDockerSplitsThem(
      String text, String registry, String repository, String tag) {
    assertThat(ImageReference.parse(text))
        .isEqualTo(new ImageReference(registry, repository, tag, ""));
  }

  @Test
  void aDigestTakesThePlaceOfTheDefaultTag() {
    assertThat(ImageReference.parse("alpine@" + DIGEST))
        .isEqualTo(new ImageReference("docker.io", "library/alpine", "", DIGEST));
    assertThat(ImageReference.parse("localhost:5000/x:2@" + DIGEST))
        .isEqualTo(new ImageReference("localhost:5000", "x", "2", DIGEST));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Alpine",
        "shop/Web",
        "a//b",
        "/a",
        "a/",
        "a:",
        "a:b c",
        "a:-b",
        "a@sha256:12",
        "a b",
        "a@md5:00112233445566778899aabbccddeeff",
        "-a",
        "a-",
        "a..b",
        "a___b",
        "http://a/b",
        "a\u0000b",
        "ａ",
        "exa mple.com/x",
        "h.x:99999999/x"
      })
  void otherTextsAreRefusedWithTheFormThatIsExpected(String text) {
    assertThatThrownBy(() -> ImageReference.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }

  @Test
  void aLongTextIsRefusedAtOnce() {
    assertThatThrownBy(() -> ImageReference.parse("a".repeat(1_000_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected up to");
    assertThatThrownBy(() -> ImageReference.parse("a/".repeat(500_000) + "a"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theTextOfAReferenceReadsBackAsItself() {
    for (String text : new String[] {"alpine", "localhost:5000/x:2@" + DIGEST, "a/b@" + DIGEST}) {
      ImageReference reference = ImageReference.parse(text);
      assertThat(ImageReference.parse(reference.toString())).isEqualTo(reference);
    }
    assertThat(ImageReference.parse("docker.io/library/alpine").familiarName()).isEqualTo("alpine");
    assertThat(ImageReference.parse("localhost:5000/x").familiarName())
        .isEqualTo("localhost:5000/x");
  }
}
