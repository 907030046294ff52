package dev.sekisho.container.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** Makes small images, as {@code docker save} and as an OCI layout. */
final class DockerArchive {
  private DockerArchive() {}

  /** An archive in the format of Docker 1.10 to 24. */
  static Path save(Path file, byte[]... layers) throws IOException {
    return saveAs(file, config(layers), layers);
  }

  static Path saveAs(Path file, byte[] config, byte[]... layers) throws IOException {
    return saveAs(file, "shop:1", config, layers);
  }

  static Path saveAs(Path file, String tag, byte[] config, byte[]... layers) throws IOException {
    Tar tar = new Tar();
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < layers.length; i++) {
      tar.directory(i + "/").file(i + "/VERSION", "1.0").file(i + "/layer.tar", layers[i]);
      names.append(i == 0 ? "" : ",").append('"').append(i).append("/layer.tar\"");
    }
    String id = Hash.sha256(config).hex();
    tar.file(id + ".json", config);
    tar.file(
        "manifest.json",
        "[{\"Config\":\"%s.json\",\"RepoTags\":[\"%s\"],\"Layers\":[%s]}]"
            .formatted(id, tag, names));
    return Files.write(file, tar.end());
  }

  /** A configuration whose DiffIDs are those of the layers. */
  static byte[] config(byte[]... layers) {
    String diffIds =
        Arrays.stream(layers)
            .map(layer -> "\"" + Hash.sha256(layer) + "\"")
            .collect(Collectors.joining(","));
    String history =
        Arrays.stream(layers)
            .map(any -> "{\"created_by\":\"/bin/sh -c make\"}")
            .collect(Collectors.joining(","));
    String config =
        """
        {"architecture":"amd64","os":"linux","created":"2026-01-02T03:04:05Z",
        "config":{"User":"app","Env":["PATH=/bin","TOKEN=a=b"],"Cmd":["sh"],"Labels":{"a":"1"}},
        "rootfs":{"type":"layers","diff_ids":[%s]},"history":[%s]}"""
            .formatted(diffIds, history);
    return config.getBytes(StandardCharsets.UTF_8);
  }

  /** Writes an OCI layout whose blobs are given beside the uncompressed layers. */
  static Path layout(Path directory, List<byte[]> layers, List<byte[]> blobs) throws IOException {
    Files.createDirectories(directory.resolve("blobs/sha256"));
    byte[] config = config(layers.toArray(byte[][]::new));
    String list =
        blobs.stream()
            .map(
                blob ->
                    "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",%s}"
                        .formatted(pointer(directory, blob)))
            .collect(Collectors.joining(","));
    String manifest =
        "{\"schemaVersion\":2,\"config\":{%s},\"layers\":[%s]}"
            .formatted(pointer(directory, config), list);
    String index =
        "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",%s}]}"
            .formatted(pointer(directory, manifest.getBytes(StandardCharsets.UTF_8)));
    Files.writeString(directory.resolve("index.json"), index);
    Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    return directory;
  }

  /** Stores a blob; digest and size as members of a descriptor. */
  static String pointer(Path layout, byte[] blob) {
    try {
      Files.write(layout.resolve("blobs/sha256").resolve(Hash.sha256(blob).hex()), blob);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "\"digest\":\"%s\",\"size\":%d".formatted(Hash.sha256(blob), blob.length);
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
