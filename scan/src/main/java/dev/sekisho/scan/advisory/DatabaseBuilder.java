package dev.sekisho.scan.advisory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Makes the database of advisories from files in the forms in which others publish them. Advisories
 * go to the disk as they are read; in memory stays what is affected.
 */
public final class DatabaseBuilder implements AutoCloseable {
  private static final int LARGEST_RECORD = 16 << 20;
  private static final int MAXIMUM_PROBLEMS = 100;

  private final ObjectMapper json = new ObjectMapper();
  private final Path target;
  private final Path temporary;
  private final OutputStream out;
  private final CRC32C sum = new CRC32C();
  private long at = DatabaseFile.HEADER_BYTES;
  private final Map<String, List<byte[]>> packages = new HashMap<>();
  private final List<long[]> ids = new ArrayList<>();
  private final Map<String, Exploit> exploits = new HashMap<>();
  private final Map<String, Integer> ecosystems = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private int advisories;
  private int broken;
  private Instant newest = Instant.EPOCH;

  /**
   * Begins one.
   *
   * @param target replaced whole when the new one is complete, and not before
   */
  public DatabaseBuilder(Path target) throws IOException {
    this.target = target.toAbsolutePath();
    Path directory = this.target.getParent();
    if (directory == null) {
      throw new IOException(target + " has no directory");
    }
    Files.createDirectories(directory);
    this.temporary = Files.createTempFile(directory, "advisories", ".new");
    this.out = new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16);
    out.write(new byte[DatabaseFile.HEADER_BYTES]);
  }

  /**
   * What was made.
   *
   * @param advisories number of records
   * @param ecosystems number of affected packages by ecosystem
   * @param broken records that could not be read
   * @param problems what was wrong with the first of them
   */
  public record Summary(
      int advisories,
      Map<String, Integer> ecosystems,
      int broken,
      List<String> problems,
      Instant newest) {}

  /**
   * Adds a zip of OSV records, as {@code ECOSYSTEM/all.zip} of OSV.dev is.
   *
   * @throws IOException if it is no whole zip, or holds no record: then it is not what it should be
   */
  public void addOsvZip(Path zip) throws IOException {
    int records = 0;
    // By its directory, which stands at the end: what is cut off is not taken for all there is.
    try (ZipFile archive = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : Collections.list(archive.entries())) {
        if (!entry.isDirectory() && entry.getName().endsWith(".json")) {
          records++;
          try (InputStream in = archive.getInputStream(entry)) {
            addOsv(zip.getFileName() + "!" + entry.getName(), bounded(in));
          }
        }
      }
    } catch (ZipException e) {
      throw new IOException(zip + " is no whole zip: " + e.getMessage(), e);
    }
    if (records == 0) {
      throw new IOException(zip + " holds no records");
    }
  }

  private static byte[] bounded(InputStream in) throws IOException {
    return in.readNBytes(LARGEST_RECORD);
  }

  /** Adds one OSV record; one that cannot be understood is counted and named. */
  public void addOsv(String name, byte[] bytes) throws IOException {
    OsvRecord record;
    try {
      record = OsvRecord.of(json.readTree(bytes));
    } catch (JsonProcessingException e) {
      broken(name + ": " + e.getOriginalMessage());
      return;
    } catch (IllegalArgumentException e) {
      broken(name + ": " + e.getMessage());
      return;
    }
    newest = record.modified().isAfter(newest) ? record.modified() : newest;
    if (!record.withdrawn() && !record.affected().isEmpty()) {
      add(record.advisory(), record.affected());
    }
  }

  private void broken(String what) {
    broken++;
    if (problems.size() < MAXIMUM_PROBLEMS) problems.add(what);
  }

  void add(Advisory advisory, List<Affected> affected) throws IOException {
    byte[] bytes = Records.write(advisory);
    long offset = at;
    put(bytes);
    advisories++;
    List<String> names = new ArrayList<>(advisory.aliases());
    names.add(advisory.id());
    for (String name : names) {
      ids.add(new long[] {Hashes.of(name), DatabaseFile.place(offset, bytes.length)});
    }
    for (Affected each : affected) {
      packages
          .computeIfAbsent(each.ecosystem() + "\n" + each.name(), key -> new ArrayList<>(2))
          .add(Records.write(new Records.Entry(advisory.id(), offset, bytes.length, each)));
      ecosystems.merge(each.ecosystem(), 1, Integer::sum);
    }
  }

  /** Adds Debian's tracker: what is open, and what was decided about it. */
  public void addDebianTracker(InputStream in) throws IOException {
    new DebianTracker(json).read(in, this::add);
  }

  /** Takes an advisory and what it affects. */
  interface Taker {
    void take(Advisory advisory, List<Affected> affected) throws IOException;
  }

  /** Adds CISA's list of exploited vulnerabilities, JSON. */
  public void addKev(InputStream in) throws IOException {
    JsonNode list = json.readTree(in).path("vulnerabilities");
    if (!list.isArray()) throw new IOException("no list \"vulnerabilities\" in the file of CISA");
    for (JsonNode each : list) {
      String id = each.path("cveID").asText("");
      try {
        exploit(id).listed = (int) LocalDate.parse(each.path("dateAdded").asText("")).toEpochDay();
      } catch (java.time.DateTimeException e) {
        broken("KEV " + id + ": " + e.getMessage());
      }
    }
  }

  /** Adds EPSS: lines of {@code cve,epss,percentile}, packed by gzip or not. */
  public void addEpss(InputStream in) throws IOException {
    java.io.PushbackInputStream start = new java.io.PushbackInputStream(in, 2);
    byte[] magic = start.readNBytes(2);
    start.unread(magic);
    boolean packed = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                packed ? new GZIPInputStream(start) : start, StandardCharsets.US_ASCII));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (!line.startsWith("CVE-")) continue;
      String[] fields = line.split(",", -1);
      try {
        exploit(fields[0]).probability = Float.parseFloat(fields[1]);
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        broken("EPSS: " + line);
      }
    }
  }

  private Exploit exploit(String id) {
    return exploits.computeIfAbsent(id, none -> new Exploit());
  }

  /** What is known of a vulnerability's use; -1 where nothing is. */
  private static final class Exploit {
    private float probability = -1;

    /** Days since 1970 on which CISA began to list it. */
    private int listed = -1;
  }

  /** Adds all that is known in a directory laid out as the sources publish it. */
  public void addDirectory(Path directory) throws IOException {
    List<Path> zips = new ArrayList<>();
    try (var files = Files.walk(directory, 3)) {
      files.filter(file -> file.getFileName().toString().equals("all.zip")).forEach(zips::add);
    }
    zips.sort(Comparator.naturalOrder());
    for (Path zip : zips) addOsvZip(zip);
    for (Path beside : List.of(directory, directory.resolveSibling("kev"))) {
      addIfThere(beside.resolve("known_exploited_vulnerabilities.json"), this::addKev);
    }
    addIfThere(directory.resolve("epss_scores-current.csv.gz"), this::addEpss);
    addIfThere(directory.resolve("epss_scores.csv"), this::addEpss);
    addIfThere(directory.resolve("debian-security-tracker.json"), this::addDebianTracker);
  }

  private interface Adding {
    void add(InputStream in) throws IOException;
  }

  private static void addIfThere(Path file, Adding adding) throws IOException {
    if (!Files.exists(file)) return;
    try (InputStream in = Files.newInputStream(file)) {
      adding.add(in);
    }
  }

  private void put(byte[] bytes) throws IOException {
    out.write(bytes);
    sum.update(bytes);
    at += bytes.length;
  }

  /** Writes what is left and puts the new database in the place of the old. */
  public Summary finish(Instant builtAt) throws IOException {
    List<long[]> table = new ArrayList<>(packages.size());
    for (Map.Entry<String, List<byte[]>> entry : packages.entrySet()) {
      String[] key = entry.getKey().split("\n", 2);
      long offset = at;
      for (byte[] each : entry.getValue()) put(each);
      table.add(
          new long[] {
            Hashes.of(key[0], key[1]), DatabaseFile.place(offset, Math.toIntExact(at - offset))
          });
    }
    long[] places = new long[8];
    places[0] = table(table);
    places[1] = table.size();
    places[2] = table(ids);
    places[3] = ids.size();
    List<long[]> exploited = new ArrayList<>();
    exploits.forEach(
        (id, known) ->
            exploited.add(
                new long[] {
                  Hashes.of(id),
                  ((long) Float.floatToIntBits(known.probability) << 32)
                      | (known.listed & 0xffffffffL)
                }));
    places[4] = table(exploited);
    places[5] = exploited.size();
    Packed.Writer names = new Packed.Writer().number(ecosystems.size());
    ecosystems.forEach((name, count) -> names.text(name).number(count));
    byte[] list = names.bytes();
    places[6] = at;
    places[7] = list.length;
    put(list);
    out.close();
    header(builtAt, places);
    // Others on the machine scan with it too.
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    return new Summary(advisories, Map.copyOf(ecosystems), broken, List.copyOf(problems), newest);
  }

  private long table(List<long[]> entries) throws IOException {
    long offset = at;
    entries.sort((a, b) -> Long.compareUnsigned(a[0], b[0]));
    ByteBuffer buffer = ByteBuffer.allocate(DatabaseFile.ENTRY_BYTES);
    for (long[] entry : entries) {
      put(buffer.clear().putLong(entry[0]).putLong(entry[1]).array());
    }
    return offset;
  }

  private void header(Instant builtAt, long[] places) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(DatabaseFile.HEADER_BYTES);
    header.putLong(DatabaseFile.MAGIC).putInt(DatabaseFile.FORMAT).putInt((int) sum.getValue());
    header.putLong(at).putLong(builtAt.toEpochMilli()).putLong(newest.toEpochMilli());
    header.putInt(advisories).putInt(0);
    Arrays.stream(places).forEach(header::putLong);
    try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      header.rewind();
      while (header.hasRemaining()) file.write(header, header.position());
      file.force(true);
    }
  }

  /** Removes what was begun and not finished. */
  @Override
  public void close() throws IOException {
    out.close();
    Files.deleteIfExists(temporary);
  }
}
