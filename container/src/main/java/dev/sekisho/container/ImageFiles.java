package dev.sekisho.container;

import dev.sekisho.model.Digest;
import dev.sekisho.model.Gap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * What the image of a container contains, read from the image's own layers, which no container
 * writes to. Its answers never change; safe for many threads.
 *
 * <p>Paths are resolved inside the image: {@code ..} above its root stays at the root, and absolute
 * links begin there.
 *
 * <p>Directories marked opaque ({@code trusted.overlay.opaque}, which only a native call reads) are
 * taken as merged: a file that a layer hid in this way may be found here. Whoever compares a live
 * file by {@link ImageFile#same} is not misled by that, since a hidden file cannot be opened.
 */
public final class ImageFiles {
  private static final int MAXIMUM_ALIASES = 1_000;
  private static final int MAXIMUM_DIGESTS = 20_000;

  private final List<LayerFiles> layers;
  private final List<Gap> gaps;
  private final RootedPath.Names names = this::node;
  private final Map<Path, Digest> digests = new ConcurrentHashMap<>();
  private final Map<Path, Optional<MultiCall>> kinds = new ConcurrentHashMap<>();
  private volatile Optional<Links> links = Optional.empty();

  /** The links of the image by where they lead: to executables, and to directories. */
  private record Links(Map<String, List<String>> toFiles, Map<String, String> toDirectories) {}

  /** Where a name stands: a layer and the index in it. */
  private record Place(LayerFiles layer, int index) {}

  /**
   * @param layers the topmost first
   */
  ImageFiles(List<LayerFiles> layers, List<Gap> gaps) {
    this.layers = List.copyOf(layers);
    this.gaps = List.copyOf(gaps);
  }

  /** The regular file at a path, symbolic links followed. */
  public Optional<ImageFile> find(String path) {
    return RootedPath.resolve(names, path)
        .flatMap(this::place)
        .filter(place -> place.layer.kind(place.index) == LayerFiles.Kind.FILE)
        .map(place -> place.layer.file(place.index));
  }

  /**
   * Other names of an executable: links and hard links in the image that lead to it, and all its
   * paths through linked directories ({@code /bin/ls} for {@code /usr/bin/ls}). At most 1,000.
   */
  public Set<String> aliases(ImageFile file) {
    Links known = links();
    Set<String> names = new LinkedHashSet<>(known.toFiles.getOrDefault(file.path(), List.of()));
    List<String> direct = new ArrayList<>(names);
    direct.add(file.path());
    known.toDirectories.forEach(
        (link, directory) -> {
          for (String name : direct) {
            if (name.startsWith(directory + "/") && names.size() < MAXIMUM_ALIASES) {
              names.add(link + name.substring(directory.length()));
            }
          }
        });
    names.remove(file.path());
    return names;
  }

  /** The executables one of whose names (own path or alias) fulfils a condition. */
  public List<ImageFile> executables(Predicate<String> path) {
    List<ImageFile> found = new ArrayList<>();
    for (LayerFiles layer : layers) {
      for (int index = 0; index < layer.size(); index++) {
        if (layer.executable(index) && visible(layer, index)) {
          ImageFile file = layer.file(index);
          if (path.test(file.path()) || aliases(file).stream().anyMatch(path)) {
            found.add(file);
          }
        }
      }
    }
    return found;
  }

  /** Whether a file holds many programs, told by its content. */
  public Optional<MultiCall> multiCall(ImageFile file) throws IOException {
    Optional<MultiCall> known = kinds.get(file.location());
    if (known == null) {
      try (InputStream in = open(file)) {
        known = MultiCall.of(in);
      }
      if (kinds.size() < MAXIMUM_DIGESTS) {
        kinds.put(file.location(), known);
      }
    }
    return known;
  }

  /** The SHA-256 of a file's content; computed when first asked for. */
  public Digest digest(ImageFile file) throws IOException {
    Digest known = digests.get(file.location());
    if (known == null) {
      try (InputStream in = open(file)) {
        known = digest(in);
      }
      if (digests.size() < MAXIMUM_DIGESTS) {
        digests.put(file.location(), known);
      }
    }
    return known;
  }

  /** The SHA-256 of all that a stream gives. */
  public static Digest digest(InputStream in) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] bytes = new byte[64 * 1024];
      for (int count; (count = in.read(bytes)) >= 0; ) {
        digest.update(bytes, 0, count);
      }
      return new Digest("sha256", HexFormat.of().formatHex(digest.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /**
   * The first bytes of a text file of the image as UTF-8, empty if there is none.
   *
   * @param maximumBytes what is read of it
   */
  public String text(String path, int maximumBytes) throws IOException {
    Optional<ImageFile> file = find(path);
    if (file.isEmpty()) {
      return "";
    }
    try (InputStream in = open(file.get())) {
      return new String(in.readNBytes(maximumBytes), StandardCharsets.UTF_8);
    }
  }

  /** Number of names in all layers, hidden ones too. */
  public int size() {
    return layers.stream().mapToInt(LayerFiles::size).sum();
  }

  /** What could not be read: the index is not complete there. */
  public List<Gap> gaps() {
    return gaps;
  }

  private static InputStream open(ImageFile file) throws IOException {
    // Layers do not change below us, and the name was a regular file when the layer was read.
    return Files.newInputStream(file.location(), LinkOption.NOFOLLOW_LINKS);
  }

  private RootedPath.Node node(String path) {
    return place(path)
        .map(
            place ->
                switch (place.layer.kind(place.index)) {
                  case DIRECTORY -> new RootedPath.Node.Directory();
                  case LINK -> new RootedPath.Node.Link(place.layer.target(place.index));
                  case FILE, OTHER -> new RootedPath.Node.Leaf();
                  case WHITEOUT -> new RootedPath.Node.Missing();
                })
        .orElseGet(RootedPath.Node.Missing::new);
  }

  /** The topmost layer that has the name; empty if none has it or one above hides it. */
  private Optional<Place> place(String path) {
    for (LayerFiles layer : layers) {
      int index = layer.find(path);
      if (index != LayerFiles.NOTHING) {
        return layer.kind(index) == LayerFiles.Kind.WHITEOUT
            ? Optional.empty()
            : Optional.of(new Place(layer, index));
      }
      if (layer.hidesAbove(path)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private boolean visible(LayerFiles layer, int index) {
    return place(layer.path(index)).filter(place -> place.layer == layer).isPresent();
  }

  private Links links() {
    Optional<Links> known = links;
    if (known.isEmpty()) {
      // Two threads may both read them; the answers are the same.
      known = Optional.of(readLinks());
      links = known;
    }
    return known.get();
  }

  private Links readLinks() {
    Map<String, List<String>> toFiles = new HashMap<>();
    Map<String, String> toDirectories = new LinkedHashMap<>();
    for (LayerFiles layer : layers) {
      Map<Long, List<String>> hardLinked = new HashMap<>();
      for (int index = 0; index < layer.size(); index++) {
        if (layer.executable(index) && layer.links(index) > 1 && visible(layer, index)) {
          hardLinked
              .computeIfAbsent(layer.inode(index), inode -> new ArrayList<>())
              .add(layer.path(index));
        } else if (layer.kind(index) == LayerFiles.Kind.LINK && visible(layer, index)) {
          addLink(layer.path(index), toFiles, toDirectories);
        }
      }
      hardLinked.values().forEach(paths -> paths.forEach(path -> merge(toFiles, path, paths)));
    }
    return new Links(toFiles, toDirectories);
  }

  private void addLink(
      String link, Map<String, List<String>> toFiles, Map<String, String> toDirectories) {
    Optional<String> target = RootedPath.resolve(names, link);
    Optional<Place> place = target.flatMap(this::place);
    if (place.isEmpty()) {
      return;
    }
    LayerFiles layer = place.get().layer;
    if (layer.executable(place.get().index)) {
      merge(toFiles, target.get(), List.of(link));
    } else if (layer.kind(place.get().index) == LayerFiles.Kind.DIRECTORY) {
      toDirectories.put(link, target.get());
    }
  }

  private static void merge(Map<String, List<String>> toFiles, String path, List<String> aliases) {
    List<String> known = toFiles.computeIfAbsent(path, p -> new ArrayList<>());
    for (String alias : aliases) {
      if (known.size() < MAXIMUM_ALIASES && !alias.equals(path)) {
        known.add(alias);
      }
    }
  }
}
