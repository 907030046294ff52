package dev.sekisho.scan.update;

import dev.sekisho.scan.advisory.DatabaseBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Brings the database of advisories up to date: fetches what changed at the sources and builds anew
 * from all that is there. The database in use is replaced only by a complete one.
 */
public final class DatabaseUpdate {
  private static final Duration CONNECT = Duration.ofSeconds(20);

  /** A name becomes a directory: nothing that leads elsewhere. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._-]*");

  private final Path target;
  private final Path folder;
  private final Sources sources;
  private final Listener listener;
  private final Duration stall;

  /**
   * An update of one database.
   *
   * @param target the database; what is fetched is kept in a directory beside it
   */
  public DatabaseUpdate(Path target, Sources sources, Listener listener) {
    this(target, sources, listener, Duration.ofSeconds(60));
  }

  DatabaseUpdate(Path target, Sources sources, Listener listener, Duration stall) {
    this.target = target.toAbsolutePath();
    this.folder = this.target.resolveSibling(this.target.getFileName() + ".sources");
    this.sources = sources;
    this.listener = listener;
    this.stall = stall;
  }

  /** Told what is being done. */
  public interface Listener {
    /** So much of a source has come. */
    void progress(String source, long bytes, OptionalLong of);

    /**
     * A source has been dealt with.
     *
     * @param problem empty if it is up to date
     */
    void ended(String source, boolean changed, Optional<String> problem);
  }

  /**
   * What came of it.
   *
   * @param summary of the database that was made; empty if nothing changed
   * @param problems sources that could not be had; an older state of theirs is still in use
   */
  public record Result(Optional<DatabaseBuilder.Summary> summary, List<String> problems) {
    public Result {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Updates.
   *
   * @param ecosystems as OSV.dev names them, such as {@code Debian} or {@code Debian:12} for all of
   *     Debian; empty for all that there are
   * @throws IOException if nothing could be had at all; the old database stays
   */
  public Result run(Set<String> ecosystems) throws IOException {
    Files.createDirectories(folder);
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw new IOException("another update is under way");
      }
      try (HttpClient http =
          HttpClient.newBuilder()
              .followRedirects(HttpClient.Redirect.NORMAL)
              .connectTimeout(CONNECT)
              .build()) {
        return run(ecosystems, new Download(http, stall));
      }
    }
  }

  private Result run(Set<String> ecosystems, Download download) throws IOException {
    List<String> problems = new ArrayList<>();
    boolean changed = false;
    Set<String> wanted = ecosystems.isEmpty() ? all(download) : bases(ecosystems);
    for (String ecosystem : wanted) {
      List<URI> addresses =
          sources.osv().stream().map(base -> below(base, encoded(ecosystem) + "/all.zip")).toList();
      changed |= fetch(download, addresses, ecosystem + "/all.zip", problems);
    }
    if (sources.kev().isPresent()) {
      changed |=
          fetch(
              download,
              List.of(sources.kev().get()),
              "known_exploited_vulnerabilities.json",
              problems);
    }
    if (sources.epss().isPresent()) {
      changed |=
          fetch(download, List.of(sources.epss().get()), "epss_scores-current.csv.gz", problems);
    }
    if (sources.debian().isPresent() && wanted.contains("Debian")) {
      changed |=
          fetch(
              download, List.of(sources.debian().get()), "debian-security-tracker.json", problems);
    }
    if (wanted.stream().noneMatch(each -> Files.exists(folder.resolve(each + "/all.zip")))) {
      throw new IOException(String.join("; ", problems));
    }
    if (!changed && Files.exists(target)) {
      return new Result(Optional.empty(), problems);
    }
    return new Result(Optional.of(build()), problems);
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static URI below(URI base, String path) {
    return URI.create(base.toString().replaceFirst("/+$", "") + "/" + path);
  }

  /** OSV.dev publishes all releases of a distribution together. */
  private static Set<String> bases(Set<String> ecosystems) throws IOException {
    Set<String> bases = new TreeSet<>();
    for (String ecosystem : ecosystems) {
      String base = ecosystem.split(":", 2)[0];
      if (!NAME.matcher(base).matches()) {
        throw new IOException("\"" + ecosystem + "\" is no name of an ecosystem");
      }
      bases.add(base);
    }
    return bases;
  }

  private Set<String> all(Download download) throws IOException {
    Path list = folder.resolve("ecosystems.txt");
    List<URI> addresses =
        sources.osv().stream().map(base -> below(base, "ecosystems.txt")).toList();
    download.fetch(addresses, list, (bytes, of) -> {});
    Set<String> names = new TreeSet<>();
    for (String line : Files.readAllLines(list)) {
      String base = line.strip().split(":", 2)[0];
      if (NAME.matcher(base).matches()) {
        names.add(base);
      }
    }
    return names;
  }

  private boolean fetch(
      Download download, List<URI> addresses, String name, List<String> problems) {
    String source = name.replaceFirst("/all\\.zip$", "");
    try {
      boolean changed =
          download.fetch(
              addresses, folder.resolve(name), (bytes, of) -> listener.progress(source, bytes, of));
      listener.ended(source, changed, Optional.empty());
      return changed;
    } catch (IOException e) {
      String problem = source + ": " + e.getMessage();
      problems.add(problem);
      listener.ended(source, false, Optional.of(problem));
      return false;
    }
  }

  private DatabaseBuilder.Summary build() throws IOException {
    try (DatabaseBuilder builder = new DatabaseBuilder(target)) {
      builder.addDirectory(folder);
      return builder.finish(Instant.now());
    } catch (IOException | RuntimeException e) {
      // Whatever it was, the next update fetches again rather than believing what is there.
      forget();
      throw e;
    }
  }

  private void forget() throws IOException {
    try (var files = Files.walk(folder, 3)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".etag")).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
