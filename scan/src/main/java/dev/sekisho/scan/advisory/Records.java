package dev.sekisho.scan.advisory;

import dev.sekisho.model.Finding;
import dev.sekisho.model.Severity;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Advisories and what they affect, as bytes of the database. */
final class Records {
  private static final int LARGEST = 4 << 20;

  private Records() {}

  static byte[] write(Advisory advisory) {
    Packed.Writer writer =
        new Packed.Writer()
            .text(advisory.id())
            .texts(advisory.aliases())
            .text(advisory.summary())
            .text(advisory.details())
            .texts(advisory.references())
            .number(advisory.published().map(at -> at.getEpochSecond() + 1).orElse(0L))
            .number(advisory.ratings().size());
    advisory.ratings().forEach(rating -> write(writer, rating));
    return deflated(writer.bytes());
  }

  static Advisory advisory(byte[] bytes) {
    Packed.Reader reader = new Packed.Reader(inflated(bytes));
    String id = reader.text();
    List<String> aliases = reader.texts();
    String summary = reader.text();
    String details = reader.text();
    List<String> references = reader.texts();
    long published = reader.number();
    List<Finding.Rating> ratings = new ArrayList<>();
    for (int left = reader.count(); left > 0; left--) ratings.add(rating(reader));
    return new Advisory(
        id,
        aliases,
        summary,
        details,
        references,
        published == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(published - 1)),
        ratings);
  }

  private static void write(Packed.Writer writer, Finding.Rating rating) {
    writer
        .text(rating.source())
        .text(rating.vector())
        .number(rating.score().isPresent() ? Math.round(rating.score().getAsDouble() * 10) + 1 : 0)
        .text(rating.severity().map(Enum::name).orElse(""));
  }

  private static Finding.Rating rating(Packed.Reader reader) {
    String source = reader.text();
    String vector = reader.text();
    long score = reader.number();
    String severity = reader.text();
    return new Finding.Rating(
        source,
        vector,
        score == 0 ? OptionalDouble.empty() : OptionalDouble.of((score - 1) / 10.0),
        severity.isEmpty() ? Optional.empty() : Optional.of(of(Severity.class, severity)));
  }

  private static <T extends Enum<T>> T of(Class<T> type, String name) {
    try {
      return Enum.valueOf(type, name);
    } catch (IllegalArgumentException e) {
      throw new DamagedDatabaseException("no " + type.getSimpleName() + " '" + name + "'");
    }
  }

  /**
   * What is affected, with where its advisory lies.
   *
   * @param record id of the record
   * @param offset of the advisory in the file
   */
  record Entry(String record, long offset, int length, Affected affected) {}

  static byte[] write(Entry entry) {
    Affected affected = entry.affected();
    Packed.Writer writer =
        new Packed.Writer()
            .text(entry.record())
            .number(entry.offset())
            .number(entry.length())
            .text(affected.ecosystem())
            .text(affected.name())
            .text(affected.status().name())
            .number(affected.rating().isPresent() ? 1 : 0);
    affected.rating().ifPresent(rating -> write(writer, rating));
    writer.number(affected.ranges().size());
    for (Affected.Range range : affected.ranges()) {
      writer.number(range.events().size());
      for (Affected.Event event : range.events()) {
        writer.number(code(event.kind())).text(event.version());
      }
    }
    return writer.texts(affected.versions()).bytes();
  }

  static Entry entry(Packed.Reader reader) {
    String record = reader.text();
    long offset = reader.number();
    int length = Math.toIntExact(Math.min(reader.number(), LARGEST));
    String ecosystem = reader.text();
    String name = reader.text();
    Finding.Status status = of(Finding.Status.class, reader.text());
    Optional<Finding.Rating> rating =
        reader.number() == 0 ? Optional.empty() : Optional.of(rating(reader));
    List<Affected.Range> ranges = new ArrayList<>();
    for (int left = reader.count(); left > 0; left--) {
      List<Affected.Event> events = new ArrayList<>();
      for (int more = reader.count(); more > 0; more--) {
        Affected.Kind kind = kind(reader.number());
        events.add(new Affected.Event(kind, reader.text()));
      }
      ranges.add(new Affected.Range(events));
    }
    return new Entry(
        record,
        offset,
        length,
        new Affected(ecosystem, name, ranges, reader.texts(), status, rating));
  }

  private static int code(Affected.Kind kind) {
    return switch (kind) {
      case INTRODUCED -> 0;
      case FIXED -> 1;
      case LAST_AFFECTED -> 2;
      case LIMIT -> 3;
    };
  }

  private static Affected.Kind kind(long code) {
    for (Affected.Kind kind : Affected.Kind.values()) {
      if (code(kind) == code) return kind;
    }
    throw new DamagedDatabaseException("no event " + code);
  }

  static byte[] deflated(byte[] bytes) {
    try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
      deflater.setInput(bytes);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] block = new byte[8192];
      while (!deflater.finished()) {
        out.write(block, 0, deflater.deflate(block));
      }
      return out.toByteArray();
    }
  }

  static byte[] inflated(byte[] bytes) {
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(bytes);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] block = new byte[8192];
      while (!inflater.finished()) {
        int count = inflater.inflate(block);
        if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
          throw new DamagedDatabaseException("an advisory is cut off");
        }
        out.write(block, 0, count);
        if (out.size() > LARGEST) throw new DamagedDatabaseException("an advisory is too large");
      }
      return out.toByteArray();
    } catch (DataFormatException e) {
      throw new DamagedDatabaseException("an advisory cannot be unpacked: " + e.getMessage());
    }
  }
}
