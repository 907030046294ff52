package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component;
import dev.sekisho.model.Component.Scope;
import dev.sekisho.model.Component.Source;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Gap;
import dev.sekisho.model.Location;
import dev.sekisho.model.Purl;
import dev.sekisho.model.Severity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Reads an inventory's parts with bounds; see {@link LayerRecord}. */
final class RecordReader {
  private final byte[] bytes;
  private final ByteBuffer buffer;
  private final List<String> known = new ArrayList<>();

  RecordReader(byte[] bytes) {
    this.bytes = bytes;
    this.buffer = ByteBuffer.wrap(bytes);
  }

  int number() throws LayerRecord.UnreadableException {
    need(4);
    return buffer.getInt();
  }

  private void need(int more) throws LayerRecord.UnreadableException {
    if (more < 0 || more > buffer.remaining()) {
      throw new LayerRecord.UnreadableException("ends too early");
    }
  }

  /** Each of what is counted takes four bytes or more. */
  int count() throws LayerRecord.UnreadableException {
    int count = number();
    if (count < 0 || count > buffer.remaining() / 4) {
      throw new LayerRecord.UnreadableException(
          "has a list of " + count + ", which it cannot hold");
    }
    return count;
  }

  String text() throws LayerRecord.UnreadableException {
    int number = number();
    if (number >= 0) {
      if (number >= known.size()) {
        throw new LayerRecord.UnreadableException("names a text that it does not have");
      }
      return known.get(number);
    }
    int length = number();
    need(length);
    String text = new String(bytes, buffer.position(), length, StandardCharsets.UTF_8);
    buffer.position(buffer.position() + length);
    known.add(text);
    return text;
  }

  List<String> texts() throws LayerRecord.UnreadableException {
    List<String> texts = new ArrayList<>();
    for (int left = count(); left > 0; left--) {
      texts.add(text());
    }
    return texts;
  }

  List<Gap> gaps() throws LayerRecord.UnreadableException {
    List<Gap> gaps = new ArrayList<>();
    for (int left = count(); left > 0; left--) {
      gaps.add(new Gap(text(), text()));
    }
    return gaps;
  }

  OptionalInt optional() throws LayerRecord.UnreadableException {
    boolean present = number() == 1;
    int value = number();
    return present ? OptionalInt.of(value) : OptionalInt.empty();
  }

  PathHashes hashes() throws LayerRecord.UnreadableException {
    int count = count();
    if (count > buffer.remaining() / 8) {
      throw new LayerRecord.UnreadableException("ends too early");
    }
    long[] hashes = new long[count];
    buffer.asLongBuffer().get(hashes);
    buffer.position(buffer.position() + 8 * count);
    return PathHashes.of(hashes);
  }

  Map<String, String> map() throws LayerRecord.UnreadableException {
    TreeMap<String, String> map = new TreeMap<>();
    for (int left = count(); left > 0; left--) {
      map.put(text(), text());
    }
    return map;
  }

  Component component() throws LayerRecord.UnreadableException {
    String type = text();
    String namespace = text();
    String name = text();
    String version = text();
    TreeMap<String, String> qualifiers = new TreeMap<>(map());
    String subpath = text();
    Optional<Source> source =
        number() == 1 ? Optional.of(new Source(text(), text(), text())) : Optional.empty();
    List<String> licences = texts();
    List<Location> locations = new ArrayList<>();
    for (int left = count(); left > 0; left--) {
      locations.add(location());
    }
    String foundBy = text();
    String scope = text();
    try {
      return new Component(
          new Purl(type, namespace, name, version, qualifiers, subpath),
          source,
          licences,
          locations,
          foundBy,
          Scope.valueOf(scope));
    } catch (IllegalArgumentException e) {
      throw new LayerRecord.UnreadableException("has a component that is none: " + e.getMessage());
    }
  }

  Location location() throws LayerRecord.UnreadableException {
    return new Location(text(), optional(), optional(), optional());
  }

  Optional<Severity> severity() throws LayerRecord.UnreadableException {
    String name = text();
    try {
      return name.isEmpty() ? Optional.empty() : Optional.of(Severity.valueOf(name));
    } catch (IllegalArgumentException e) {
      throw new LayerRecord.UnreadableException("has the severity " + name);
    }
  }

  Finding finding() throws LayerRecord.UnreadableException {
    String kind = text();
    String id = text();
    Optional<Severity> severity = severity();
    Location location = location();
    return switch (kind) {
      case "secret" -> {
        String title = text();
        yield new Finding.Secret(id, title, severity, location, text());
      }
      case "malware" -> new Finding.Malware(id, text(), severity, location);
      case "misconfiguration" ->
          new Finding.Misconfiguration(id, severity, location, map(), texts());
      default -> throw new LayerRecord.UnreadableException("has a finding of kind " + kind);
    };
  }
}
