package dev.sekisho.container.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Users and passwords as {@code docker login} keeps them: in config.json, or in a store that a
 * program {@code docker-credential-…} speaks for.
 *
 * @see <a href="https://github.com/docker/docker-credential-helpers">docker-credential-helpers</a>
 */
final class DockerCredentials {
  private static final Pattern HELPER = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
  private static final int MAXIMUM_BYTES = 1 << 20;

  private final Path file;
  private final Duration patience;
  private final Optional<Path> helpers;

  /** What is presented to a registry. */
  sealed interface Known {
    record Anonymous() implements Known {}

    record Password(RegistryOptions.Credentials credentials) implements Known {}

    /** A token that is exchanged for others, as some stores keep it. */
    record Identity(String token) implements Known {
      @Override
      public String toString() {
        return "identity token ***";
      }
    }
  }

  /**
   * Reads nothing yet.
   *
   * @param directory that holds config.json
   * @param patience how long a helper may take
   */
  DockerCredentials(Path directory, Duration patience) {
    this(directory, patience, Optional.empty());
  }

  /** Helpers are looked for in one directory, and not where the environment says. */
  DockerCredentials(Path directory, Duration patience, Path helpers) {
    this(directory, patience, Optional.of(helpers));
  }

  private DockerCredentials(Path directory, Duration patience, Optional<Path> helpers) {
    this.file = directory.resolve("config.json");
    this.patience = patience;
    this.helpers = helpers;
  }

  /**
   * What is known for a registry.
   *
   * @throws dev.sekisho.model.ProblemException if the file or a helper cannot be used
   */
  Known of(String registry) throws IOException {
    Optional<Json> read = configuration();
    if (read.isEmpty()) {
      return new Known.Anonymous();
    }
    Json config = read.get();
    for (String key : keys(registry)) {
      Optional<String> helper = config.member("credHelpers").member(key).some();
      if (helper.isPresent()) {
        return fromHelper(helper.get(), key);
      }
    }
    Optional<String> store = config.member("credsStore").some();
    if (store.isPresent()) {
      Known stored = fromHelper(store.get(), keys(registry).get(0));
      if (!(stored instanceof Known.Anonymous)) {
        return stored;
      }
    }
    for (String key : keys(registry)) {
      Json entry = config.member("auths").member(key);
      if (entry instanceof Json.Members) {
        return fromEntry(entry);
      }
    }
    return new Known.Anonymous();
  }

  /** As Docker writes the registry into the file; first the way of today. */
  private static List<String> keys(String registry) {
    if (registry.equals("docker.io")) {
      return List.of("https://index.docker.io/v1/", "docker.io", "index.docker.io");
    }
    return List.of(
        registry, "https://" + registry, "https://" + registry + "/v1/", "http://" + registry);
  }

  private Optional<Json> configuration() throws IOException {
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      if (Files.size(file) > MAXIMUM_BYTES) {
        throw Words.problem("docker-configuration", file, Files.size(file) + " bytes");
      }
      return Optional.of(Json.parse(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (Json.Malformed e) {
      throw Words.problem(e, "docker-configuration", file, String.valueOf(e.getMessage()));
    }
  }

  private Known fromEntry(Json entry) {
    Optional<String> identity = entry.member("identitytoken").some();
    if (identity.isPresent()) {
      return new Known.Identity(identity.get());
    }
    Optional<String> encoded = entry.member("auth").some();
    if (encoded.isEmpty()) {
      return password(entry.member("username").text(), entry.member("password").text());
    }
    try {
      String plain =
          new String(Base64.getDecoder().decode(encoded.get().strip()), StandardCharsets.UTF_8);
      int colon = plain.indexOf(':');
      return colon < 0
          ? new Known.Anonymous()
          : password(plain.substring(0, colon), plain.substring(colon + 1).replace("\0", ""));
    } catch (IllegalArgumentException e) {
      throw Words.problem(e, "docker-configuration", file, "auth: no base64");
    }
  }

  private static Known password(String user, String password) {
    if (user.equals("<token>")) {
      return new Known.Identity(password);
    }
    return user.isEmpty()
        ? new Known.Anonymous()
        : new Known.Password(new RegistryOptions.Credentials(user, password));
  }

  private Known fromHelper(String helper, String key) throws IOException {
    if (!HELPER.matcher(helper).matches()) {
      throw Words.problem("docker-configuration", file, "credsStore: " + helper);
    }
    String program = "docker-credential-" + helper;
    String path = helpers.map(each -> each.resolve(program).toString()).orElse(program);
    List<String> command = List.of(path, "get");
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      throw Words.problem(e, "credential-helper", program, String.valueOf(e.getMessage()));
    }
    try {
      return answer(process, program, key);
    } finally {
      process.destroyForcibly();
    }
  }

  private Known answer(Process process, String program, String key) throws IOException {
    Optional<byte[]> output = exchange(process, program, key);
    if (output.isEmpty()) {
      return new Known.Anonymous();
    }
    try {
      Json json = Json.parse(output.get());
      return password(json.member("Username").text(), json.member("Secret").text());
    } catch (Json.Malformed e) {
      throw Words.problem(e, "credential-helper", program, "no JSON");
    }
  }

  /** Its output; empty if it has nothing for this registry, which it says on its output too. */
  private Optional<byte[]> exchange(Process process, String program, String key)
      throws IOException {
    // The program is ended when its time is over, and with it the reading.
    Thread ender =
        Thread.ofPlatform().daemon().name("credential-helper").start(() -> endLate(process));
    try {
      tell(process, key);
      byte[] output = process.getInputStream().readNBytes(MAXIMUM_BYTES);
      int code = process.waitFor();
      if (code == 0) {
        return Optional.of(output);
      }
      String said = new String(output, StandardCharsets.UTF_8).strip();
      if (said.contains("credentials not found")) {
        return Optional.empty();
      }
      String why = said.isEmpty() ? "exit code " + code : said;
      throw Words.problem("credential-helper", program, why);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + program + " ran", e);
    } finally {
      ender.interrupt();
    }
  }

  /** One that does not listen may have an answer all the same. */
  private static void tell(Process process, String key) {
    try (OutputStream in = process.getOutputStream()) {
      in.write((key + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      return; // What it says and its exit code tell more than a broken pipe does.
    }
  }

  private void endLate(Process process) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // It has answered.
    }
  }
}
