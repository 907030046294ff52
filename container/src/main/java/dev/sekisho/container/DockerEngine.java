package dev.sekisho.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sekisho.model.Digest;
import dev.sekisho.model.Image;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A Docker engine, asked over its Unix socket. Safe for many threads. Connects when first asked, so
 * that an object can be made while the engine is down; after a restart of the engine the next call
 * connects anew.
 *
 * <p>Every method throws {@link EngineException} with what went wrong as an {@link EngineFailure};
 * what may rightly be absent is an empty Optional.
 *
 * @see <a href="https://docs.docker.com/reference/api/engine/version/v1.41/">Docker Engine API</a>
 */
public final class DockerEngine implements AutoCloseable {
  /** Where Docker listens unless told otherwise. */
  public static final Path DEFAULT_SOCKET = Path.of("/var/run/docker.sock");

  /** How long one exchange may take; what moves images or waits for commands takes its own. */
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int OUTPUT_BYTES = 4 * 1024 * 1024;

  private final EngineClient client;
  private volatile Optional<Spoken> spoken = Optional.empty();

  /** What was agreed with the engine that answers now. */
  private record Spoken(ApiVersion api, String version) {}

  private DockerEngine(EngineClient client) {
    this.client = client;
  }

  /** The engine behind a socket; nothing is connected yet. */
  public static DockerEngine at(Path socket) {
    return at(socket, PATIENCE);
  }

  /**
   * The engine behind a socket; nothing is connected yet.
   *
   * @param patience how long one exchange may take as a whole
   */
  public static DockerEngine at(Path socket, Duration patience) {
    return new DockerEngine(new EngineClient(socket, patience));
  }

  /**
   * Reads {@code unix:///path}, as in {@code DOCKER_HOST}.
   *
   * @throws IllegalArgumentException if it is another kind of address
   */
  public static Path socketOf(String address) {
    if (!address.startsWith("unix:///")) {
      throw new IllegalArgumentException(
          "engine address '" + address + "': expected unix:///path/of/socket");
    }
    return Path.of(address.substring("unix://".length()));
  }

  /** The socket it is asked over. */
  public Path socket() {
    return client.socket();
  }

  /** Forgets what was agreed, as after a restart with another version. */
  void renegotiate() {
    spoken = Optional.empty();
  }

  /** Agrees on a version of the API, and asks the engine what it is. */
  public EngineInfo info() throws EngineException {
    renegotiate();
    String target = path("/info");
    Spoken now = spoken.orElseThrow();
    return EngineDocuments.info(
        client.json(HttpRequest.get(target, Map.of())), now.version(), now.api());
  }

  /** All containers, stopped ones too if asked for. */
  public List<ContainerSummary> containers(boolean stoppedToo) throws EngineException {
    return EngineDocuments.list(get("/containers/json", Map.of("all", stoppedToo ? "1" : "0")));
  }

