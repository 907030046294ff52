package dev.sekisho.scan.secret;

import dev.sekisho.model.Finding;
import dev.sekisho.model.Location;
import dev.sekisho.scan.format.MalformedException;
import dev.sekisho.scan.inventory.ContentInspector;
import dev.sekisho.scan.inventory.FileContent;
import dev.sekisho.scan.secret.SecretFinder.Match;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Looks for secrets in files: small ones at once, large ones part by part. */
public final class SecretInspector implements ContentInspector {
  private static final int AT_ONCE = 16 << 20;
  private static final int PART = 4 << 20;

  /** What precedes a part, so that edges and leads are seen. */
  private static final int BEFORE = 256;

  private static final int SMALLEST = 8;
  private static final int LINE = 2048;
  private static final int MOST_OF_A_FILE = 500;

  private final boolean all;
  private final SecretFinder finder;

  private SecretInspector(CompiledRules rules, boolean all) {
    this.all = all;
    this.finder = new SecretFinder(rules);
  }

  /**
   * Makes inspectors.
   *
   * @param all whether files are looked into that distributions and package managers bring
   */
  public static ContentInspector.Factory factory(SecretRules rules, boolean all) {
    return new Rules(rules, all);
  }

  /** Compiles the rules when the first layer is read, unless somebody did before. */
  private record Rules(SecretRules rules, boolean all) implements ContentInspector.Factory {
    @Override
    public String key() {
      return "secret-3-" + rules.key() + (all ? "-all" : "");
    }

    @Override
    public ContentInspector open() {
      return new SecretInspector(rules.compiled(), all);
    }
  }

  /**
   * Looks for secrets in text that is no file, such as a variable of an image.
   *
   * @param place for rules of paths and for the findings
   */
  public static List<Finding.Secret> text(SecretRules rules, String place, byte[] text) {
    List<Finding.Secret> found = new ArrayList<>();
    SecretInspector inspector = new SecretInspector(rules.compiled(), true);
    inspector.part(place, text, text.length, new Position(0, 0, Integer.MAX_VALUE), found::add);
    return found;
  }

  @Override
  public boolean wants(String path, long sizeBytes, int mode) {
    return sizeBytes >= SMALLEST && (all || SecretScope.holds(path, sizeBytes));
  }

  @Override
  public void inspect(FileContent file, Consumer<Finding> findings) throws IOException {
    long size = file.sizeBytes();
    Set<String> astray = new TreeSet<>();
    if (size <= AT_ONCE) {
      Position whole = new Position(0, 0, Integer.MAX_VALUE);
      astray.addAll(part(file.path(), file.bytes(), (int) size, whole, findings));
    } else {
      int lines = 0;
      byte[] buffer = new byte[BEFORE + PART + SecretFinder.LONGEST];
      for (long at = 0; at < size; at += PART) {
        long from = Math.max(0, at - BEFORE);
        int length = (int) Math.min(size - from, at - from + PART + SecretFinder.LONGEST);
        file.read(from, buffer, 0, length);
        int begin = (int) (at - from);
        Position position = new Position(lines, begin, begin + PART);
        astray.addAll(part(file.path(), buffer, length, position, findings));
        lines += lines(buffer, begin, Math.min(length, begin + PART));
      }
    }
    if (!astray.isEmpty()) {
      throw new MalformedException(
          "not searched to its end for secrets of the rules " + String.join(", ", astray));
    }
  }

  /**
   * A part of a file.
   *
   * @param lines that lie before {@code begin}
   * @param begin matches from here on belong to the part
   * @param end matches from here on belong to the next
   */
  private record Position(int lines, int begin, int end) {}

  private Set<String> part(
      String path,
      byte[] bytes,
      int length,
      Position position,
      Consumer<? super Finding.Secret> to) {
    Set<String> astray = new TreeSet<>();
    List<Match> matches = finder.find(path, bytes, length, position.lines() == 0, astray::add);
    int line = position.lines() + 1;
    int counted = position.begin();
    int told = 0;
    for (Match match : matches) {
      if (match.start() < position.begin()
          || match.start() >= position.end()
          || isAllowed(bytes, length, match)) {
        continue;
      }
      if (told++ == MOST_OF_A_FILE) {
        astray.add("(more than " + MOST_OF_A_FILE + " found)");
        break;
      }
      line += lines(bytes, counted, match.from());
      counted = Math.max(counted, match.from());
      to.accept(
          new Finding.Secret(
              match.rule().id(),
              match.rule().title(),
              Optional.of(match.rule().severity()),
              new Location(path, OptionalInt.empty(), OptionalInt.of(line), OptionalInt.empty()),
              Redaction.of(bytes, match, finder.front(match), matches)));
    }
    return astray;
  }

  /** Whether the line, or the last one of several, says that it is known and meant. */
  private static boolean isAllowed(byte[] bytes, int length, Match match) {
    int from = match.from();
    while (from > 0 && bytes[from - 1] != '\n' && match.from() - from < LINE) {
      from--;
    }
    int to = match.to();
    while (to < length && bytes[to] != '\n' && to - match.to() < LINE) {
      to++;
    }
    String line = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    return line.contains("sekisho:allow") || line.contains("gitleaks:allow");
  }

  private static int lines(byte[] bytes, int from, int to) {
    int lines = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        lines++;
      }
    }
    return lines;
  }
}
