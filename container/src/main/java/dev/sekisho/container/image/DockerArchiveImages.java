package dev.sekisho.container.image;

import dev.sekisho.model.Digest;
import dev.sekisho.model.Gap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Images in an archive of {@code docker save}, from Docker 1.10 on: a manifest.json that names
 * configurations and layers. From Docker 25 on the files are those of an OCI layout too.
 */
final class DockerArchiveImages {
  private static final String MANIFEST = "manifest.json";

  private DockerArchiveImages() {}

  static boolean isDockerArchive(Bundle bundle) throws IOException {
    return bundle.find(MANIFEST).isPresent();
  }

  /**
   * Opens one image; the bundle is closed with it, or by the caller if this throws.
   *
   * @param select name or id; empty if there is one image
   */
  static OpenImage open(
      Bundle bundle, Optional<String> select, Optional<Platform> platform, Budget budget)
      throws IOException {
    Json entry = choose(entries(bundle), select, bundle.name());
    List<String> tags = entry.member("RepoTags").texts();
    String path = entry.member("Config").text();
    byte[] config =
        bundle
            .document(path)
            .orElseThrow(() -> Words.problem("image-part-missing", bundle.name(), path));
    Digest id = verified(path, config, bundle.name());
    ConfigurationDocument document = ConfigurationDocument.parse(config, bundle.name());
    requirePlatform(document, platform, bundle.name());
    String name = select.orElse(tags.isEmpty() ? bundle.name() : tags.get(0));
    Layers layers = layers(bundle, entry, document, budget.limits().layers());
    return new StoredImage(
        new ImageDescription(
            name,
            id,
            Optional.empty(),
            tags,
            document.architecture(),
            document.operatingSystem(),
            document.configuration(),
            layers.layers()),
        layers.blobs(),
        layers.gaps(),
        budget,
        bundle::close);
  }

  private static List<Json> entries(Bundle bundle) throws IOException {
    byte[] bytes =
        bundle
            .document(MANIFEST)
            .orElseThrow(() -> Words.problem("image-part-missing", bundle.name(), MANIFEST));
    try {
      return Json.parse(bytes).elements();
    } catch (Json.Malformed e) {
      throw Words.problem(
          e, "image-malformed", bundle.name(), MANIFEST + ": JSON: " + e.getMessage());
    }
  }

  private static Json choose(List<Json> entries, Optional<String> select, String bundle) {
    if (select.isEmpty()) {
      if (entries.size() == 1) {
        return entries.get(0);
      }
      throw Words.problem("image-not-chosen", bundle, labels(entries));
    }
    String wanted = select.get();
    return entries.stream()
        .filter(entry -> isNamed(entry, wanted))
        .findFirst()
        .orElseThrow(() -> Words.problem("image-not-in-archive", wanted, bundle, labels(entries)));
  }

  private static boolean isNamed(Json entry, String wanted) {
    String id = wanted.startsWith("sha256:") ? wanted.substring("sha256:".length()) : wanted;
    return hexOf(entry.member("Config").text()).equals(id)
        || entry.member("RepoTags").texts().stream()
            .anyMatch(tag -> Manifests.sameName(tag, wanted));
  }

  private static String labels(List<Json> entries) {
    List<String> labels = new ArrayList<>();
    for (Json entry : entries.subList(0, Math.min(20, entries.size()))) {
      List<String> tags = entry.member("RepoTags").texts();
      labels.add(tags.isEmpty() ? entry.member("Config").text() : tags.get(0));
    }
    return String.join(", ", labels);
  }

  /** The file's name without folders and ending: its digest, in archives of all versions. */
  private static String hexOf(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.endsWith(".json") ? name.substring(0, name.length() - ".json".length()) : name;
  }

  private static Digest verified(String path, byte[] config, String bundle) {
    Digest found = Hash.sha256(config);
    Optional<Digest> stated = digestOf(path);
    if (stated.isPresent() && !stated.get().equals(found)) {
      throw Words.problem("image-digest-mismatch", bundle, stated.get(), found);
    }
    return found;
  }

  private static Optional<Digest> digestOf(String path) {
    try {
      return Optional.of(new Digest("sha256", hexOf(path)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // Other tools name it as they like; the DiffIDs are in it.
    }
  }

  private static void requirePlatform(
      ConfigurationDocument document, Optional<Platform> platform, String bundle) {
    Platform stated = new Platform(document.operatingSystem(), document.architecture(), "");
    if (platform.isPresent() && !platform.get().takesSomeOf(stated)) {
      throw Words.problem("image-platform", bundle, platform.get(), stated);
    }
  }

  private record Layers(List<ImageLayer> layers, List<LayerBlob> blobs, List<Gap> gaps) {}

  private static Layers layers(
      Bundle bundle, Json entry, ConfigurationDocument document, int maximum) throws IOException {
    List<Digest> diffIds = document.diffIds();
    List<String> paths = entry.member("Layers").texts();
    if (diffIds.size() != paths.size()) {
      throw Words.problem(
          "image-malformed",
          bundle.name(),
          paths.size() + " layers, " + diffIds.size() + " DiffIDs");
    }
    List<String> createdBy = document.createdBy(diffIds.size());
    Layers layers = new Layers(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < paths.size(); i++) {
      Digest diffId = diffIds.get(i);
      Optional<Region> region = i < maximum ? bundle.find(paths.get(i)) : Optional.empty();
      if (region.isEmpty() && i < maximum) {
        layers.gaps.add(Words.gap(Words.of("layer", i, diffId), "layer-absent"));
      }
      layers.blobs.add(region.<LayerBlob>map(LayerBlob.InFile::new).orElseGet(LayerBlob::none));
      layers.layers.add(
          new ImageLayer(
              i,
              diffId,
              paths.get(i).startsWith("blobs/") ? digestOf(paths.get(i)) : Optional.empty(),
              entry.member("LayerSources").member(diffId.toString()).member("mediaType").text(),
              region.map(Region::size).orElse(0L),
              createdBy.get(i),
              region.isPresent()));
    }
    if (paths.size() > maximum) {
      layers.gaps.add(Words.gap(bundle.name(), "limit-layers", paths.size(), maximum));
    }
    return layers;
  }
}
