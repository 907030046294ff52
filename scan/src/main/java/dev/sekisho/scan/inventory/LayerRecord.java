package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component;
import dev.sekisho.model.Component.Scope;
import dev.sekisho.model.Component.Source;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Gap;
import dev.sekisho.model.Location;
import dev.sekisho.model.OperatingSystem;
import dev.sekisho.model.Purl;
import dev.sekisho.model.Severity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * An inventory as bytes: magic, version, checksum of the rest, the key that it belongs to, lists
 * with their counts. A text that occurs again is its number.
 *
 * <p>The checksum finds what is broken; whoever can write the cache can also make one that fits, so
 * that every count is compared with what is left before anything is made of it.
 */
final class LayerRecord {
  private static final int MAGIC = 0x534b4c59; // SKLY

  /** Counted up when this form changes. */
  private static final int VERSION = 1;

  private static final int HEADER = 12;

  private LayerRecord() {}

  /** Bytes that are no record, or another's. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    UnreadableException(String why) {
      super(why);
    }
  }

  static byte[] write(LayerInventory inventory, String key) {
    Out out = new Out();
    out.number(MAGIC);
    out.number(VERSION);
    out.number(0);
    out.text(key);
    out.number(inventory.components().size());
    inventory.components().forEach(out::component);
    out.texts(List.copyOf(inventory.databases()));
    out.number(inventory.owned().size());
    for (LayerInventory.Owned owned : inventory.owned()) {
      out.text(owned.path());
      out.hashes(owned.paths());
    }
    out.number(inventory.releases().size());
    for (LayerInventory.Release release : inventory.releases()) {
      OperatingSystem system = release.system();
      out.text(release.path());
      out.texts(List.of(system.id(), system.version(), system.codename(), system.name()));
    }
    out.number(inventory.licensed().size());
    for (LayerInventory.Licensed licensed : inventory.licensed()) {
      out.text(licensed.path());
      out.text(licensed.packageName());
      out.texts(licensed.licences());
    }
    List<Finding> findings =
        inventory.findings().stream().filter(f -> !(f instanceof Finding.Vulnerability)).toList();
    out.number(findings.size());
    findings.forEach(out::finding);
    out.gaps(inventory.gaps());
    out.gaps(inventory.unread());
    out.hashes(inventory.files());
    out.texts(inventory.removed());
    out.texts(inventory.opaque());
    return out.finish();
  }

  static LayerInventory read(byte[] bytes, String key) throws UnreadableException {
    In in = new In(bytes);
    if (bytes.length < HEADER || in.number() != MAGIC) {
      throw new UnreadableException("is no inventory of a layer");
    }
    if (in.number() != VERSION) {
      throw new UnreadableException("is of another version");
    }
    if (in.number() != sum(bytes)) {
      throw new UnreadableException("is damaged: its checksum differs");
    }
    if (!in.text().equals(key)) {
      throw new UnreadableException("is of another layer or other options");
    }
    List<Component> components = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      components.add(in.component());
    }
    HashSet<String> databases = new HashSet<>(in.texts());
    List<LayerInventory.Owned> owned = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      owned.add(new LayerInventory.Owned(in.text(), in.hashes()));
    }
    List<LayerInventory.Release> releases = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      String path = in.text();
      List<String> texts = in.texts();
      if (texts.size() != 4) {
        throw new UnreadableException("has a distribution of " + texts.size() + " texts");
      }
      releases.add(
          new LayerInventory.Release(
              path,
              new OperatingSystem(texts.get(0), texts.get(1), texts.get(2), texts.get(3))));
    }
    List<LayerInventory.Licensed> licensed = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      licensed.add(new LayerInventory.Licensed(in.text(), in.text(), in.texts()));
    }
    List<Finding> findings = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      findings.add(in.finding());
    }
    List<Gap> gaps = in.gaps();
    List<Gap> unread = in.gaps();
    PathHashes files = in.hashes();
    return new LayerInventory(
        components, databases, owned, releases, licensed, findings, gaps, unread, files, in.texts(), in.texts());
  }

  private static int sum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, HEADER, bytes.length - HEADER);
    return (int) sum.getValue();
  }

  /** Writes to an array that grows. */
  private static final class Out {
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
      ByteBuffer.wrap(whole).putInt(8, sum(whole));
      return whole;
    }
  }

  /** Reads with bounds. */
  private static final class In {
    private final byte[] bytes;
    private final ByteBuffer buffer;
    private final List<String> known = new ArrayList<>();

    In(byte[] bytes) {
      this.bytes = bytes;
      this.buffer = ByteBuffer.wrap(bytes);
    }

    int number() throws UnreadableException {
      need(4);
      return buffer.getInt();
    }

    private void need(int more) throws UnreadableException {
      if (more < 0 || more > buffer.remaining()) {
        throw new UnreadableException("ends too early");
      }
    }

    /** Each of what is counted takes four bytes or more. */
    int count() throws UnreadableException {
      int count = number();
      if (count < 0 || count > buffer.remaining() / 4) {
        throw new UnreadableException("has a list of " + count + ", which it cannot hold");
      }
      return count;
    }

    String text() throws UnreadableException {
      int number = number();
      if (number >= 0) {
        if (number >= known.size()) {
          throw new UnreadableException("names a text that it does not have");
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

    List<String> texts() throws UnreadableException {
      List<String> texts = new ArrayList<>();
      for (int left = count(); left > 0; left--) {
        texts.add(text());
      }
      return texts;
    }

    List<Gap> gaps() throws UnreadableException {
      List<Gap> gaps = new ArrayList<>();
      for (int left = count(); left > 0; left--) {
        gaps.add(new Gap(text(), text()));
      }
      return gaps;
    }

    OptionalInt optional() throws UnreadableException {
      boolean present = number() == 1;
      int value = number();
      return present ? OptionalInt.of(value) : OptionalInt.empty();
    }

    PathHashes hashes() throws UnreadableException {
      int count = count();
      if (count > buffer.remaining() / 8) {
        throw new UnreadableException("ends too early");
      }
      long[] hashes = new long[count];
      buffer.asLongBuffer().get(hashes);
      buffer.position(buffer.position() + 8 * count);
      return PathHashes.of(hashes);
    }

    Map<String, String> map() throws UnreadableException {
      TreeMap<String, String> map = new TreeMap<>();
      for (int left = count(); left > 0; left--) {
        map.put(text(), text());
      }
      return map;
    }

    Component component() throws UnreadableException {
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
        throw new UnreadableException("has a component that is none: " + e.getMessage());
      }
    }

    Location location() throws UnreadableException {
      return new Location(text(), optional(), optional(), optional());
    }

    Optional<Severity> severity() throws UnreadableException {
      String name = text();
      try {
        return name.isEmpty() ? Optional.empty() : Optional.of(Severity.valueOf(name));
      } catch (IllegalArgumentException e) {
        throw new UnreadableException("has the severity " + name);
      }
    }

    Finding finding() throws UnreadableException {
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
        default -> throw new UnreadableException("has a finding of kind " + kind);
      };
    }
  }
}
