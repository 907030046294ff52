package dev.sekisho.scan.report;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A JSON document being written: indented, UTF-8, fields that have nothing to say left out. */
final class Json implements AutoCloseable {
  /** Writes one thing. */
  interface Part {
    void write() throws IOException;
  }

  /** Writes one element of a collection. */
  interface Element<T> {
    void write(T element) throws IOException;
  }

  private final JsonGenerator generator;

  Json(OutputStream out) throws IOException {
    generator = new JsonFactory().createGenerator(out, JsonEncoding.UTF8);
    generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    generator.setPrettyPrinter(new DefaultPrettyPrinter());
    generator.setCharacterEscapes(Escapes.OURS);
  }

  /** What could move a terminal's cursor or reorder a line is escaped: reports are looked at. */
  private static final class Escapes extends CharacterEscapes {
    private static final long serialVersionUID = 1;
    private static final Escapes OURS = new Escapes();

    private final int[] ascii = standardAsciiEscapesForJSON();

    Escapes() {
      ascii[0x7f] = ESCAPE_STANDARD;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return ascii.clone();
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
      return switch (Character.getType(character)) {
        case Character.CONTROL,
            Character.FORMAT,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR ->
            new SerializedString("\\u%04x".formatted(character));
        default -> null;
      };
    }
  }

  void object(Part fields) throws IOException {
    generator.writeStartObject();
    fields.write();
    generator.writeEndObject();
  }

  void object(String name, Part fields) throws IOException {
    generator.writeFieldName(sound(name));
    object(fields);
  }

  <T> void array(String name, Collection<? extends T> elements, Element<T> each)
      throws IOException {
    generator.writeArrayFieldStart(name);
    for (T element : elements) {
      each.write(element);
    }
    generator.writeEndArray();
  }

  /** An array that is left out when there is nothing in it. */
  <T> void some(String name, Collection<? extends T> elements, Element<T> each) throws IOException {
    if (!elements.isEmpty()) {
      array(name, elements, each);
    }
  }

  void texts(String name, Collection<String> values) throws IOException {
    some(name, values, this::text);
  }

  /** A text field that is left out when it is empty. */
  void text(String name, String value) throws IOException {
    if (!value.isEmpty()) {
      generator.writeStringField(name, sound(value));
    }
  }

  void text(String name, Optional<String> value) throws IOException {
    if (value.isPresent()) {
      text(name, value.get());
    }
  }

  void text(String value) throws IOException {
    generator.writeString(sound(value));
  }

  void number(String name, double value) throws IOException {
    generator.writeNumberField(name, value);
  }

  void number(String name, int value) throws IOException {
    generator.writeNumberField(name, value);
  }

  void truth(String name, boolean value) throws IOException {
    generator.writeBooleanField(name, value);
  }

  @Override
  public void close() throws IOException {
    generator.close();
  }

  /** Halves of surrogate pairs have no UTF-8. */
  private static String sound(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (Character.isSurrogate(value.charAt(i))) {
        return value
            .codePoints()
            .map(point -> Character.getType(point) == Character.SURROGATE ? 0xfffd : point)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
    }
    return value;
  }
}
