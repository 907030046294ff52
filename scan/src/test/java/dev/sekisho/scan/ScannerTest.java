package dev.sekisho.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sekisho.container.image.EntryContent;
import dev.sekisho.container.image.EntryHeader;
import dev.sekisho.container.image.ImageConfiguration;
import dev.sekisho.container.image.ImageDescription;
import dev.sekisho.container.image.ImageLayer;
import dev.sekisho.container.image.LayerSink;
import dev.sekisho.container.image.OpenImage;
import dev.sekisho.model.Component;
import dev.sekisho.model.Digest;
import dev.sekisho.model.Finding;
import dev.sekisho.model.Gap;
import dev.sekisho.model.Location;
import dev.sekisho.scan.inventory.ContentInspector;
import dev.sekisho.scan.inventory.FileContent;
import dev.sekisho.scan.inventory.LayerCache;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScannerTest {
  private static final Map<String, String> BOTTOM =
      Map.of(
          "etc/os-release", "ID=alpine\nVERSION_ID=3.16.9\n",
          "lib/apk/db/installed", "P:a\nV:1-r0\nA:x86_64\nL:MIT\n\n",
          "app/package.json", "{\"name\":\"app\",\"version\":\"1\"}",
          "app/package-lock.json", "{\"packages\":{\"node_modules/b\":{\"version\":\"2\"}}}");
  private static final Map<String, String> TOP =
      Map.of("-app/package.json", "", "top/package.json", "{\"name\":\"top\",\"version\":\"1\"}");

  @TempDir Path directory;

  @Test
  void eachLayerIsReadOnceAndNotAgainWhenItsInventoryIsKept() throws IOException {
    ScanOptions options = ScanOptions.installed().withCache(new LayerCache(directory, 1 << 20));
    FakeImage image = new FakeImage(List.of(BOTTOM, TOP));
    ScanResult first = new Scanner(options).image(image);
    assertThat(purls(first))
        .containsExactly("pkg:apk/alpine/a@1-r0?arch=x86_64&distro=alpine-3.16.9", "pkg:npm/top@1");
    assertThat(first.inventory().deleted()).hasSize(1);
    assertThat(image.read).containsExactlyInAnyOrder(0, 1);
    assertThat(first.inventory().gaps()).containsExactly(FakeImage.GAP);

    ScanResult second = new Scanner(options).image(image);
    assertThat(second.inventory()).isEqualTo(first.inventory());
    assertThat(second.cachedLayers()).isEqualTo(2);
    assertThat(image.read).hasSize(2);

    // Another question is not answered from the cache.
    ScanResult declared = new Scanner(options.withDeclared()).image(image);
    assertThat(purls(declared)).contains("pkg:npm/b@2");
    assertThat(image.read).hasSize(4);
  }

  @Test
  void aDamagedCacheIsSaidAndTheLayerReadAgain() throws IOException {
    ScanOptions options = ScanOptions.installed().withCache(new LayerCache(directory, 1 << 20));
    FakeImage image = new FakeImage(List.of(BOTTOM));
    ScanResult first = new Scanner(options).image(image);
    try (Stream<Path> files = Files.list(directory)) {
      Files.write(files.toList().getFirst(), new byte[100]);
    }
    ScanResult again = new Scanner(options).image(image);
    assertThat(again.inventory()).isEqualTo(first.inventory());
    assertThat(again.notes()).singleElement().asString().endsWith("is no inventory of a layer");
    assertThat(new Scanner(options).image(image).notes()).isEmpty();
  }

  @Test
  void whatTheUserLeavesOutIsCountedAndNotKept() throws IOException {
    ScanOptions options =
        ScanOptions.installed()
            .withCache(new LayerCache(directory, 1 << 20))
            .withLeftOut(path -> path.startsWith("top/"));
    ScanResult result = new Scanner(options).image(new FakeImage(List.of(BOTTOM, TOP)));
    assertThat(purls(result)).noneMatch(purl -> purl.contains("top"));
    assertThat(result.leftOut()).isEqualTo(1);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
  }

  /** Wants every file, whole, after the analyzers. */
  private static final class Lengths implements ContentInspector, ContentInspector.Factory {
    @Override
    public String key() {
      return "lengths:1";
    }

    @Override
    public ContentInspector open() {
      return this;
    }

    @Override
    public boolean wants(String path, long sizeBytes, int mode) {
      return true;
    }

    @Override
    public void inspect(FileContent file, Consumer<Finding> findings) throws IOException {
      String text = new String(file.bytes(), 0, (int) file.sizeBytes(), StandardCharsets.UTF_8);
      byte[] part = file.read(file.sizeBytes() - 1, 1);
      findings.accept(
          new Finding.Malware(
              text.length() + "/" + part[0], "test", Optional.empty(), Location.of(file.path())));
    }
  }

  @Test
  void inspectorsSeeEveryFileInTheSamePassAndAreKeptToo() throws IOException {
    ScanOptions options =
        ScanOptions.installed()
            .withInspectors(List.of(new Lengths()))
            .withCache(new LayerCache(directory, 1 << 20));
    FakeImage image = new FakeImage(List.of(BOTTOM, TOP));
    ScanResult result = new Scanner(options).image(image);
    assertThat(result.inventory().findings()).hasSize(5);
    assertThat(result.inventory().findings())
        .filteredOn(f -> f instanceof Finding.Malware m && m.location().deletedIn().isPresent())
        .extracting(Finding::id)
        .containsExactly("28/125");
    assertThat(new Scanner(options).image(image).inventory()).isEqualTo(result.inventory());
    assertThat(image.read).hasSize(2);
  }

  private static List<String> purls(ScanResult result) {
    return result.inventory().components().stream()
        .map(Component::purl)
        .map(Object::toString)
        .toList();
  }

  /** Layers of texts by path; a path that begins with a dash is removed. */
  private static final class FakeImage implements OpenImage {
    static final Gap GAP = new Gap("layer 9", "is kept elsewhere");

    private final List<Map<String, String>> layers;
    private final List<Integer> read = Collections.synchronizedList(new ArrayList<>());

    FakeImage(List<Map<String, String>> layers) {
      this.layers = layers;
    }

    @Override
    public ImageDescription description() {
      List<ImageLayer> described = new ArrayList<>();
      for (int i = 0; i < layers.size(); i++) {
        Digest diffId = new Digest("sha256", String.valueOf(i).repeat(64));
        described.add(new ImageLayer(i, diffId, Optional.empty(), "", 0, "RUN " + i, true));
      }
      return new ImageDescription(
          "fake",
          new Digest("sha256", "f".repeat(64)),
          Optional.empty(),
          List.of(),
          "amd64",
          "linux",
          new ImageConfiguration(
              "", Map.of(), Map.of(), List.of(), List.of(), "", List.of(), List.of(), List.of(),
              List.of(), List.of(), "", "", "", List.of()),
          described);
    }

    @Override
    public void read(int layer, LayerSink sink) throws IOException {
      read.add(layer);
      for (Map.Entry<String, String> file : layers.get(layer).entrySet()) {
        if (file.getKey().startsWith("-")) {
          sink.removed(file.getKey().substring(1));
          continue;
        }
        byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
        EntryHeader header =
            new EntryHeader(
                file.getKey(), EntryHeader.Kind.FILE, content.length, 0644, 0, 0, 0, "");
        sink.entry(header);
        if (sink.wants(header)) {
          sink.file(header, new FakeContent(content));
        }
      }
    }

    @Override
    public List<Gap> gaps() {
      return List.of(GAP);
    }

    @Override
    public void close() {}
  }

  /** Refuses to be read in more than one of its ways, as a walker's content may. */
  private static final class FakeContent implements EntryContent {
    private final byte[] content;
    private boolean whole;
    private boolean parts;

    FakeContent(byte[] content) {
      this.content = content;
    }

    @Override
    public long sizeBytes() {
      return content.length;
    }

    @Override
    public byte[] bytes() throws IOException {
      whole = true;
      if (parts) {
        throw new IOException("read in parts before");
      }
      return content;
    }

    @Override
    public InputStream stream() {
      return new ByteArrayInputStream(content);
    }

    @Override
    public int read(long position, byte[] into, int offset, int length) throws IOException {
      parts = true;
      if (whole) {
        throw new IOException("read whole before");
      }
      // In small pieces, as it may.
      int part = Math.min(3, Math.min(length, content.length - (int) position));
      System.arraycopy(content, (int) position, into, offset, part);
      return part;
    }

    @Override
    public boolean seekable() {
      return true;
    }
  }
}
