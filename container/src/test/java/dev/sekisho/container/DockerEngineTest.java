package dev.sekisho.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sekisho.model.Container;
import dev.sekisho.model.Digest;
import dev.sekisho.model.Host;
import dev.sekisho.model.Image;
import dev.sekisho.model.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerEngineTest {
  private static final String ID =
      "8fc30dc3e308b6cb45dcba9f71af99fa26010e35625b7e5fa044729fb9ab6365";
  private static final String LAYERS = "/var/lib/docker/overlay2/";
  private static final String UPPER =
      LAYERS + "70460b6598ebcf91356649437db4ef2ebc467e3cc90f14a3f1645e1f546b4b51";

  @TempDir Path directory;

  static String fixture(String name) {
    try (InputStream in = DockerEngineTest.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("no fixture " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String answer(String path, UnaryOperator<String> container) {
    return switch (path) {
      case "/info" -> fixture("info.json");
      case "/containers/" + ID + "/json" -> container.apply(fixture("container.json"));
      case "/images/sha256%3A331cd3da8854e768663bf094cf0627736c3e296dfdbb3837dfdd0bb472f44095/json" ->
          fixture("image.json");
      default -> "";
    };
  }

  private interface Use<T> {
    T of(DockerEngine engine) throws IOException;
  }

  private <T> T with(FakeEngine.Script script, Use<T> use) throws IOException {
    Path socket = directory.resolve("engine.sock");
    try (FakeEngine fake = FakeEngine.at(socket, script);
        DockerEngine engine = DockerEngine.at(socket, Duration.ofSeconds(5))) {
      T result = use.of(engine);
      assertThat(fake.requests()).isNotEmpty();
      return result;
    }
  }

  private ContainerFacts facts(UnaryOperator<String> container) throws IOException {
    return with(
        FakeEngine.documents(path -> answer(path, container)),
        engine -> engine.inspect(ID, engine.info()).orElseThrow());
  }

  @Test
  void aContainerOfARealEngineIsReadWhole() throws IOException {
    ContainerFacts facts = facts(json -> json);

    assertThat(facts.container())
        .isEqualTo(
            new Container(
                ID,
                "shop-web",
                "docker",
                Map.of(
                    "MARATHON_APP_ID", "/shop/web",
                    "io.kubernetes.pod.name", "web-1",
                    "io.kubernetes.pod.namespace", "prod"),
                Set.of("SECRET", "EMPTY"),
                "1000",
                "runc"));
    assertThat(facts.image())
        .contains(
            new Image(
                "registry.example:5000/shop/web:1.4",
                Digest.parse(
                    "sha256:331cd3da8854e768663bf094cf0627736c3e296dfdbb3837dfdd0bb472f44095"),
                List.of("registry.example:5000/shop/web@sha256:" + "ab".repeat(32)),
                "registry.example:5000",
                "shop/web",
                "1.4",
                "amd64",
                "linux",
                Map.of("maintainer", "shop"),
                Set.of("PATH", "TOKEN")));
    assertThat(facts.marathon()).contains(new Workload.Marathon("/shop/web", ""));
    assertThat(facts.kubernetes()).contains(new Workload.Kubernetes("prod", "web-1", "", Map.of()));
    assertThat(facts.pid()).isEqualTo(OptionalInt.of(26095));
    assertThat(facts.createdAt()).isEqualTo(Instant.parse("2026-11-25T02:24:30.60172349Z"));
    assertThat(facts.startedAt()).contains(Instant.parse("2026-11-25T02:24:30.871008249Z"));
    assertThat(facts.root())
        .isEqualTo(
            new RootFileSystem.Overlay(
                Path.of(UPPER + "/merged"),
                Path.of(UPPER + "/diff"),
                List.of(
                    Path.of(UPPER + "-init/diff"),
                    Path.of(
                        LAYERS
                            + "67d6705fcf820b29cddb410757a4e4df73a16141ade1d8fc527e1ebaf446e141/diff"))));
    assertThat(facts.mounts())
        .containsExactlyInAnyOrder(
            new MountPoint(MountPoint.Type.BIND, "/srv", "/data", false),
            new MountPoint(
                MountPoint.Type.VOLUME, "/var/lib/docker/volumes/shop-data/_data", "/vol", true),
            new MountPoint(MountPoint.Type.TMPFS, "", "/run", true));
    assertThat(facts.isolation())
        .isEqualTo(
            new Isolation(
                false,
                Set.of("NET_ADMIN"),
                Set.of("CHOWN"),
                List.of("no-new-privileges", "label=disable"),
                "none",
                "host",
                "private",
                "",
                "",
                "host",
                "",
                List.of("/dev/null"),
                false,
                true,
                OptionalLong.of(77)));
    assertThat(facts.start())
        .isEqualTo(
            new StartParameters(
                List.of(),
                false,
                Optional.of(
                    List.of(
                        "command",
                        "environment.EMPTY",
                        "environment.SECRET",
                        "user",
                        "volumes./data",
                        "volumes./run",
                        "volumes./vol"))));
  }

  @Test
  void noValueOfAVariableLeavesTheReader() throws IOException {
    assertThat(facts(json -> json).toString()).doesNotContain("hunter2").doesNotContain("secret");
  }

  @Test
  void aStoppedContainerHasNoPidAndOneThatNeverRanNoStart() throws IOException {
    ContainerFacts stopped = facts(json -> json.replace("\"Running\": true", "\"Running\": false"));
    assertThat(stopped.running()).isFalse();
    assertThat(stopped.startedAt()).isPresent();
    ContainerFacts created =
        facts(
            json ->
                json.replace("\"Running\": true", "\"Running\": false")
                    .replaceFirst(
                        "\"StartedAt\": \"[^\"]*\"", "\"StartedAt\": \"0001-01-01T00:00:00Z\""));
    assertThat(created.startedAt()).isEmpty();
  }

  @Test
  void anImageThatCannotBeReadIsUnknownAndTheContainerIsStillThere() throws IOException {
    for (String name : List.of("UPPER/Case", "a b", "../../etc", "")) {
      ContainerFacts facts =
          facts(json -> json.replace("registry.example:5000/shop/web:1.4", name));
      Workload workload = facts.workload(new Host("h", "h", "h", "", Map.of(), List.of(), ""));
      if (name.isEmpty()) {
        assertThat(facts.image()).as("no reference: the image's own name").isPresent();
      } else {
        assertThat(facts.image()).as(name).isEqualTo(Optional.empty());
        assertThat(workload.unknown()).contains("image");
      }
      assertThat(facts.pid()).isPresent();
    }
  }

  @Test
  void anImageCalledByItsIdGetsItsName() throws IOException {
    for (String id : List.of("331cd3da8854", "sha256:331cd3da", "331c")) {
      assertThat(
              facts(json -> json.replace("registry.example:5000/shop/web:1.4", id))
                  .image()
                  .orElseThrow()
                  .repository())
          .as(id)
          .isEqualTo("shop/web");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "btrfs | root-file-system.driver-not-tried",
        "fuse-overlayfs | root-file-system.driver-not-tried",
        "overlayfs | root-file-system.containerd-snapshotter",
        "mine | root-file-system.driver-not-known",
        "vfs | root-file-system.layers-not-readable",
      })
  void storageThatWeCannotCompareIsSaidSo(String driver, String why) throws IOException {
    RootFileSystem root =
        facts(json -> json.replace("\"Name\": \"overlay2\"", "\"Name\": \"" + driver + "\""))
            .root();
    assertThat(root.comparison()).isEqualTo(RootFileSystem.Comparison.NONE);
    assertThat(root.limitation().orElseThrow().key()).isEqualTo(why);
  }

  @Test
  void vfsNamesTheContainersCopyAndTheImages() throws IOException {
    Path layers = directory.resolve("docker/image/vfs/layerdb");
    Path mount = Files.createDirectories(layers.resolve("mounts/" + ID));
    Path chain = Files.createDirectories(layers.resolve("sha256/" + "cd".repeat(32)));
    Files.writeString(mount.resolve("mount-id"), "ab".repeat(32));
    Files.writeString(mount.resolve("parent"), "sha256:" + "cd".repeat(32));
    Files.writeString(chain.resolve("cache-id"), "ef".repeat(32) + "\n");
    assertThat(vfsRoot())
        .isEqualTo(
            new RootFileSystem.Copy(
                "vfs",
                directory.resolve("docker/vfs/dir/" + "ab".repeat(32)),
                directory.resolve("docker/vfs/dir/" + "ef".repeat(32))));
    Files.writeString(chain.resolve("cache-id"), "../../../../etc");
    assertThat(vfsRoot()).isInstanceOf(RootFileSystem.Opaque.class);
  }

  private RootFileSystem vfsRoot() throws IOException {
    return with(
        FakeEngine.documents(
            path ->
                path.equals("/info")
                    ? fixture("info.json")
                        .replace("/var/lib/docker", directory.resolve("docker").toString())
                    : answer(path, j -> j.replace("\"Name\": \"overlay2\"", "\"Name\": \"vfs\""))),
        engine -> engine.inspect(ID, engine.info()).orElseThrow().root());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "\"Pid\": 26095 | \"Pid\": -1",
        "\"Id\": \"8fc30d | \"Id\": \"../../x",
        "\"StartedAt\": \"2026 | \"StartedAt\": \"yesterday 2026",
        "\"Created\": \"2026 | \"Created\": \"99999",
        "\"UpperDir\": \"/ | \"UpperDir\": \"/../",
        "\"LowerDir\": \"/ | \"LowerDir\": \"",
        "\"State\": { | \"State\": 5, \"x\": {",
      })
  void aDocumentThatLacksWhatWeNeedIsNonsense(String from, String to) {
    EngineException e =
        catchThrowableOfType(
            EngineException.class,
            () ->
                facts(
                    json -> {
                      assertThat(json).contains(from.strip());
                      return json.replace(from.strip(), to.strip());
                    }));
    assertThat(e.failure()).isInstanceOf(EngineFailure.Nonsense.class);
  }

  @Test
  void whatTheEngineDoesNotKnowIsAbsentNotAnError() throws IOException {
    Optional<ContainerFacts> nothing =
        with(
            FakeEngine.documents(path -> answer(path, json -> json)),
            engine -> engine.inspect("00", engine.info()));
    assertThat(nothing).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "1.41, 1.12, /v1.41/info",
    "1.47, 1.24, /v1.47/info",
    "1.99, 1.44, /v1.51/info",
  })
  void theNewestCommonVersionIsSpoken(String newest, String oldest, String target)
      throws IOException {
    Path socket = directory.resolve("engine.sock");
    FakeEngine.Script script =
        (request, peer) -> {
          peer.json(
              200,
              request.contains("/version")
                  ? "{\"ApiVersion\":\"" + newest + "\",\"MinAPIVersion\":\"" + oldest + "\"}"
                  : fixture("info.json"));
          return true;
        };
    try (FakeEngine fake = FakeEngine.at(socket, script);
        DockerEngine engine = DockerEngine.at(socket)) {
      engine.info();
      assertThat(fake.requests()).last().isEqualTo("GET " + target + " HTTP/1.1");
    }
  }

  @ParameterizedTest
  @CsvSource({"1.30, 1.12", "2.0, 1.90"})
  void anEngineTooOldOrTooNewIsNamed(String newest, String oldest) {
    String version = "{\"ApiVersion\":\"" + newest + "\",\"MinAPIVersion\":\"" + oldest + "\"}";
    EngineException e =
        catchThrowableOfType(
            EngineException.class,
            () ->
                with(
                    (request, peer) -> {
                      peer.json(200, version);
                      return true;
                    },
                    DockerEngine::info));
    assertThat(e.failure()).isEqualTo(new EngineFailure.Version(oldest, newest));
  }

  @Test
  void anErrorInsideAGoodAnswerToAnUploadIsAnError() {
    EngineException e =
        catchThrowableOfType(
            EngineException.class,
            () ->
                EngineDocuments.progress(
                    "{\"status\":\"x\"}\r\n{\"error\":\"bad tar\"}"
                        .getBytes(StandardCharsets.UTF_8),
                    "POST /images/load"));
    assertThat(e.failure())
        .isEqualTo(new EngineFailure.Refused("POST /images/load", 200, "bad tar"));
  }

  @Test
  void onlyUnixAddressesAreTaken() {
    assertThat(DockerEngine.socketOf("unix:///run/x.sock")).isEqualTo(Path.of("/run/x.sock"));
    assertThatThrownBy(() -> DockerEngine.socketOf("tcp://127.0.0.1:2375"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected unix:///");
  }
}