  /**
   * A container and its image.
   *
   * @param engine the engine's info, for where it keeps the files
   * @return empty if there is no such container
   */
  public Optional<ContainerFacts> inspect(String id, EngineInfo engine) throws EngineException {
    Optional<JsonNode> document = find("/containers/" + HttpRequest.segment(id) + "/json");
    if (document.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(facts(document.get(), engine));
  }

  /**
   * A container as the engine's own files have it, while an inspection would wait: the engine holds
   * the container's lock until its first process runs. Needs root, and an engine on this host.
   *
   * @return empty if the files cannot be read or are otherwise than known; then inspect
   */
  public Optional<ContainerFacts> glance(String id, EngineInfo engine) throws EngineException {
    Optional<JsonNode> document = StoredContainer.read(id, engine);
    return document.isEmpty() ? Optional.empty() : Optional.of(facts(document.get(), engine));
  }

  private ContainerFacts facts(JsonNode document, EngineInfo engine) throws EngineException {
    String imageId = document.path("Image").asText("");
    Optional<JsonNode> image = imageId.isEmpty() ? Optional.empty() : imageDocument(imageId);
    return EngineDocuments.facts(document, image, engine);
  }

  /**
   * An image by id or reference.
   *
   * @return empty if the engine does not have it
   */
  public Optional<Image> image(String reference) throws EngineException {
    Optional<JsonNode> document = imageDocument(reference);
    return document.isEmpty()
        ? Optional.empty()
        : Optional.of(EngineDocuments.image(document.get(), reference));
  }

  private Optional<JsonNode> imageDocument(String reference) throws EngineException {
    return find("/images/" + HttpRequest.segment(reference) + "/json");
  }

  /**
   * What happens from an instant on: past events first, then live ones.
   *
   * @param since by the engine's clock
   */
  public EventStream events(Instant since) throws EngineException {
    HttpRequest request =
        HttpRequest.get(
            path("/events"),
            Map.of(
                "since",
                since.getEpochSecond() + "." + String.format("%09d", since.getNano()),
                "filters",
                "{\"type\":{\"container\":true,\"network\":true}}"));
    return EventStream.of(client.send(request, client.patience()), request, client);
  }

  /**
   * Creates a container; it does not run yet.
   *
   * @return its id
   */
  public String create(ContainerRequest request) throws EngineException {
    Map<String, String> query =
        request.name().isEmpty() ? Map.of() : Map.of("name", request.name());
    JsonNode answer = postJson("/containers/create", query, request.document());
    return EngineDocuments.id(answer, "Id", "POST /containers/create");
  }

  /** Starts it; nothing happens if it runs. */
  public void start(String id) throws EngineException {
    post(container(id, "start"), Map.of(), client.patience().plusSeconds(60));
  }

  /**
   * Stops it: SIGTERM, then SIGKILL.
   *
   * @param grace whole seconds between the two
   */
  public void stop(String id, Duration grace) throws EngineException {
    post(
        container(id, "stop"),
        Map.of("t", String.valueOf(grace.toSeconds())),
        client.patience().plus(grace));
  }

  /**
   * Stops and starts it.
   *
   * @param grace whole seconds between SIGTERM and SIGKILL
   */
  public void restart(String id, Duration grace) throws EngineException {
    post(
        container(id, "restart"),
        Map.of("t", String.valueOf(grace.toSeconds())),
        client.patience().plus(grace).plusSeconds(60));
  }

  /**
   * Sends a signal to its first process.
   *
   * @param signal such as {@code KILL}
   */
  public void kill(String id, String signal) throws EngineException {
    post(container(id, "kill"), Map.of("signal", signal), client.patience());
  }

  /** Freezes its processes. */
  public void pause(String id) throws EngineException {
    post(container(id, "pause"), Map.of(), client.patience());
  }

  /** Lets frozen processes go on. */
  public void unpause(String id) throws EngineException {
    post(container(id, "unpause"), Map.of(), client.patience());
  }

  /** Takes it out of all its networks. The host's own network cannot be taken away. */
  public void disconnect(String id) throws EngineException {
    JsonNode networks =
        get("/containers/" + HttpRequest.segment(id) + "/json", Map.of())
            .path("NetworkSettings")
            .path("Networks");
    for (Map.Entry<String, JsonNode> network : networks.properties()) {
      ObjectNode document = EngineClient.JSON.createObjectNode();
      document.put("Container", id).put("Force", true);
      byte[] body = document.toString().getBytes(StandardCharsets.UTF_8);
      String target = "/networks/" + HttpRequest.segment(network.getKey()) + "/disconnect";
      client.bytes(
          new HttpRequest("POST", path(target), new HttpRequest.Body.Json(body)),
          client.patience());
    }
  }

  /** Gives it another name. */
  public void rename(String id, String name) throws EngineException {
    post(container(id, "rename"), Map.of("name", name), client.patience());
  }

  /** Removes it and its anonymous volumes, killing it first; nothing happens if it is gone. */
  public void remove(String id) throws EngineException {
    delete("/containers/" + HttpRequest.segment(id), Map.of("force", "1", "v", "1"));
  }

  /**
   * Waits until it has ended.
   *
   * @return the exit code of its first process
   */
  public int await(String id, Duration time) throws EngineException {
    HttpRequest request = HttpRequest.post(path(container(id, "wait")), Map.of());
    JsonNode code =
        EngineDocuments.tree(client.bytes(request, time), request.name()).path("StatusCode");
    if (!code.canConvertToInt()) {
      throw new EngineException(new EngineFailure.Nonsense(request.name(), "no StatusCode"));
    }
    return code.intValue();
  }

  /** What it has written so far; the exit code is not filled in (0). For containers without tty. */
  public CommandOutput logs(String id) throws EngineException {
    HttpRequest request =
        HttpRequest.get(path(container(id, "logs")), Map.of("stdout", "1", "stderr", "1"));
    return output(request, client.patience(), 0);
  }

  /**
   * Runs a command in a container and waits for its end.
   *
   * @param user such as {@code 1000} or {@code root}; empty for the container's own
   * @param command program and arguments
   */
  public CommandOutput run(String id, String user, List<String> command, Duration time)
      throws EngineException {
    ObjectNode document = EngineClient.JSON.createObjectNode();
    document.put("AttachStdout", true).put("AttachStderr", true);
    if (!user.isEmpty()) {
      document.put("User", user);
    }
    command.forEach(document.putArray("Cmd")::add);
    JsonNode made = postJson(container(id, "exec"), Map.of(), document);
    String exec = HttpRequest.segment(EngineDocuments.id(made, "Id", "POST /exec"));
    HttpRequest start =
        new HttpRequest(
            "POST",
            path("/exec/" + exec + "/start"),
            new HttpRequest.Body.Json(
                "{\"Detach\":false,\"Tty\":false}".getBytes(StandardCharsets.UTF_8)));
    CommandOutput output = output(start, time, 0);
    int code = get("/exec/" + exec + "/json", Map.of()).path("ExitCode").asInt(-1);
    return new CommandOutput(code, output.output(), output.errors(), output.cut());
  }

  private CommandOutput output(HttpRequest request, Duration time, int exitCode)
      throws EngineException {
    HttpAnswer answer = client.send(request, time);
    try {
      return OutputFrames.read(
          client.guarded(request, time, answer.body()), OUTPUT_BYTES, exitCode, request.name());
    } catch (EngineException e) {
      throw e;
    } catch (IOException e) {
      throw new EngineException(new EngineFailure.Lost(request.name(), e.toString()), e);
    } finally {
      EngineClient.closeQuietly(answer.socket());
    }
  }

  /**
   * Makes an image with one layer from a tar archive (it may be compressed with gzip), as {@code
   * docker import}.
   *
   * @param reference the name it gets, such as {@code sekisho-demo:1}
   * @param changes lines of a Dockerfile, such as {@code CMD ["/bin/sh"]}
   * @return the image's id
   */
  public Digest importImage(InputStream tar, String reference, List<String> changes)
      throws EngineException {
    ImageReference name = ImageReference.parse(reference);
    Map<String, String> query = new TreeMap<>();
    query.put("fromSrc", "-");
    query.put("repo", name.familiarName());
    query.put("tag", name.tag().isEmpty() ? "latest" : name.tag());
    StringBuilder target = new StringBuilder(HttpRequest.post("", query).target());
    changes.forEach(c -> target.append("&changes=").append(HttpRequest.segment(c)));
    upload(path("/images/create") + target, tar);
    return image(reference)
        .orElseThrow(
            () ->
                new EngineException(
                    new EngineFailure.Nonsense(
                        "POST /images/create", "the image is not there after the import")))
        .id();
  }

  /** Loads images from an archive as {@code docker save} writes it. */
  public void loadImages(InputStream tar) throws EngineException {
    upload(path("/images/load"), tar);
  }

  private void upload(String target, InputStream tar) throws EngineException {
    HttpRequest request = new HttpRequest("POST", target, new HttpRequest.Body.Tar(tar));
    byte[] answer = client.bytes(request, client.patience().plus(Duration.ofMinutes(10)));
    EngineDocuments.progress(answer, request.name());
  }

  /**
   * An image as {@code docker save} writes it. The caller closes it.
   *
   * @param reference name or id
   * @param time for all of it
   */
  public InputStream saveImage(String reference, Duration time) throws EngineException {
    HttpRequest request =
        HttpRequest.get(path("/images/" + HttpRequest.segment(reference) + "/get"), Map.of());
    HttpAnswer answer = client.send(request, time);
    return new FilterInputStream(client.guarded(request, time, answer.body())) {
      @Override
      public void close() {
        EngineClient.closeQuietly(answer.socket());
      }
    };
  }

  /** Removes an image by id or reference; nothing happens if it is not there. */
  public void removeImage(String reference) throws EngineException {
    delete("/images/" + HttpRequest.segment(reference), Map.of("force", "1"));
  }

  @Override
  public void close() {
    client.close();
  }

  private static String container(String id, String action) {
    return "/containers/" + HttpRequest.segment(id) + "/" + action;
  }

  private JsonNode get(String path, Map<String, String> query) throws EngineException {
    return client.json(HttpRequest.get(path(path), query));
  }

  private Optional<JsonNode> find(String path) throws EngineException {
    try {
      return Optional.of(get(path, Map.of()));
    } catch (EngineException e) {
      if (e.failure() instanceof EngineFailure.Refused refused && refused.status() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void post(String path, Map<String, String> query, Duration time) throws EngineException {
    client.bytes(HttpRequest.post(path(path), query), time);
  }

  private JsonNode postJson(String path, Map<String, String> query, JsonNode document)
      throws EngineException {
    byte[] bytes = document.toString().getBytes(StandardCharsets.UTF_8);
    String target = HttpRequest.post(path(path), query).target();
    return client.json(new HttpRequest("POST", target, new HttpRequest.Body.Json(bytes)));
  }

  private void delete(String path, Map<String, String> query) throws EngineException {
    String target = HttpRequest.get(path(path), query).target();
    try {
      client.bytes(
          new HttpRequest("DELETE", target, new HttpRequest.Body.None()),
          client.patience().plusSeconds(60));
    } catch (EngineException e) {
      if (!(e.failure() instanceof EngineFailure.Refused refused && refused.status() == 404)) {
        throw e;
      }
    }
  }

  /** The path below the agreed version, after agreeing on one. */
  private String path(String path) throws EngineException {
    Optional<Spoken> now = spoken;
    if (now.isEmpty()) {
      now = Optional.of(negotiate());
      spoken = now;
    }
    return "/v" + now.get().api() + path;
  }

  private Spoken negotiate() throws EngineException {
    JsonNode answer = client.json(HttpRequest.get("/version", Map.of()));
    String maximum = answer.path("ApiVersion").asText("");
    String minimum = answer.path("MinAPIVersion").asText("1.12");
    Optional<ApiVersion> newest = ApiVersion.parse(maximum);
    Optional<ApiVersion> oldest = ApiVersion.parse(minimum);
    if (newest.isEmpty() || oldest.isEmpty()) {
      throw new EngineException(
          new EngineFailure.Nonsense("GET /version", "no ApiVersion in the answer"));
    }
    ApiVersion api =
        ApiVersion.negotiate(oldest.get(), newest.get())
            .orElseThrow(() -> new EngineException(new EngineFailure.Version(minimum, maximum)));
    return new Spoken(api, Inert.text(answer.path("Version").asText(""), 100));
  }
}
