package dev.sekisho.container.image;

import dev.sekisho.model.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a manifest or an index points to.
 *
 * @param mediaType empty if it says none
 * @param sizeBytes as stated; negative sizes are 0
 * @param platform of an index's entries
 * @param urls where else it lies, of layers that may not be distributed
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md">OCI
 *     image-spec 1.1.1</a>
 */
record Descriptor(
    String mediaType,
    Digest digest,
    long sizeBytes,
    Optional<Platform> platform,
    Map<String, String> annotations,
    List<String> urls) {
  /** As registries bound manifests: 4 MiB. */
  static final int MAXIMUM_DOCUMENT_BYTES = 4 << 20;

  /** What a tool gives an image in a layout as its name. */
  static final String REFERENCE_NAME = "org.opencontainers.image.ref.name";

  private static final String CONTAINERD_NAME = "io.containerd.image.name";

  /**
   * Reads one.
   *
   * @throws dev.sekisho.model.ProblemException if its digest is none
   */
  static Descriptor of(Json json, String image) {
    Json platform = json.member("platform");
    return new Descriptor(
        json.member("mediaType").text(),
        digest(json.member("digest").text(), image),
        Math.max(0, json.member("size").number()),
        platform.member("os").text().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Platform(
                    platform.member("os").text(),
                    platform.member("architecture").text(),
                    platform.member("variant").text())),
        json.member("annotations").textMembers(),
        json.member("urls").texts());
  }

  static Digest digest(String text, String image) {
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw Words.problem(e, "image-malformed", image, String.valueOf(e.getMessage()));
    }
  }

  boolean isIndex() {
    return mediaType.equals("application/vnd.oci.image.index.v1+json")
        || mediaType.equals("application/vnd.docker.distribution.manifest.list.v2+json");
  }

  /** Whether it is an image, as far as its type says: attestations and artifacts are none. */
  boolean mayBeImage() {
    boolean attestation =
        platform.isPresent() && platform.get().operatingSystem().equals("unknown");
    return !attestation
        && (isIndex()
            || mediaType.isEmpty()
            || mediaType.equals("application/vnd.oci.image.manifest.v1+json")
            || mediaType.equals("application/vnd.docker.distribution.manifest.v2+json"));
  }

  /** Whether this is what a user means by a name. */
  boolean isNamed(String name) {
    return digest.toString().equals(name)
        || name.equals(annotations.get(REFERENCE_NAME))
        || name.equals(annotations.get(CONTAINERD_NAME));
  }

  /** How a message names it. */
  String label() {
    String name = annotations.getOrDefault(REFERENCE_NAME, digest.toString());
    return platform.map(each -> name + " (" + each + ")").orElse(name);
  }
}
