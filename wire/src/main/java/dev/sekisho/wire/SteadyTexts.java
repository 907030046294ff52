package dev.sekisho.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.type.CollectionType;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/** Writes sets of texts in their order, because {@link Set#copyOf} has another one in each run. */
final class SteadyTexts extends BeanSerializerModifier {
  private static final long serialVersionUID = 1;

  @Override
  public JsonSerializer<?> modifyCollectionSerializer(
      SerializationConfig config,
      CollectionType type,
      BeanDescription description,
      JsonSerializer<?> serializer) {
    boolean setOfTexts =
        Set.class.isAssignableFrom(type.getRawClass())
            && type.getContentType().hasRawClass(String.class);
    return setOfTexts ? new SortedTexts() : serializer;
  }

  private static final class SortedTexts extends JsonSerializer<Set<String>> {
    @Override
    public void serialize(Set<String> texts, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      generator.writeStartArray();
      for (String text : new TreeSet<>(texts)) {
        provider.defaultSerializeValue(text, generator);
      }
      generator.writeEndArray();
    }
  }
}
