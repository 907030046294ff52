package dev.sekisho.wire;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.sekisho.model.Digest;
import dev.sekisho.model.Event;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The one way in which words become JSON and JSON becomes words.
 *
 * <p>Records are objects of their components; a sealed interface is the object of its variant with
 * the variant's name first ({@code {"type":"processStarted", …}}); an absent {@link
 * java.util.Optional} is {@code null}; instants and durations are ISO 8601 texts; bytes are base64;
 * sets and maps are written in the order of their texts, so that equal values give equal bytes.
 *
 * <p>Reading skips fields that it does not know, takes a missing collection as empty and a missing
 * Optional as absent, and refuses everything else that is missing. What is read is bounded: {@value
 * #DEPTH} levels, {@value #TEXT_CHARACTERS} characters a text, {@value #NUMBER_CHARACTERS} a
 * number. Who reads from the network bounds the whole by the length of the body.
 */
public final class Json {
  static final int DEPTH = 32;
  static final int TEXT_CHARACTERS = 32 << 20;
  static final int NUMBER_CHARACTERS = 40;
  static final int NAME_CHARACTERS = 4096;

  private static final JsonMapper MAPPER = newMapper();

  private Json() {}

  /** The configured mapper, for frameworks that want one. Do not configure it further: copy it. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /**
   * A mapper that also knows other sealed interfaces, for files that a program keeps for itself.
   *
   * @param sealed their variants are named as those of {@link Event} are
   */
  public static JsonMapper mapperFor(Class<?>... sealed) {
    JsonMapper mapper = MAPPER.copy();
    for (Class<?> each : sealed) {
      mapper.addMixIn(each, Variant.class);
      registerVariants(mapper, each);
    }
    return mapper;
  }

  /** The value as UTF-8 bytes, without line breaks. */
  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError("our own words have no JSON: " + value.getClass(), e);
    }
  }

  /** The value as text on one line. */
  public static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError("our own words have no JSON: " + value.getClass(), e);
    }
  }

  /**
   * Reads one value; nothing but white space may follow it.
   *
   * @throws MalformedException if the bytes are not JSON of this type within the bounds
   */
  public static <T> T read(byte[] bytes, Class<T> type) throws MalformedException {
    return read(() -> MAPPER.readValue(bytes, type), type);
  }

  /**
   * Reads one value; nothing but white space may follow it.
   *
   * @throws MalformedException if the text is not JSON of this type within the bounds
   */
  public static <T> T read(String text, Class<T> type) throws MalformedException {
    return read(() -> MAPPER.readValue(text, type), type);
  }

  /**
   * Reads one value to the end of the stream, and leaves the stream open.
   *
   * @throws MalformedException if the content is not JSON of this type within the bounds
   * @throws IOException if the stream cannot be read
   */
  public static <T> T read(InputStream stream, Class<T> type) throws IOException {
    return read(stream.readAllBytes(), type);
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T read(Reading<T> reading, Class<T> type) throws MalformedException {
    try {
      T value = reading.read();
      if (value == null) {
        throw new MalformedException(type.getSimpleName() + ": null is not a value");
      }
      return value;
    } catch (MalformedException e) {
      throw e;
    } catch (JsonProcessingException e) {
      // Jackson's own text repeats parts of the source; the original message does not.
      throw new MalformedException(
          type.getSimpleName() + ": " + e.getOriginalMessage() + place(e), e);
    } catch (IOException e) {
      throw new MalformedException(type.getSimpleName() + ": " + e.getMessage(), e);
    }
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : " (line %d, column %d)"
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }

  private static JsonMapper newMapper() {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxStringLength(TEXT_CHARACTERS)
                    .maxNumberLength(NUMBER_CHARACTERS)
                    .maxNameLength(NAME_CHARACTERS)
                    .build())
            // A hostile host must not fill the table of names that all readers share.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    JsonMapper mapper =
        JsonMapper.builder(factory)
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(
                new SimpleModule("sekisho")
                    .addSerializer(String.class, new WholeText())
                    .addKeySerializer(String.class, new WholeKey())
                    .setSerializerModifier(new SteadyTexts()))
            .addMixIn(Event.class, Variant.class)
            .addMixIn(Digest.class, DigestText.class)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    for (Class<?> collection : List.of(List.class, Set.class, Collection.class, Map.class)) {
      mapper
          .configOverride(collection)
          .setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY, Nulls.FAIL));
    }
    registerVariants(mapper, Event.class);
    return mapper;
  }

  /** Names each variant by its class's name with a small first letter. */
  private static void registerVariants(JsonMapper mapper, Class<?> sealed) {
    for (Class<?> variant : sealed.getPermittedSubclasses()) {
      String name = variant.getSimpleName();
      mapper.registerSubtypes(
          new NamedType(variant, Character.toLowerCase(name.charAt(0)) + name.substring(1)));
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  private interface Variant {}

  private abstract static class DigestText {
    @JsonCreator
    static Digest parse(String text) {
      return Digest.parse(text);
    }

    @Override
    @JsonValue
    public abstract String toString();
  }
}
