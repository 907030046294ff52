package dev.sekisho.container.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.model.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers that no honest tool writes: each ends in gaps, and what can be read is read. */
class HostileLayerTest {
  private static final Limits STANDARD = Limits.DEFAULT;

  @TempDir Path directory;

  private Seen read(byte[] layer) throws IOException {
    return read(layer, STANDARD, Seen.all());
  }

  private Seen read(byte[] layer, Limits limits, Seen seen) throws IOException {
    Path file = DockerArchive.save(directory.resolve("image.tar"), layer);
    return read(new ImageSource.Archive(file, Optional.empty()), limits, seen);
  }

  private Seen readGzip(byte[] layer, byte[] blob, Limits limits) throws IOException {
    Path layout = DockerArchive.layout(directory.resolve("layout"), List.of(layer), List.of(blob));
    return read(new ImageSource.Layout(layout, Optional.empty()), limits, Seen.all());
  }

  private Seen read(ImageSource source, Limits limits, Seen seen) throws IOException {
    OpenOptions options =
        new OpenOptions(Optional.empty(), limits, directory, RegistryOptions.standard());
    try (OpenImage image = new Images(options).open(source)) {
      image.read(0, seen);
    }
    return seen;
  }

  private static Limits limits(
      long total, long file, int memory, int entries, int depth, int path, Duration time) {
    return new Limits(total, file, memory, entries, depth, path, 200, 500, time);
  }

  @Test
  void noPathLeadsOutOfTheRoot() throws IOException {
    Seen seen =
        read(
            new Tar()
                .file("../up", "a")
                .file("a/../../up", "b")
                .file("/etc/absolute", "c")
                .file("./x//y/./z", "d")
                .file("a\\..\\b", "e")
                .link('1', "hard", "../../etc/shadow")
                .link('2', "soft", "../../etc/shadow")
                .file("..", "f")
                .file(".wh...", "")
                .file(".wh.", "")
                .end());
    assertThat(seen.files).containsOnlyKeys("etc/absolute", "x/y/z", "a\\..\\b");
    assertThat(seen.paths()).containsExactly("etc/absolute", "x/y/z", "a\\..\\b", "soft");
    assertThat(seen.removed).isEmpty();
    assertThat(seen.gapTexts())
        .hasSize(6)
        .allMatch(gap -> gap.contains("out of") || gap.contains("whiteout"));
  }

  @Test
  void namesThatAreNoTextKeepApartAndNulIsRefused() throws IOException {
    byte[] latin = {'c', 'a', 'f', (byte) 0xe9};
    Seen seen =
        read(
            new Tar()
                .entry(latin, '0', "1".getBytes(StandardCharsets.UTF_8), header -> {})
                .file("caf\u00e9", "2")
                .pax("plain", "3".getBytes(StandardCharsets.UTF_8), "path=a\0b")
                .file("日本", "4")
                .end());
    assertThat(seen.files)
        .containsEntry("caf\\xE9", "1")
        .containsEntry("café", "2")
        .containsEntry("日本", "4")
        .hasSize(3);
    assertThat(seen.gapTexts()).singleElement().asString().contains("NUL");
  }

  @Test
  void extensionsOfTarAreRead() throws IOException {
    String lengthy = "long/".repeat(40) + "name";
    byte[] content = "abc".getBytes(StandardCharsets.UTF_8);
    Seen seen =
        read(
            new Tar()
                .entry(
                    "././@LongLink",
                    'L',
                    (lengthy + "\0").getBytes(StandardCharsets.UTF_8),
                    h -> {})
                .file("short", "gnu")
                .pax("short", content, "path=pax/" + lengthy, "size=3")
                .entry(
                    "base256",
                    '0',
                    content,
                    header -> {
                      Arrays.fill(header, 124, 136, (byte) 0);
                      header[124] = (byte) 0x80;
                      header[135] = 3;
                    })
                .entry("name", '0', content, header -> Tar.put(header, 345, "prefix/of/ustar"))
                .entry("dev", '3', new byte[0], header -> {})
                .entry("old/", '0', new byte[0], header -> {})
                .entry("sparse", 'S', content, header -> {})
                .entry("strange", 'q', content, header -> {})
                .entry("setuid", '0', content, header -> Tar.put(header, 100, "0104755\0"))
                .end());
    assertThat(seen.files)
        .containsEntry(lengthy, "gnu")
        .containsEntry("pax/" + lengthy, "abc")
        .containsEntry("base256", "abc")
        .containsEntry("prefix/of/ustar/name", "abc")
        .containsKey("setuid")
        .hasSize(5);
    assertThat(seen.gaps).extracting(gap -> gap.where()).containsExactly("sparse", "strange");
    assertThat(seen.entries)
        .anySatisfy(
            each -> {
              assertThat(each.path()).isEqualTo("setuid");
              assertThat(each.mode()).isEqualTo(04755);
              assertThat(each.userId()).isEqualTo(1000);
              assertThat(each.modified()).isEqualTo(15);
            })
        .anySatisfy(each -> assertThat(each.kind()).isEqualTo(EntryHeader.Kind.CHARACTER_DEVICE))
        .anySatisfy(
            each -> {
              assertThat(each.path()).isEqualTo("old");
              assertThat(each.kind()).isEqualTo(EntryHeader.Kind.DIRECTORY);
            });
  }

