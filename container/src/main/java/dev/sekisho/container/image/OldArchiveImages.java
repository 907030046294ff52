package dev.sekisho.container.image;

import dev.sekisho.model.Digest;
import dev.sekisho.model.Gap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Images in an archive of {@code docker save} before Docker 1.10: a file {@code repositories} that
 * names the newest layer, and a record in each layer that names the one below. There are no digests
 * in it, so that nothing can be compared; that is a gap.
 */
final class OldArchiveImages {
  private static final String REPOSITORIES = "repositories";

  private OldArchiveImages() {}

  static boolean isOldArchive(Bundle bundle) throws IOException {
    return bundle.find(REPOSITORIES).isPresent();
  }

  /** A layer: its record, its archive, and the digest of the record. */
  private record Level(ConfigurationDocument record, Region archive, Digest id) {}

  /**
   * Opens one image; the bundle is closed with it, or by the caller if this throws.
   *
   * @param select name with tag; empty if there is one image
   */
  static OpenImage open(
      Bundle bundle, Optional<String> select, Optional<Platform> platform, Budget budget)
      throws IOException {
    byte[] bytes =
        bundle
            .document(REPOSITORIES)
            .orElseThrow(() -> Words.problem("image-part-missing", bundle.name(), REPOSITORIES));
    Json repositories = ConfigurationDocument.document(bytes, bundle.name());
    List<String> names = names(repositories);
    String name = choose(names, select, bundle.name());
    int colon = name.lastIndexOf(':');
    Json newest = repositories.member(name.substring(0, colon)).member(name.substring(colon + 1));
    List<Level> levels = levels(bundle, newest.text(), budget.limits().layers());
    ConfigurationDocument top = levels.get(levels.size() - 1).record();
    Platform stated = new Platform(top.operatingSystem(), top.architecture(), "");
    if (platform.isPresent() && !platform.get().takesSomeOf(stated)) {
      throw Words.problem("image-platform", bundle.name(), platform.get(), stated);
    }
    return image(bundle, name, levels, budget);
  }

  private static List<String> names(Json repositories) {
    List<String> names = new ArrayList<>();
    for (String repository : repositories.keys()) {
      for (String tag : repositories.member(repository).keys()) {
        names.add(repository + ":" + tag);
      }
    }
    return names;
  }

  private static String choose(List<String> names, Optional<String> select, String bundle) {
    if (select.isEmpty()) {
      if (names.size() == 1) {
        return names.get(0);
      }
      throw Words.problem("image-not-chosen", bundle, String.join(", ", names));
    }
    return names.stream()
        .filter(name -> Manifests.sameName(name, select.get()))
        .findFirst()
        .orElseThrow(
            () ->
                Words.problem(
                    "image-not-in-archive", select.get(), bundle, String.join(", ", names)));
  }

  /** From the newest down to the one without a parent; returned lowest first. */
  private static List<Level> levels(Bundle bundle, String newest, int maximum) throws IOException {
    List<Level> levels = new ArrayList<>();
    Set<String> met = new HashSet<>();
    String id = newest;
    while (!id.isEmpty()) {
      if (!met.add(id) || met.size() > maximum) {
        throw Words.problem("image-malformed", bundle.name(), "layers in a circle at " + id);
      }
      String json = id + "/json";
      String archive = id + "/layer.tar";
      byte[] record =
          bundle
              .document(json)
              .orElseThrow(() -> Words.problem("image-part-missing", bundle.name(), json));
      Region region =
          bundle
              .find(archive)
              .orElseThrow(() -> Words.problem("image-part-missing", bundle.name(), archive));
      ConfigurationDocument document = ConfigurationDocument.parse(record, bundle.name());
      levels.add(new Level(document, region, Hash.sha256(record)));
      id = document.json().member("parent").text();
    }
    if (levels.isEmpty()) {
      throw Words.problem("image-malformed", bundle.name(), "no layers");
    }
    Collections.reverse(levels);
    return levels;
  }

  private static OpenImage image(Bundle bundle, String name, List<Level> levels, Budget budget)
      throws IOException {
    List<ImageLayer> layers = new ArrayList<>();
    List<LayerBlob> blobs = new ArrayList<>();
    for (Level level : levels) {
      String createdBy =
          String.join(" ", level.record().json().member("container_config").member("Cmd").texts());
      layers.add(
          new ImageLayer(
              layers.size(),
              diffId(level.archive(), budget),
              Optional.empty(),
              "",
              level.archive().size(),
              ConfigurationDocument.dockerfileLine(createdBy),
              true));
      blobs.add(new LayerBlob.InFile(level.archive()));
    }
    Level top = levels.get(levels.size() - 1);
    ImageDescription description =
        new ImageDescription(
            name,
            top.id(),
            Optional.empty(),
            List.of(name),
            top.record().architecture(),
            top.record().operatingSystem(),
            top.record().configuration(),
            layers);
    List<Gap> gaps = List.of(Words.gap(bundle.name(), "no-digests"));
    return new StoredImage(description, blobs, gaps, budget, bundle::close);
  }

  /** Computed, as the archive has none: caches know layers by it. */
  private static Digest diffId(Region archive, Budget budget) throws IOException {
    List<Digest> like = List.of(Hash.sha256(new byte[0]));
    try (RegionHash hash = new RegionHash(archive, like, budget)) {
      return hash.digests().get(0);
    }
  }
}
