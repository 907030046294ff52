package dev.sekisho.container;

import java.util.regex.Pattern;

/**
 * The name of an image, with the defaults of Docker filled in: {@code alpine} is {@code
 * docker.io/library/alpine:latest}.
 *
 * @param registry host and port; {@code docker.io} where the text names none
 * @param repository path below the registry
 * @param tag empty if the text has a digest and no tag, else {@code latest} where it has none
 * @param digest {@code algorithm:hex}, empty if the text has none
 * @see <a href="https://github.com/distribution/reference/blob/v0.6.0/reference.go">grammar</a>
 */
public record ImageReference(String registry, String repository, String tag, String digest) {
  private static final String DEFAULT_REGISTRY = "docker.io";

  /** A repository of 255, a registry's name of 253, a tag of 128 and a digest of 135. */
  private static final int MAXIMUM_LENGTH = 800;

  private static final Pattern REGISTRY =
      Pattern.compile(
          "(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
              + "|\\[[0-9A-Fa-f:]+])(?::[0-9]{1,5})?");
  private static final Pattern REPOSITORY =
      Pattern.compile(
          "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}");

  /**
   * Reads a reference as users write it.
   *
   * @throws IllegalArgumentException if it has another form; the message names the part
   */
  public static ImageReference parse(String text) {
    if (text.length() > MAXIMUM_LENGTH) {
      throw new IllegalArgumentException(
          "image reference of " + text.length() + " characters: expected up to " + MAXIMUM_LENGTH);
    }
    String rest = text;
    String digest = "";
    int at = rest.indexOf('@');
    if (at >= 0) {
      digest = rest.substring(at + 1);
      rest = rest.substring(0, at);
      require(DIGEST, digest, text, "digest", "sha256: and 64 lower-case hexadecimal digits");
    }
    String tag = "";
    int colon = rest.lastIndexOf(':');
    if (colon > rest.lastIndexOf('/')) {
      tag = rest.substring(colon + 1);
      rest = rest.substring(0, colon);
      require(TAG, tag, text, "tag", "up to 128 of A-Z a-z 0-9 _ . -");
    } else if (digest.isEmpty()) {
      tag = "latest";
    }
    String registry = DEFAULT_REGISTRY;
    int slash = rest.indexOf('/');
    if (slash >= 0 && isRegistry(rest.substring(0, slash))) {
      registry = rest.substring(0, slash);
      rest = rest.substring(slash + 1);
      require(REGISTRY, registry, text, "registry", "host or host:port");
    }
    if (registry.equals("index.docker.io")) {
      registry = DEFAULT_REGISTRY;
    }
    require(REPOSITORY, rest, text, "repository", "lower-case letters, digits and . _ - /");
    if (registry.equals(DEFAULT_REGISTRY) && rest.indexOf('/') < 0) {
      rest = "library/" + rest;
    }
    return new ImageReference(registry, rest, tag, digest);
  }

  /** Whether the part before the first slash names a registry: Docker's own rule. */
  private static boolean isRegistry(String part) {
    return part.indexOf('.') >= 0
        || part.indexOf(':') >= 0
        || part.equals("localhost")
        || part.chars().anyMatch(Character::isUpperCase);
  }

  private static void require(
      Pattern form, String part, String text, String name, String expected) {
    if (!form.matcher(part).matches()) {
      throw new IllegalArgumentException(
          "image reference '"
              + Inert.text(text, 300)
              + "': "
              + name
              + " '"
              + Inert.text(part, 300)
              + "': expected "
              + expected);
    }
  }

  /** The name as Docker shows it, without tag: {@code alpine}, {@code localhost:5000/x}. */
  public String familiarName() {
    if (!registry.equals(DEFAULT_REGISTRY)) {
      return registry + "/" + repository;
    }
    return repository.startsWith("library/")
        ? repository.substring("library/".length())
        : repository;
  }

  @Override
  public String toString() {
    return registry
        + "/"
        + repository
        + (tag.isEmpty() ? "" : ":" + tag)
        + (digest.isEmpty() ? "" : "@" + digest);
  }
}
