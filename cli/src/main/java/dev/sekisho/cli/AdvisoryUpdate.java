package dev.sekisho.cli;

import dev.sekisho.scan.advisory.AdvisoryDatabase;
import dev.sekisho.scan.advisory.DamagedDatabaseException;
import dev.sekisho.scan.advisory.DatabaseBuilder;
import dev.sekisho.scan.update.DatabaseUpdate;
import dev.sekisho.scan.update.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Fetches advisories and shows how far it is. */
final class AdvisoryUpdate {
  /** What most images need, where nobody has said yet what is needed. */
  private static final Set<String> USUAL =
      Set.of(
          "Alpine",
          "Debian",
          "Go",
          "Maven",
          "NuGet",
          "Packagist",
          "PyPI",
          "RubyGems",
          "crates.io",
          "npm");

  private final Terminal terminal;
  private final Path target;
  private final Sources sources;

  AdvisoryUpdate(Terminal terminal, Path target, Sources sources) {
    this.terminal = terminal;
    this.target = target;
    this.sources = sources;
  }

  private static Path needed(Path target) {
    return target.resolveSibling(target.getFileName() + ".needed");
  }

  /**
   * Notes of which ecosystems a scan wanted advisories, for the next update. Where it cannot be
   * noted, the report says what is missing all the same.
   */
  static void remember(Path target, Set<String> ecosystems) {
    try {
      Set<String> all = new TreeSet<>(noted(target));
      if (all.addAll(ecosystems)) {
        Files.createDirectories(target.toAbsolutePath().getParent());
        Files.write(needed(target), all);
      }
    } catch (IOException e) {
      return;
    }
  }

  private static List<String> noted(Path target) throws IOException {
    return Files.exists(needed(target)) ? Files.readAllLines(needed(target)) : List.of();
  }

  /** What scans wanted and what the database has; the usual ones where neither says anything. */
  static Set<String> standard(Path target) throws IOException {
    Set<String> all = new TreeSet<>(noted(target));
    if (Files.exists(target)) {
      try (AdvisoryDatabase database = AdvisoryDatabase.open(target)) {
        all.addAll(database.ecosystems().keySet());
      } catch (DamagedDatabaseException e) {
        // It says nothing of what is needed; the update makes a new one.
        return all.isEmpty() ? USUAL : all;
      }
    }
    return all.isEmpty() ? USUAL : all;
  }

  /**
   * Updates.
   *
   * @param ecosystems empty for all
   */
  int run(Set<String> ecosystems) {
    DatabaseUpdate.Result result;
    try {
      result = new DatabaseUpdate(target, sources, shown(terminal)).run(ecosystems);
    } catch (IOException e) {
      throw Exit.ENVIRONMENT.because("db-update", Cause.of(e));
    }
    if (result.summary().isEmpty()) {
      terminal.print("db.unchanged", target);
    } else {
      DatabaseBuilder.Summary summary = result.summary().get();
      summary.problems().forEach(problem -> terminal.tell("db.broken", problem));
      terminal.print("db.built", summary.advisories(), summary.ecosystems().size(), target);
    }
    return result.problems().isEmpty() ? Exit.CLEAN.code : Exit.INCOMPLETE.code;
  }

  /** Shows an update on a terminal. */
  static DatabaseUpdate.Listener shown(Terminal terminal) {
    return new Shown(terminal);
  }

  /** A line a source; where a person watches, it counts. */
  private static final class Shown implements DatabaseUpdate.Listener {
    private final Terminal terminal;
    private long shown;

    Shown(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public void progress(String source, long bytes, OptionalLong of) {
      long now = System.nanoTime();
      if (terminal.interactive() && now - shown > 100_000_000) {
        shown = now;
        String all = of.isPresent() ? " / " + megabytes(of.getAsLong()) : "";
        terminal.error().print("\r" + source + " " + megabytes(bytes) + all + "\u001b[K");
        terminal.error().flush();
      }
    }

    private static String megabytes(long bytes) {
      return "%.1f MB".formatted(bytes / 1e6);
    }

    @Override
    public void ended(String source, boolean changed, Optional<String> problem) {
      if (terminal.interactive()) {
        terminal.error().print("\r\u001b[K");
      }
      if (problem.isPresent()) {
        terminal.tell("db.not-fetched", problem.get());
      } else {
        terminal.tell(changed ? "db.fetched" : "db.same", source);
      }
    }
  }
}
