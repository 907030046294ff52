package dev.sekisho.container;

import dev.sekisho.model.Gap;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the layers of images and keeps those in use, so that containers of one image, and images on
 * one base, share them. Safe for many threads.
 */
public final class ImageLayers {
  private final Map<Path, WeakReference<LayerFiles>> layers = new HashMap<>();

  /**
   * What the image below a root file system contains. Reading a large image takes some hundred
   * milliseconds the first time.
   *
   * <p>A layer that cannot be read is a gap of the answer; where files cannot be compared with the
   * image at all, the answer is empty but for one gap.
   */
  public ImageFiles files(RootFileSystem root) {
    return switch (root) {
      case RootFileSystem.Overlay overlay -> read(overlay.lowers());
      case RootFileSystem.Copy copy -> read(List.of(copy.image()));
      case RootFileSystem.Opaque opaque ->
          new ImageFiles(
              List.of(),
              List.of(new Gap("/", "storage driver '" + opaque.driver() + "' is not readable")));
    };
  }

  private ImageFiles read(List<Path> directories) {
    List<LayerFiles> found = new ArrayList<>();
    List<Gap> gaps = new ArrayList<>();
    for (Path directory : directories) {
      try {
        LayerFiles layer = layer(directory);
        found.add(layer);
        gaps.addAll(layer.gaps());
      } catch (IOException e) {
        gaps.add(new Gap(directory.toString(), e.toString()));
      }
    }
    return new ImageFiles(found, gaps);
  }

  private synchronized LayerFiles layer(Path directory) throws IOException {
    layers.values().removeIf(reference -> reference.get() == null);
    WeakReference<LayerFiles> known = layers.get(directory);
    LayerFiles layer = known == null ? null : known.get();
    if (layer == null) {
      layer = LayerFiles.read(directory);
      layers.put(directory, new WeakReference<>(layer));
    }
    return layer;
  }
}
