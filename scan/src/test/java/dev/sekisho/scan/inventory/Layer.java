package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component;
import dev.sekisho.model.Gap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A layer made of files in memory, for tests. */
final class Layer {
  private final LayerPass pass;

  Layer() {
    this(List.of());
  }

  Layer(List<ContentInspector> inspectors) {
    pass = new LayerPass(new AnalyzerTable(), inspectors, true);
  }

  Layer file(String path, byte[] content) throws IOException {
    return file(path, 0644, content);
  }

  Layer file(String path, int mode, byte[] content) throws IOException {
    pass.entry(path);
    // Longer than the file, as a walker's buffer may be.
    byte[] buffer = Arrays.copyOf(content, content.length + 100);
    Arrays.fill(buffer, content.length, buffer.length, (byte) 'x');
    if (pass.wants(path, content.length, mode)) {
      pass.file(new InMemory(path, mode, buffer, content.length));
    }
    return this;
  }

  Layer file(String path, String content) throws IOException {
    return file(path, content.getBytes(StandardCharsets.UTF_8));
  }

  Layer removed(String path) {
    pass.removed(path);
    return this;
  }

  Layer opaque(String path) {
    pass.opaque(path);
    return this;
  }

  LayerInventory read() throws IOException {
    return pass.finish();
  }

  /** What one file by itself gives. */
  static LayerInventory of(String path, byte[] content) throws IOException {
    return new Layer().file(path, content).read();
  }

  static LayerInventory of(String path, String content) throws IOException {
    return new Layer().file(path, content).read();
  }

  /** A fixture beside the tests. */
  static byte[] fixture(String name) throws IOException {
    try (InputStream in = Layer.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("no fixture " + name);
      }
      return in.readAllBytes();
    }
  }

  static List<String> purls(LayerInventory layer) {
    return layer.components().stream().map(Component::purl).map(Object::toString).toList();
  }

  static List<String> gaps(LayerInventory layer) {
    return layer.gaps().stream().map(Gap::why).toList();
  }

  static final class InMemory implements FileContent {
    private final String path;
    private final int mode;
    private final byte[] buffer;
    private final int length;

    InMemory(String path, int mode, byte[] buffer, int length) {
      this.path = path;
      this.mode = mode;
      this.buffer = buffer;
      this.length = length;
    }

    @Override
    public String path() {
      return path;
    }

    @Override
    public long sizeBytes() {
      return length;
    }

    @Override
    public int mode() {
      return mode;
    }

    @Override
    public byte[] bytes() {
      return buffer;
    }
  }
}
