package dev.sekisho.container.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sekisho.container.ImageReference;
import dev.sekisho.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the registry that Debian ships: TLS, a user, images as skopeo pushes them. */
class RegistryImagesTest {
  private static final byte[] LOWER = new Tar().file("etc/passwd", "root").end();
  private static final byte[] UPPER = new Tar().file("opt/new", "y".repeat(100_000)).end();

  private static final byte[] UPPER_ZSTD = new Tar().file("opt/zstd", "z".repeat(99_999)).end();

  @TempDir static Path directory;
  private static Optional<LocalRegistry> started = Optional.empty();

  @BeforeAll
  static void pushImages() throws IOException, InterruptedException {
    LocalRegistry registry = LocalRegistry.start(directory);
    started = Optional.of(registry);
    Path saved = DockerArchive.save(directory.resolve("image.tar"), LOWER, UPPER);
    registry.push("docker-archive:" + saved, "shop/web:1");
    // skopeo takes a layer that it knows in another compression as it lies.
    Path other = DockerArchive.save(directory.resolve("other.tar"), UPPER_ZSTD);
    registry.push(
        "docker-archive:" + other,
        "shop/web:zstd",
        "--dest-compress-format",
        "zstd",
        "--format",
        "oci");
    registry.push("docker-archive:" + saved, "shop/web:v2s2", "--format", "v2s2");
    registry.push("docker-archive:" + saved, "shop/tampered:1");
  }

  @AfterAll
  static void stop() {
    if (started.isPresent()) {
      started.get().close();
    }
  }

  private static String host() {
    return started.orElseThrow().host();
  }

  private static RegistryOptions options(Optional<Path> authority, Path configuration) {
    return new RegistryOptions(
        false, authority, Optional.empty(), configuration, Duration.ofSeconds(20));
  }

  private static Path login(String json) throws IOException {
    Path configuration = Files.createTempDirectory(directory, "docker");
    Files.writeString(configuration.resolve("config.json"), json);
    return configuration;
  }

  private static RegistryOptions loggedIn() throws IOException {
    String auth =
        Base64.getEncoder().encodeToString("shop:geheim".getBytes(StandardCharsets.UTF_8));
    return options(
        Optional.of(started.orElseThrow().authority()),
        login("{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(host(), auth)));
  }

  private static Images images(RegistryOptions registry) {
    return new Images(new OpenOptions(Optional.empty(), Limits.DEFAULT, directory, registry));
  }

  private static OpenImage open(RegistryOptions options, String name) throws IOException {
    ImageReference reference = ImageReference.parse(host() + "/" + name);
    return images(options).open(new ImageSource.Registry(reference));
  }

  @Test
  void imagesOfAllFormatsAreReadAndVerified() throws IOException {
    RegistryOptions options = loggedIn();
    for (String tag : List.of("1", "v2s2")) {
      try (OpenImage image = open(options, "shop/web:" + tag)) {
        List<Seen> seen =
            LayerReading.read(image, image.description().layers(), layer -> Seen.all(), 2);
        assertThat(seen.get(0).files).containsEntry("etc/passwd", "root");
        assertThat(seen.get(1).files).containsOnlyKeys("opt/new");
        assertThat(image.description().layers().get(0).mediaType()).contains("gzip");
        String pinned = "shop/web@" + image.description().manifest().orElseThrow();
        try (OpenImage again = open(options, pinned)) {
          assertThat(again.description().id()).isEqualTo(image.description().id());
        }
      }
    }
    try (OpenImage image = open(options, "shop/web:zstd")) {
      assertThat(image.description().layers().get(0).mediaType()).contains("zstd");
      Seen seen = Seen.all();
      image.read(0, seen);
      assertThat(seen.files).containsOnlyKeys("opt/zstd");
    }
    assertThat(images(options).tags(ImageReference.parse(host() + "/shop/web")))
        .containsExactlyInAnyOrder("1", "v2s2", "zstd");
  }

  @Test
  void aBlobThatWasChangedInTheRegistryIsAProblem() throws IOException {
    try (OpenImage image = open(loggedIn(), "shop/tampered:1")) {
      Digest blob = image.description().layers().get(1).blob().orElseThrow();
      Path stored = started.orElseThrow().blob(blob);
      byte[] bytes = Files.readAllBytes(stored);
      byte[] changed = bytes.clone();
      changed[changed.length - 1] ^= 1; // the length in gzip's trailer, which inflating ignores
      Files.write(stored, changed);
      try {
        assertThatThrownBy(() -> image.read(1, Seen.all()))
            .hasMessageContaining("layer-digest-mismatch")
            .hasMessageContaining(blob.toString());
      } finally {
        Files.write(stored, bytes); // shop/web has the same blob
      }
    }
  }

  @Test
  void whoIsNotKnownOrNotTrustedIsTold() throws IOException {
    Path authority = started.orElseThrow().authority();
    Path nobody = login("{}");
    assertThatThrownBy(() -> open(options(Optional.of(authority), nobody), "shop/web:1"))
        .hasMessageContaining("registry-denied")
        .hasMessageContaining("docker login");
    assertThatThrownBy(() -> open(options(Optional.empty(), nobody), "shop/web:1"))
        .hasMessageContaining("registry-tls");
    assertThatThrownBy(() -> open(loggedIn(), "shop/none:1"))
        .hasMessageContaining("registry-not-found");
    Path broken = login("{");
    assertThatThrownBy(() -> open(options(Optional.of(authority), broken), "shop/web:1"))
        .hasMessageContaining("docker-configuration");
  }

  @Test
  void aCredentialHelperIsAsked() throws IOException {
    Path helper = directory.resolve("docker-credential-test");
    Files.writeString(
        helper,
        "#!/bin/sh\nread url\necho \"{\\\"ServerURL\\\":\\\"$url\\\",\\\"Username\\\":\\\"shop\\\",\\\"Secret\\\":\\\"geheim\\\"}\"\n");
    Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
    DockerCredentials credentials =
        new DockerCredentials(
            login("{\"credHelpers\":{\"%s\":\"test\"}}".formatted(host())),
            Duration.ofSeconds(20),
            directory);
    assertThat(credentials.of(host()))
        .isEqualTo(
            new DockerCredentials.Known.Password(
                new RegistryOptions.Credentials("shop", "geheim")));
    assertThat(credentials.of("other.example")).isEqualTo(new DockerCredentials.Known.Anonymous());
    Files.writeString(helper, "#!/bin/sh\necho credentials not found in native keychain\nexit 1\n");
    assertThat(credentials.of(host())).isEqualTo(new DockerCredentials.Known.Anonymous());
    Files.writeString(helper, "#!/bin/sh\necho store is locked\nexit 1\n");
    assertThatThrownBy(() -> credentials.of(host())).hasMessageContaining("store is locked");
    DockerCredentials impatient =
        new DockerCredentials(
            login("{\"credsStore\":\"test\"}"), Duration.ofMillis(200), directory);
    Files.writeString(helper, "#!/bin/sh\nexec sleep 60\n");
    assertThatThrownBy(() -> impatient.of(host())).hasMessageContaining("credential-helper");
  }
}
