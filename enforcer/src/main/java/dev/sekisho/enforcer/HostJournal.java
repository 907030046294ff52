package dev.sekisho.enforcer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sekisho.runtime.HostChanges;
import dev.sekisho.wire.Json;
import dev.sekisho.wire.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers on disk what is changed on the host before it is changed, so that it can be taken back
 * even if this process dies the moment after. One JSON line for each change, and one for each that
 * was taken back.
 */
public final class HostJournal implements HostChanges, AutoCloseable {
  private static final JsonMapper MAPPER = Json.mapperFor(HostChange.class, Line.class);

  private final FileChannel file;
  private final Map<Long, HostChange> open;
  private long next;

  private HostJournal(FileChannel file, Map<Long, HostChange> open, long next) {
    this.file = file;
    this.open = open;
    this.next = next;
  }

  private sealed interface Line {
    long number();

    record Made(long number, HostChange change) implements Line {}

    record TakenBack(long number) implements Line {}
  }

  /**
   * Opens the journal, and makes a new one where there is none.
   *
   * @param directory the enforcer's {@code journal}
   * @throws IOException the directory cannot be written, or the journal is damaged in the middle:
   *     then nothing may be changed any more, because what was changed is not known
   */
  public static HostJournal open(Path directory) throws IOException {
    OwnerOnly.createDirectories(directory);
    Path path = directory.resolve("changes.jsonl");
    Map<Long, HostChange> open = new LinkedHashMap<>();
    long next = 1;
    for (Line line : Files.exists(path) ? read(path) : List.<Line>of()) {
      next = Math.max(next, line.number() + 1);
      switch (line) {
        case Line.Made made -> open.put(made.number(), made.change());
        case Line.TakenBack back -> open.remove(back.number());
      }
    }
    StringBuilder compact = new StringBuilder();
    for (Map.Entry<Long, HostChange> entry : open.entrySet()) {
      compact.append(text(new Line.Made(entry.getKey(), entry.getValue())));
    }
    OwnerOnly.replace(path, compact.toString().getBytes(StandardCharsets.UTF_8));
    FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    return new HostJournal(file, open, next);
  }

  private static List<Line> read(Path path) throws IOException {
    String text = Files.readString(path);
    List<Line> lines = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      // A line without its end was torn, so the change that it announces was not made.
      if (end < 0) break;
      try {
        lines.add(MAPPER.readValue(text.substring(at, end), Line.class));
      } catch (JsonProcessingException e) {
        throw new IOException(path + " line " + (lines.size() + 1) + " is damaged", e);
      }
      at = end + 1;
    }
    return lines;
  }

  /** Writes down a change that is about to be made; it is on the disk when this returns. */
  public synchronized void record(HostChange change) throws IOException {
    append(new Line.Made(next, change));
    open.put(next, change);
    next++;
  }

  /** A change was taken back, or was never made. */
  public synchronized void takenBack(HostChange change) throws IOException {
    for (Map.Entry<Long, HostChange> entry : List.copyOf(open.entrySet())) {
      if (entry.getValue().equals(change)) {
        append(new Line.TakenBack(entry.getKey()));
        open.remove(entry.getKey());
      }
    }
  }

  /** What is changed on the host now, the last change first: the order in which to take it back. */
  public synchronized List<HostChange> open() {
    return new ArrayList<>(open.values()).reversed();
  }

  @Override
  public synchronized void beforeWrite(String path, String oldText, String newText)
      throws IOException {
    // A second write of the same file keeps the first old text: that is the host's own.
    Optional<HostChange.FileWritten> earlier = written(path);
    if (earlier.isPresent()) {
      record(new HostChange.FileWritten(path, earlier.get().oldText(), newText));
      takenBack(earlier.get());
    } else {
      record(new HostChange.FileWritten(path, oldText, newText));
    }
  }

  @Override
  public synchronized void restored(String path) throws IOException {
    Optional<HostChange.FileWritten> earlier = written(path);
    if (earlier.isPresent()) takenBack(earlier.get());
  }

  private Optional<HostChange.FileWritten> written(String path) {
    return open.values().stream()
        .filter(HostChange.FileWritten.class::isInstance)
        .map(HostChange.FileWritten.class::cast)
        .filter(change -> change.path().equals(path))
        .findFirst();
  }

  private void append(Line line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text(line).getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) file.write(bytes);
    file.force(false);
  }

  private static String text(Line line) {
    try {
      return MAPPER.writerFor(Line.class).writeValueAsString(line) + "\n";
    } catch (JsonProcessingException e) {
      throw new AssertionError("our own words have no JSON", e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
