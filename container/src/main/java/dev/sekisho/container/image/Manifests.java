package dev.sekisho.container.image;

import dev.sekisho.container.ImageReference;
import dev.sekisho.model.Digest;
import dev.sekisho.model.Gap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Follows an image from an index or a manifest to its configuration and layers; OCI's and Docker's
 * formats. What is followed by digest is compared with it.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md">OCI
 *     image-spec 1.1.1</a>
 */
final class Manifests {
  private static final int MAXIMUM_NESTING = 4;

  private final Content content;
  private final String image;
  private final Optional<Platform> platform;
  private final Budget budget;

  /** Where what is pointed to lies. */
  interface Content {
    /**
     * A manifest or an index.
     *
     * @throws dev.sekisho.model.ProblemException if it is not there or too large
     */
    byte[] manifest(Descriptor descriptor) throws IOException;

    /**
     * A configuration.
     *
     * @throws dev.sekisho.model.ProblemException if it is not there or too large
     */
    byte[] configuration(Descriptor descriptor) throws IOException;

    /** A layer; empty if it is not there. */
    Optional<LayerBlob> layer(Descriptor descriptor) throws IOException;
  }

  /** An image that was followed to its end. */
  record Found(ImageDescription description, List<LayerBlob> blobs, List<Gap> gaps) {}

  /**
   * Begins nothing yet.
   *
   * @param image how messages name it
   * @param platform asked for by the user; empty takes this machine's, or the only one
   */
  Manifests(Content content, String image, Optional<Platform> platform, Budget budget) {
    this.content = content;
    this.image = image;
    this.platform = platform;
    this.budget = budget;
  }

  /**
   * From the index of a layout, which nothing points to.
   *
   * @param select reference name or digest; empty if it has one image
   */
  Found ofLayout(byte[] index, Optional<String> select) throws IOException {
    List<Descriptor> all = entries(ConfigurationDocument.document(index, image));
    if (select.isPresent()) {
      List<Descriptor> named = all.stream().filter(each -> each.isNamed(select.get())).toList();
      if (named.isEmpty()) {
        throw Words.problem("image-not-in-archive", select.get(), image, labels(all));
      }
      return ofDescriptor(named.size() == 1 ? named.get(0) : forPlatform(named), 0);
    }
    if (all.size() == 1) {
      return ofDescriptor(all.get(0), 0);
    }
    long platforms = all.stream().map(Descriptor::platform).distinct().count();
    if (all.isEmpty() || platforms < all.size()) {
      throw Words.problem("image-not-chosen", image, labels(all));
    }
    return ofDescriptor(forPlatform(all), 0);
  }

  /** From what a descriptor points to. */
  Found ofDescriptor(Descriptor descriptor) throws IOException {
    return ofDescriptor(descriptor, 0);
  }

  private Found ofDescriptor(Descriptor descriptor, int nesting) throws IOException {
    byte[] bytes = verified(descriptor, content.manifest(descriptor));
    Json document = ConfigurationDocument.document(bytes, image);
    String stated = document.member("mediaType").some().orElse(descriptor.mediaType());
    if (isIndex(document, stated)) {
      if (nesting >= MAXIMUM_NESTING) {
        throw Words.problem("image-malformed", image, "indexes nested " + nesting + " deep");
      }
      List<Descriptor> all = entries(document);
      if (all.isEmpty()) {
        throw Words.problem("image-malformed", image, "an index without images");
      }
      return ofDescriptor(forPlatform(all), nesting + 1);
    }
    return ofManifest(document, descriptor.digest());
  }

  private static boolean isIndex(Json document, String mediaType) {
    return mediaType.endsWith(".index.v1+json")
        || mediaType.endsWith(".manifest.list.v2+json")
        || document.member("manifests") instanceof Json.Array;
  }

  private byte[] verified(Descriptor descriptor, byte[] bytes) {
    Hash hash = Hash.like(descriptor.digest());
    hash.update(bytes, 0, bytes.length);
    Digest found = hash.digest();
    if (!found.equals(descriptor.digest())) {
      throw Words.problem("image-digest-mismatch", image, descriptor.digest(), found);
    }
    return bytes;
  }