  @Test
  void aHardLinkIsGivenWhenItsTargetWasNotWanted() throws IOException {
    byte[] layer =
        new Tar()
            .file("bin/tool", "content")
            .link('1', "wanted/first", "bin/tool")
            .link('1', "wanted/second", "wanted/first")
            .link('1', "wanted/nothing", "not/there")
            .end();
    Seen some = read(layer, STANDARD, Seen.only(path -> path.startsWith("wanted/")));
    assertThat(some.files)
        .containsEntry("wanted/first", "content")
        .containsEntry("wanted/second", "content")
        .hasSize(2);
    assertThat(some.gaps).extracting(gap -> gap.where()).containsExactly("wanted/nothing");
    Seen all = read(layer);
    assertThat(all.files).containsOnlyKeys("bin/tool");
  }

  @Test
  void eachLimitIsAGapThatNamesIt() throws IOException {
    byte[] layer =
        new Tar().file("a", "0123456789").file("b/c/d", "x").file("e".repeat(60), "y").end();
    Duration hour = Duration.ofHours(1);
    Seen seen = read(layer, limits(1 << 20, 9, 100, 100, 2, 50, hour), Seen.all());
    assertThat(seen.files).isEmpty();
    assertThat(String.join("\n", seen.gapTexts()))
        .contains("SEKISHO_LIMIT_FILE", "SEKISHO_LIMIT_DEPTH", "SEKISHO_LIMIT_PATH");
    assertThat(only(layer, limits(1 << 20, 100, 9, 100, 9, 99, hour)))
        .contains("SEKISHO_LIMIT_MEMORY");
    assertThat(only(layer, limits(1000, 100, 100, 100, 9, 99, hour)))
        .contains("SEKISHO_LIMIT_TOTAL");
    assertThat(only(layer, limits(1 << 20, 100, 100, 2, 9, 99, hour)))
        .contains("SEKISHO_LIMIT_ENTRIES");
    assertThat(
            String.join(
                "\n",
                read(layer, limits(1 << 20, 100, 100, 9, 9, 99, Duration.ZERO), Seen.all())
                    .gapTexts()))
        .contains("--timeout");
  }

  private String only(byte[] layer, Limits limits) throws IOException {
    List<String> gaps = read(layer, limits, Seen.all()).gapTexts();
    assertThat(gaps).hasSize(1);
    return gaps.get(0);
  }

