package dev.sekisho.container.image;

import dev.sekisho.container.ImageReference;
import dev.sekisho.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Images in a registry.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md">OCI
 *     distribution-spec 1.1.1</a>
 */
final class RegistryImages implements Manifests.Content {
  private static final String MANIFEST_TYPES =
      "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json,"
          + " application/vnd.docker.distribution.manifest.list.v2+json,"
          + " application/vnd.docker.distribution.manifest.v2+json";

  private static final Pattern NEXT = Pattern.compile("<([^>]{1,2000})>\\s*;\\s*rel=\"?next\"?");
  private static final int MAXIMUM_TAGS = 100_000;

  private final RegistryClient client;
  private final ImageReference reference;
  private Optional<byte[]> top = Optional.empty();

  RegistryImages(RegistryClient client, ImageReference reference) {
    this.client = client;
    this.reference = reference;
  }

  /** Opens an image; layers are fetched when they are read. */
  static OpenImage open(
      ImageReference reference, OpenOptions options, Budget budget, RegistryClient.Pause pause)
      throws IOException {
    RegistryClient client = connect(reference.registry(), options.registry(), budget, pause);
    try {
      RegistryImages images = new RegistryImages(client, reference);
      String name = reference.toString();
      Manifests manifests = new Manifests(images, name, options.platform(), budget);
      Manifests.Found found = manifests.ofDescriptor(images.top());
      return new StoredImage(
          found.description(), found.blobs(), found.gaps(), budget, client::close);
    } catch (IOException | RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /** The tags of a repository, as the registry orders them. */
  static List<String> tags(
      ImageReference reference, RegistryOptions options, Budget budget, RegistryClient.Pause pause)
      throws IOException {
    try (RegistryClient client = connect(reference.registry(), options, budget, pause)) {
      return new RegistryImages(client, reference).tags();
    }
  }

  private static RegistryClient connect(
      String registry, RegistryOptions options, Budget budget, RegistryClient.Pause pause)
      throws IOException {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(options.patience())
            .sslContext(Trust.of(options))
            .build();
    try {
      RegistryHost host = RegistryHost.find(registry, http, options.insecure(), options.patience());
      DockerCredentials.Known known =
          options.credentials().isPresent()
              ? new DockerCredentials.Known.Password(options.credentials().get())
              : new DockerCredentials(options.dockerConfiguration(), options.patience())
                  .of(registry);
      return new RegistryClient(http, host, new RegistryLogin(host, known), options, budget, pause);
    } catch (IOException | RuntimeException e) {
      http.shutdownNow();
      throw e;
    }
  }

  /**
   * What the reference names, its digest taken from the bytes and not from what is said of them.
   */
  private Descriptor top() throws IOException {
    if (!reference.digest().isEmpty()) {
      return descriptor(Digest.parse(reference.digest()), "");
    }
    RegistryClient.Answer answer = ask("manifests/" + reference.tag(), MANIFEST_TYPES);
    byte[] bytes = document(answer, reference.tag());
    Digest digest = Hash.sha256(bytes);
    top = Optional.of(bytes);
    Optional<String> stated = answer.header("Docker-Content-Digest");
    if (stated.isPresent()
        && stated.get().startsWith("sha256:")
        && !stated.get().equals(digest.toString())) {
      throw Words.problem("image-digest-mismatch", reference, stated.get(), digest);
    }
    return descriptor(digest, answer.header("Content-Type").orElse(""));
  }

  private static Descriptor descriptor(Digest digest, String mediaType) {
    return new Descriptor(mediaType, digest, 0, Optional.empty(), Map.of(), List.of());
  }

  private RegistryClient.Answer ask(String path, String accept) throws IOException {
    return client.get(address(path), Map.of("Accept", accept), scope());
  }

  private String address(String path) {
    return "/v2/" + reference.repository() + "/" + path;
  }

  private String scope() {
    return "repository:" + reference.repository() + ":pull";
  }

  private byte[] document(RegistryClient.Answer answer, String path) throws IOException {
    int maximum = Descriptor.MAXIMUM_DOCUMENT_BYTES;
    try (InputStream body = answer.body()) {
      byte[] bytes = body.readNBytes(maximum + 1);
      if (bytes.length > maximum) {
        throw Words.problem("image-document-too-large", path, reference, maximum);
      }
      return bytes;
    }
  }

  @Override
  public byte[] manifest(Descriptor descriptor) throws IOException {
    if (top.isPresent()) {
      byte[] bytes = top.get(); // What the tag named, whose digest the descriptor has.
      top = Optional.empty();
      return bytes;
    }
    String path = "manifests/" + descriptor.digest();
    return document(ask(path, MANIFEST_TYPES), path);
  }

  @Override
  public byte[] configuration(Descriptor descriptor) throws IOException {
    String path = "blobs/" + descriptor.digest();
    return document(ask(path, "*/*"), path);
  }

  @Override
  public Optional<LayerBlob> layer(Descriptor descriptor) {
    boolean foreign =
        descriptor.mediaType().contains(".foreign.")
            || descriptor.mediaType().contains(".nondistributable.");
    if (foreign && !descriptor.urls().isEmpty()) {
      return Optional.empty();
    }
    String path = address("blobs/" + descriptor.digest());
    return Optional.of(
        new LayerBlob.Streamed(
            () -> new RegistryBlob(client, path, scope(), descriptor.sizeBytes())));
  }

  private List<String> tags() throws IOException {
    List<String> tags = new ArrayList<>();
    String address = address("tags/list");
    while (true) {
      RegistryClient.Answer answer =
          client.get(address, Map.of("Accept", "application/json"), scope());
      byte[] bytes = document(answer, "tags/list");
      int before = tags.size();
      tags.addAll(ConfigurationDocument.document(bytes, "tags/list").member("tags").texts());
      Matcher next = NEXT.matcher(answer.header("Link").orElse(""));
      if (!next.find() || tags.size() == before || tags.size() > MAXIMUM_TAGS) {
        return tags;
      }
      address = next.group(1);
    }
  }
}
