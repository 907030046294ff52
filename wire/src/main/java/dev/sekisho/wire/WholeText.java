package dev.sekisho.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;

/**
 * Writes text as UTF-8 can hold it: half of a surrogate pair, as a cut argument leaves it, becomes
 * U+FFFD instead of an error that would lose the whole message.
 */
final class WholeText extends JsonSerializer<String> {
  @Override
  public void serialize(String text, JsonGenerator generator, SerializerProvider provider)
      throws IOException {
    generator.writeString(whole(text));
  }

  /** The text itself where it is whole, which is nearly always. */
  static String whole(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return text.codePoints()
            .map(point -> point >= 0xD800 && point <= 0xDFFF ? 0xFFFD : point)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
    }
    return text;
  }
}