  @Test
  void aBombStopsAtTheRatioAndTheLayerIsNotCalledRead() throws IOException {
    byte[] part = new byte[1 << 20];
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(
          new Tar()
              .entry("zeros", '0', new byte[0], header -> Tar.put(header, 124, "77777777777\0"))
              .bytes());
      for (int i = 0; i < 100; i++) {
        gzip.write(part);
      }
    }
    Seen seen = readGzip(new byte[0], out.toByteArray(), STANDARD);
    assertThat(seen.files).isEmpty();
    assertThat(String.join("\n", seen.gapTexts())).contains("SEKISHO_LIMIT_RATIO", "DiffID");
  }

  @Test
  void ofManyGapsAHundredAreShownAndTheRestCounted() throws IOException {
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    byte[] bad = new Tar().file("../x", "").bytes();
    for (int i = 0; i < 20_000; i++) {
      many.writeBytes(bad);
    }
    many.writeBytes(new byte[1024]);
    Seen seen = read(many.toByteArray());
    assertThat(seen.gaps).hasSize(101);
    assertThat(seen.gaps.getLast().why()).contains("19900");
  }

  @Test
  void anArchiveCutAnywhereGivesWhatCameBeforeAndAGap() throws IOException {
    byte[] whole =
        new Tar()
            .file("a", "first")
            .pax("p", "second".getBytes(StandardCharsets.UTF_8), "path=b")
            .file("c", "x".repeat(600))
            .bytes();
    for (int end = 1; end < whole.length; end += 97) {
      Seen seen = read(Arrays.copyOf(whole, end));
      boolean cutWithinAnEntry = end % 512 != 0 || !isBoundary(end);
      assertThat(seen.gaps.isEmpty()).as("cut at %d", end).isEqualTo(!cutWithinAnEntry);
    }
    byte[] gzip = DockerArchive.gzip(new Tar().file("a", "first").file("b", "second").end());
    for (int end = 2; end < gzip.length; end += 3) {
      Seen seen = readGzip(new byte[0], Arrays.copyOf(gzip, end), STANDARD);
      assertThat(seen.gaps).as("cut at %d", end).isNotEmpty();
    }
  }

  private static boolean isBoundary(int end) {
    return end == 1024 || end == 1536 + 512 || end == 3072;
  }

  @Test
  void whatFollowsTheEndOfTheArchiveIsAGapUnlessItIsPadding() throws IOException {
    byte[] hidden = new Tar().file("a", "x").raw(new byte[512]).file("hidden", "y").end();
    Seen seen = read(hidden);
    assertThat(seen.files).containsOnlyKeys("a");
    assertThat(seen.gapTexts())
        .singleElement()
        .asString()
        .contains("the archive ends, and goes on");
    assertThat(read(new Tar().file("a", "x").raw(new byte[10_240]).bytes()).gaps).isEmpty();
  }

  @Test
  void severalMembersOfGzipAreOneLayer() throws IOException {
    byte[] layer = new Tar().file("a", "first").file("b", "second").end();
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    for (int i = 0; i < layer.length; i += 512) {
      members.writeBytes(DockerArchive.gzip(Arrays.copyOfRange(layer, i, i + 512)));
    }
    Seen seen = readGzip(layer, members.toByteArray(), STANDARD);
    assertThat(seen.files).containsOnlyKeys("a", "b");
    assertThat(seen.gaps).isEmpty();
  }

  /** Bytes changed at random: nothing but gaps and problems comes of it. */
  @Test
  void randomChangesNeverCrashTheReader() throws IOException {
    byte[] plain =
        new Tar()
            .directory("d/")
            .pax("p", "second".getBytes(StandardCharsets.UTF_8), "path=b", "size=6")
            .entry("././@LongLink", 'L', "long/name\0".getBytes(StandardCharsets.UTF_8), h -> {})
            .file("a", "first")
            .link('1', "h", "a")
            .file("x/.wh.y", "")
            .end();
    byte[] gzip = DockerArchive.gzip(plain);
    Random random = new Random(7);
    Limits small = limits(1 << 20, 1 << 16, 1 << 16, 100, 20, 200, Duration.ofMinutes(1));
    for (int i = 0; i < 600; i++) {
      byte[] changed = (i % 2 == 0 ? plain : gzip).clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      if (i % 4 == 0) {
        fixChecksums(changed);
      }
      Seen seen = i % 2 == 0 ? read(changed, small, Seen.all()) : tolerant(changed, small);
      assertThat(seen.paths()).noneMatch(path -> path.startsWith("/") || path.contains(".."));
    }
  }

  /** The DiffID of what a changed gzip gives is not known beforehand. */
  private Seen tolerant(byte[] blob, Limits limits) throws IOException {
    try {
      return readGzip(new byte[0], blob, limits);
    } catch (ProblemException e) {
      assertThat(e).hasMessageContaining("layer-digest-mismatch");
      return Seen.all();
    }
  }

  private static void fixChecksums(byte[] tar) {
    for (int at = 0; at + 512 <= tar.length; at += 512) {
      if (tar[at + 257] == 'u') {
        byte[] header = Arrays.copyOfRange(tar, at, at + 512);
        Tar.checksum(header);
        System.arraycopy(header, 0, tar, at, 512);
      }
    }
  }
}
