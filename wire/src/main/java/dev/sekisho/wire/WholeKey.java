package dev.sekisho.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;

/** Writes the key of a map as {@link WholeText} writes a text. */
final class WholeKey extends JsonSerializer<String> {
  @Override
  public void serialize(String key, JsonGenerator generator, SerializerProvider provider)
      throws IOException {
    generator.writeFieldName(WholeText.whole(key));
  }
}
