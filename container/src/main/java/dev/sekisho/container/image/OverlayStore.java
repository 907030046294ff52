package dev.sekisho.container.image;

import dev.sekisho.container.EngineInfo;
import dev.sekisho.model.Digest;
import dev.sekisho.model.Image;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files in which a Docker Engine with the storage driver overlay2 keeps images: configurations
 * by their digest; for each layer a directory with its files, and a record (tar-split) of what else
 * its archive had, so that the archive can be made again to the byte. DiffIDs are compared as those
 * of any source.
 */
final class OverlayStore {
  private static final Pattern CACHE_ID = Pattern.compile("[0-9a-f]{64}");

  private OverlayStore() {}

  /**
   * Opens an image from the files.
   *
   * @return empty if they cannot be read or are otherwise than known; then the engine is asked
   */
  static Optional<OpenImage> open(
      EngineInfo engine, Image image, String reference, Optional<Platform> platform, Budget budget)
      throws IOException {
    if (!engine.storageDriver().equals("overlay2")) {
      return Optional.empty();
    }
    Path store = engine.rootDirectory().resolve("image/overlay2");
    Path file = store.resolve("imagedb/content/sha256").resolve(image.id().hex());
    if (!Files.isReadable(file) || Files.size(file) > Descriptor.MAXIMUM_DOCUMENT_BYTES) {
      return Optional.empty();
    }
    byte[] config = Files.readAllBytes(file);
    Digest found = Hash.sha256(config);
    if (!found.equals(image.id())) {
      throw Words.problem("image-digest-mismatch", image.name(), image.id(), found);
    }
    ConfigurationDocument document = ConfigurationDocument.parse(config, image.name());
    Platform stated = new Platform(document.operatingSystem(), document.architecture(), "");
    if (platform.isPresent() && !platform.get().takesSomeOf(stated)) {
      throw Words.problem("image-platform", image.name(), platform.get(), stated);
    }
    Optional<List<Path>> records = records(store, document.diffIds());
    if (records.isEmpty() || records.get().size() > budget.limits().layers()) {
      return Optional.empty();
    }
    return Optional.of(
        image(engine.rootDirectory(), image, reference, document, records.get(), budget));
  }

  private static OpenImage image(
      Path root,
      Image image,
      String reference,
      ConfigurationDocument document,
      List<Path> records,
      Budget budget)
      throws IOException {
    List<Digest> diffIds = document.diffIds();
    List<String> createdBy = document.createdBy(diffIds.size());
    List<ImageLayer> layers = new ArrayList<>();
    List<LayerBlob> blobs = new ArrayList<>();
    for (int i = 0; i < diffIds.size(); i++) {
      Path record = records.get(i).resolve("tar-split.json.gz");
      Path files = root.resolve("overlay2").resolve(cacheId(records.get(i))).resolve("diff");
      layers.add(
          new ImageLayer(
              i,
              diffIds.get(i),
              Optional.empty(),
              "",
              size(records.get(i)),
              createdBy.get(i),
              true));
      blobs.add(new LayerBlob.Streamed(() -> opened(record, files)));
    }
    ImageDescription description =
        new ImageDescription(
            reference,
            image.id(),
            manifest(image),
            List.of(),
            document.architecture(),
            document.operatingSystem(),
            document.configuration(),
            layers);
    return new StoredImage(description, blobs, List.of(), budget, () -> {});
  }

  private static InputStream opened(Path record, Path files) throws IOException {
    InputStream in = Files.newInputStream(record);
    try {
      InputStream decoder = new GzipDecoder(new CompressedBytes(in, Optional.empty(), 1000));
      return new TarSplit(
          new FilterInputStream(decoder) {
            @Override
            public void close() throws IOException {
              super.close();
              in.close();
            }
          },
          files);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static Optional<Digest> manifest(Image image) {
    return image.repositoryDigests().stream()
        .map(each -> each.substring(each.indexOf('@') + 1))
        .filter(each -> each.startsWith("sha256:"))
        .findFirst()
        .map(Digest::parse);
  }

  /** The directories of the layers' records; empty if one is not as known. */
  private static Optional<List<Path>> records(Path store, List<Digest> diffIds) throws IOException {
    List<Path> records = new ArrayList<>();
    String chain = "";
    for (Digest diffId : diffIds) {
      chain = chain.isEmpty() ? diffId.toString() : chained(chain, diffId);
      Path record = store.resolve("layerdb/sha256").resolve(chain.substring("sha256:".length()));
      if (!Files.isReadable(record.resolve("tar-split.json.gz")) || cacheId(record).isEmpty()) {
        return Optional.empty();
      }
      records.add(record);
    }
    return Optional.of(records);
  }

  /**
   * Names a layer on top of others.
   *
   * @see <a
   *     href="https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#layer-chainid">
   *     ChainID</a>
   */
  private static String chained(String below, Digest diffId) {
    return Hash.sha256((below + " " + diffId).getBytes(StandardCharsets.US_ASCII)).toString();
  }

  private static String cacheId(Path record) throws IOException {
    String id = word(record.resolve("cache-id"));
    return CACHE_ID.matcher(id).matches() ? id : "";
  }

  private static long size(Path record) throws IOException {
    String size = word(record.resolve("size"));
    return size.matches("[0-9]{1,18}") ? Long.parseLong(size) : 0;
  }

  private static String word(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > 200) {
      return "";
    }
    return Files.readString(file, StandardCharsets.US_ASCII).strip();
  }
}
