package dev.sekisho.container.image;

import java.io.IOException;
import java.util.Optional;

/**
 * Images in an OCI layout.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md">OCI
 *     image-spec 1.1.1</a>
 */
final class LayoutImages {
  private static final String INDEX = "index.json";

  private LayoutImages() {}

  static boolean isLayout(Bundle bundle) throws IOException {
    return bundle.find(INDEX).isPresent();
  }

  /**
   * Opens one image; the bundle is closed with it, or by the caller if this throws.
   *
   * @param select reference name or digest; empty if there is one image
   */
  static OpenImage open(
      Bundle bundle, Optional<String> select, Optional<Platform> platform, Budget budget)
      throws IOException {
    String name = bundle.name() + select.map(each -> ":" + each).orElse("");
    byte[] index =
        bundle
            .document(INDEX)
            .orElseThrow(() -> Words.problem("image-not-a-layout", bundle.name()));
    Manifests manifests = new Manifests(new Blobs(bundle), name, platform, budget);
    Manifests.Found found = manifests.ofLayout(index, select);
    return new StoredImage(found.description(), found.blobs(), found.gaps(), budget, bundle::close);
  }

  /** Blobs in files that are named by their digests. */
  record Blobs(Bundle bundle) implements Manifests.Content {
    @Override
    public byte[] manifest(Descriptor descriptor) throws IOException {
      return document(descriptor);
    }

    @Override
    public byte[] configuration(Descriptor descriptor) throws IOException {
      return document(descriptor);
    }

    private byte[] document(Descriptor descriptor) throws IOException {
      return bundle
          .document(path(descriptor))
          .orElseThrow(() -> Words.problem("image-part-missing", bundle.name(), path(descriptor)));
    }

    @Override
    public Optional<LayerBlob> layer(Descriptor descriptor) throws IOException {
      return bundle.find(path(descriptor)).map(LayerBlob.InFile::new);
    }

    /** A digest has nothing in it that could lead elsewhere. */
    private static String path(Descriptor descriptor) {
      return "blobs/" + descriptor.digest().algorithm() + "/" + descriptor.digest().hex();
    }
  }
}
