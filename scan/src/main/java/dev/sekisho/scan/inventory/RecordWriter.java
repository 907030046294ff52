package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component;
import dev.sekisho.model.Component.Source;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Gap;
import dev.sekisho.model.Location;
import dev.sekisho.model.Purl;
import dev.sekisho.model.Severity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Writes an inventory's parts to an array that grows; see {@link LayerRecord}. */
final class RecordWriter {
  private byte[] bytes = new byte[64 * 1024];
  private int length;
  private final Map<String, Integer> known = new HashMap<>();

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  void number(int value) {
    room(4);
    bytes[length++] = (byte) (value >> 24);
    bytes[length++] = (byte) (value >> 16);
    bytes[length++] = (byte) (value >> 8);
    bytes[length++] = (byte) value;
  }

  /** The number of a text that was written, or -1 and the text, which is then known. */
  void text(String text) {
    Integer number = known.get(text);
    if (number != null) {
      number(number);
      return;
    }
    known.put(text, known.size());
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    number(-1);
    number(utf8.length);
    room(utf8.length);
    System.arraycopy(utf8, 0, bytes, length, utf8.length);
    length += utf8.length;
  }

  void texts(List<String> texts) {
    number(texts.size());
    texts.forEach(this::text);
  }

  void gaps(List<Gap> gaps) {
    number(gaps.size());
    for (Gap gap : gaps) {
      text(gap.where());
      text(gap.why());
    }
  }

  void optional(OptionalInt value) {
    number(value.isPresent() ? 1 : 0);
    number(value.orElse(0));
  }

  void hashes(PathHashes hashes) {
    number(hashes.size());
    room(hashes.size() * 8);
    ByteBuffer buffer = ByteBuffer.wrap(bytes, length, hashes.size() * 8);
    for (int i = 0; i < hashes.size(); i++) {
      buffer.putLong(hashes.hash(i));
    }
    length += hashes.size() * 8;
  }

  void map(Map<String, String> map) {
    number(map.size());
    map.forEach(
        (key, value) -> {
          text(key);
          text(value);
        });
  }

  void component(Component component) {
    Purl purl = component.purl();
    text(purl.type());
    text(purl.namespace());
    text(purl.name());
    text(purl.version());
    map(purl.qualifiers());
    text(purl.subpath());
    number(component.source().isPresent() ? 1 : 0);
    if (component.source().isPresent()) {
      Source source = component.source().get();
      text(source.name());
      text(source.version());
      text(source.module());
    }
    texts(component.licences());
    number(component.locations().size());
    component.locations().forEach(this::location);
    text(component.foundBy());
    text(component.scope().name());
  }

  void location(Location location) {
    text(location.path());
    optional(location.layer());
    optional(location.line());
    optional(location.deletedIn());
  }

  void severity(Optional<Severity> severity) {
    text(severity.map(Severity::name).orElse(""));
  }

  void finding(Finding finding) {
    switch (finding) {
      case Finding.Vulnerability v ->
          throw new IllegalArgumentException("a layer has no vulnerabilities: " + v.id());
      case Finding.Secret s -> {
        text("secret");
        text(s.id());
        severity(s.severity());
        location(s.location());
        text(s.title());
        text(s.redacted());
      }
      case Finding.Malware m -> {
        text("malware");
        text(m.id());
        severity(m.severity());
        location(m.location());
        text(m.engine());
      }
      case Finding.Misconfiguration m -> {
        text("misconfiguration");
        text(m.id());
        severity(m.severity());
        location(m.location());
        map(m.seen());
        texts(m.references());
      }
    }
  }

  byte[] finish() {
    byte[] whole = Arrays.copyOf(bytes, length);
    ByteBuffer.wrap(whole).putInt(8, LayerRecord.sum(whole));
    return whole;
  }
}