  private List<Descriptor> entries(Json index) {
    List<Descriptor> entries = new ArrayList<>();
    for (Json each : index.member("manifests").elements()) {
      Descriptor descriptor = Descriptor.of(each, image);
      if (descriptor.mayBeImage()) {
        entries.add(descriptor);
      }
    }
    return entries;
  }

  private static String labels(List<Descriptor> all) {
    return all.stream().limit(20).map(Descriptor::label).collect(Collectors.joining(", "));
  }

  private Descriptor forPlatform(List<Descriptor> all) {
    if (all.size() == 1 && platform.isEmpty()) {
      return all.get(0);
    }
    Platform wanted = platform.orElseGet(Platform::host);
    return all.stream()
        .filter(each -> each.platform().map(wanted::takes).orElse(false))
        .findFirst()
        .orElseThrow(() -> Words.problem("image-platform", image, wanted, labels(all)));
  }

  private Found ofManifest(Json manifest, Digest digest) throws IOException {
    if (!(manifest.member("config") instanceof Json.Members)) {
      throw Words.problem("image-malformed", image, "a manifest without a configuration");
    }
    Descriptor config = Descriptor.of(manifest.member("config"), image);
    byte[] bytes = verified(config, content.configuration(config));
    ConfigurationDocument configuration = ConfigurationDocument.parse(bytes, image);
    requirePlatform(configuration);
    List<Descriptor> layers = new ArrayList<>();
    for (Json each : manifest.member("layers").elements()) {
      layers.add(Descriptor.of(each, image));
    }
    return assemble(configuration, config.digest(), Optional.of(digest), layers);
  }

  private void requirePlatform(ConfigurationDocument configuration) {
    Platform stated =
        new Platform(configuration.operatingSystem(), configuration.architecture(), "");
    if (platform.isPresent() && !platform.get().takesSomeOf(stated)) {
      throw Words.problem("image-platform", image, platform.get(), stated);
    }
  }

  private Found assemble(
      ConfigurationDocument configuration,
      Digest id,
      Optional<Digest> manifest,
      List<Descriptor> descriptors)
      throws IOException {
    List<Digest> diffIds = configuration.diffIds();
    if (diffIds.size() != descriptors.size()) {
      throw Words.problem(
          "image-malformed", image, descriptors.size() + " layers, " + diffIds.size() + " DiffIDs");
    }
    List<String> createdBy = configuration.createdBy(diffIds.size());
    List<ImageLayer> layers = new ArrayList<>();
    List<LayerBlob> blobs = new ArrayList<>();
    List<Gap> gaps = new ArrayList<>();
    for (int i = 0; i < diffIds.size(); i++) {
      Descriptor descriptor = descriptors.get(i);
      boolean within = i < budget.limits().layers();
      Optional<LayerBlob> blob = within ? content.layer(descriptor) : Optional.empty();
      if (blob.isEmpty() && within) {
        gaps.add(absent(i, descriptor));
      }
      blobs.add(blob.orElseGet(LayerBlob::none));
      layers.add(
          new ImageLayer(
              i,
              diffIds.get(i),
              Optional.of(descriptor.digest()),
              descriptor.mediaType(),
              descriptor.sizeBytes(),
              createdBy.get(i),
              blob.isPresent()));
    }
    if (diffIds.size() > budget.limits().layers()) {
      gaps.add(Words.gap(image, "limit-layers", diffIds.size(), budget.limits().layers()));
    }
    return new Found(
        new ImageDescription(
            image,
            id,
            manifest,
            List.of(),
            configuration.architecture(),
            configuration.operatingSystem(),
            configuration.configuration(),
            layers),
        blobs,
        gaps);
  }

  private static Gap absent(int index, Descriptor descriptor) {
    String where = Words.of("layer", index, descriptor.digest());
    return descriptor.urls().isEmpty()
        ? Words.gap(where, "layer-absent")
        : Words.gap(where, "layer-foreign", descriptor.urls().get(0));
  }

  /** Whether two texts name one image: with the defaults of Docker filled in. */
  static boolean sameName(String one, String other) {
    return Objects.equals(one, other) || canonical(one).equals(canonical(other));
  }

  private static String canonical(String name) {
    try {
      return ImageReference.parse(name).toString();
    } catch (IllegalArgumentException e) {
      return name; // A digest or the name of something else: compared as it stands.
    }
  }
}
