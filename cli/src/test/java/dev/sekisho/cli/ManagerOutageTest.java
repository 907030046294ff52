package dev.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sekisho.model.Action;
import dev.sekisho.model.Decision;
import dev.sekisho.model.Event;
import dev.sekisho.model.Severity;
import dev.sekisho.model.Verdict;
import dev.sekisho.wire.AgentApi;
import dev.sekisho.wire.AgentClient;
import dev.sekisho.wire.Answer;
import dev.sekisho.wire.Json;
import dev.sekisho.wire.SpooledBatch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A manager whose database goes away and comes back, with a host that goes on sending. */
@Tag("root")
@Timeout(300)
class ManagerOutageTest {
  private static final int BATCH = 20;

  /** Of decisions that the test sends itself. */
  private static final long EPOCH = 7;

  private static final URI NOBODY = URI.create("https://127.0.0.1:9");

  @TempDir private static Path directory;
  private static RealManager manager;
  private static RealEnforcer enforcer;

  @BeforeAll
  static void startBoth() {
    manager = RealManager.start();
    enforcer =
        RealEnforcer.start(
            RealEnforcer.machine(directory.resolve("patient"), manager.token(Map.of())),
            manager.agents());
    enforcer.awaitWords("received: ");
    enforcer.stop();
  }

  @AfterAll
  static void stopBoth() {
    enforcer.close();
    manager.close();
  }

  /** A test that failed must not fail the next. */
  @AfterEach
  void bringAllBack() throws IOException {
    if (Files.exists(hidden())) {
      bringDatabaseBack();
    }
    manager.awaitReady();
    enforcer.stop();
  }

  private static Path database() {
    return manager.data().manager().resolve("database");
  }

  /** The embedded server's program, which must be there for a start. */
  private static Path program() throws IOException {
    try (var entries = Files.list(database())) {
      return entries
          .filter(each -> each.getFileName().toString().startsWith("postgres-"))
          .findFirst()
          .orElseThrow()
          .resolve("bin/postgres");
    }
  }

  private static Path hidden() throws IOException {
    return program().resolveSibling("postgres.hidden");
  }

  /** From now on the database cannot be started. */
  private static void hideDatabase() throws IOException {
    Files.move(program(), hidden());
  }

  private static void bringDatabaseBack() throws IOException {
    Files.move(hidden(), program());
  }

  private static void killDatabase() throws IOException {
    long pid =
        Long.parseLong(Files.readAllLines(database().resolve("cluster/postmaster.pid")).getFirst());
    assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
  }

  private static HttpResponse<String> get(String path, String language) {
    Context context = manager.context();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(context.address() + path))
            .header("Accept-Language", language)
            .header("Accept", "text/html")
            .build();
    try (HttpClient http =
        HttpClient.newBuilder().sslContext(Trust.only(Path.of(context.caFile()))).build()) {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** What it says of its readiness, empty while it does not listen. */
  private static String readiness() {
    try {
      return get("/health/ready", "en").body();
    } catch (AssertionError notYet) {
      return "";
    }
  }

  private static int status(String path) {
    return get(path, "en").statusCode();
  }

  @Test
  void withoutItsDatabaseAtTheStartTheManagerSaysSoEverywhereAndTheHostKeepsItsEvents()
      throws IOException {
    String host = StoredIdentityFile.of(enforcer).hostId();
    manager.stop();
    hideDatabase();
    manager.launchAgain();
    // It tries again and again, and says meanwhile that it is starting.
    List<String> told = new ArrayList<>();
    RealManager.until(
        "it listens and says why",
        () -> told.add(readiness()) && told.getLast().contains("database-ended"));
    assertThat(told.getLast()).doesNotContain(directory.toString());
    assertThat(status("/health/live")).isEqualTo(200);
    assertThat(status("/health/ready")).isEqualTo(503);
    assertThat(get("/login", "en").statusCode()).isEqualTo(503);
    assertThat(get("/login", "en").body()).contains("database", "Nothing is lost");
    assertThat(get("/login", "ja").body()).contains("データベース", "lang=\"ja\"");
    RealManager.Ran ran = manager.run("policy", "list");
    assertThat(ran.code()).isEqualTo(Exit.ENVIRONMENT.code);
    assertThat(ran.error()).contains("The database does not answer", "#database-down");
    enforcer.startAgain();
    enforcer.awaitWords("#database-down");
    assertThat(enforcer.said()).contains("started: policies of revision").doesNotContain("n 0,");
    bringDatabaseBack();
    manager.awaitReady();
    enforcer.awaitWords("decisions reach the manager again");
    RealManager.until("both starts are there", () -> notices(host, "enforcer-started") == 2);
    enforcer.stop();
  }

  private static int notices(String host, String id) {
    return manager.events(Map.of("q", id, "host", host)).size();
  }

  @Test
  void whatWasAcknowledgedIsThereAfterTheDatabaseDiedInTheMiddle() throws Exception {
    StoredIdentityFile identity = StoredIdentityFile.of(enforcer);
    AtomicLong acknowledged = new AtomicLong();
    try (AgentClient client =
        AgentClient.of(
            manager.agents(), identity.credentials(), InstantSource.system(), Locale.ENGLISH)) {
      sendUntil(10, client, identity, acknowledged);
      hideDatabase();
      killDatabase();
      RealManager.until("the manager says so", () -> status("/health/ready") == 503);
      long before = acknowledged.get();
      Answer<AgentApi.DecisionReceipt> answer = send(client, identity, acknowledged);
      assertThat(answer).isInstanceOf(Answer.Away.class);
      assertThat(((Answer.Away<?>) answer).problem().id()).isEqualTo("database-down");
      assertThat(status("/login")).isEqualTo(503);
      bringDatabaseBack();
      manager.awaitReady();
      // What was acknowledged is there, though nothing was sent again.
      assertThat(stored(identity.hostId())).containsAll(upTo(before));
      sendUntil(20, client, identity, acknowledged);
      killDatabase(); // and this time it may start again at once
      sendUntil(30, client, identity, acknowledged);
      RealManager.until("it is back", () -> status("/health/ready") == 200);
      assertThat(stored(identity.hostId())).isEqualTo(upTo(acknowledged.get()));
    }
  }

  private static Set<Long> upTo(long last) {
    return new HashSet<>(LongStream.rangeClosed(1, last).boxed().toList());
  }

  private static Answer<AgentApi.DecisionReceipt> send(
      AgentClient client, StoredIdentityFile identity, AtomicLong acknowledged) {
    long first = acknowledged.get() + 1;
    List<byte[]> batch = new ArrayList<>();
    for (long each = first; each < first + BATCH; each++) {
      batch.add(Json.bytes(decision(identity.hostId(), each)));
    }
    Answer<AgentApi.DecisionReceipt> answer = sent(client, new SpooledBatch(EPOCH, first, batch));
    if (answer instanceof Answer.Ok<AgentApi.DecisionReceipt>(AgentApi.DecisionReceipt receipt)) {
      acknowledged.set(receipt.storedThrough());
    }
    return answer;
  }

  private static Answer<AgentApi.DecisionReceipt> sent(AgentClient client, SpooledBatch batch) {
    try {
      return client.decisions(batch);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void sendUntil(
      int batches, AgentClient client, StoredIdentityFile identity, AtomicLong acknowledged) {
    RealManager.until(
        batches + " batches are acknowledged",
        () -> {
          send(client, identity, acknowledged);
          return acknowledged.get() >= (long) batches * BATCH;
        });
  }

  private static Decision decision(String host, long sequence) {
    return new Decision(
        new Decision.Key(host, EPOCH, sequence),
        Optional.empty(),
        new Event.Notice(
            Instant.ofEpochSecond(1_795_000_000L + sequence),
            "outage",
            Severity.LOW,
            Map.of("number", Long.toString(sequence))),
        Verdict.NONE,
        Action.RECORDED,
        "plane",
        1);
  }

  /** The sequences of our epoch that the manager shows; one shown twice fails. */
  private static Set<Long> stored(String host) {
    Set<Long> sequences = new HashSet<>();
    String cursor = "";
    do {
      JsonNode page =
          manager.client().fetch("events", Map.of("host", host, "limit", "500", "cursor", cursor));
      for (JsonNode event : page.path("items")) {
        JsonNode key = event.findValue("key");
        if (key.path("epoch").asLong() == EPOCH) {
          assertThat(sequences.add(key.path("sequence").asLong())).as("%s", key).isTrue();
        }
      }
      cursor = page.path("next").asText("null");
    } while (!cursor.equals("null"));
    return sequences;
  }

  @Test
  void aBackupByTheCommandBringsBackADestroyedManagerAndItsHostsGoOn() throws IOException {
    StoredIdentityFile identity = StoredIdentityFile.of(enforcer);
    int before = manager.events(Map.of("host", identity.hostId())).size();
    assertThat(before).isPositive();
    Path place = Files.createDirectory(manager.directory().resolve("backups"));
    SystemUser.own(place);
    Path file = place.resolve("manager.zip");
    String data = manager.data().folder().toString();
    assertDone(manager.handOver("manager", "backup", file.toString(), "--data", data)); // it runs
    assertThat(Files.getPosixFilePermissions(file).toString()).doesNotContain("GROUP", "OTHERS");
    SystemUser.Outcome inUse =
        manager.handOver("manager", "restore", file.toString(), "--data", data);
    assertThat(inUse.code()).isEqualTo(Exit.INPUT.code);
    assertThat(inUse.text()).contains("it is in use", "fix: stop", "#manager-not-empty");

    manager.stop();
    RealManager.delete(manager.data().manager());
    assertDone(manager.handOver("manager", "restore", file.toString(), "--data", data));
    manager.launchAgain();
    manager.awaitReady();
    assertThat(manager.events(Map.of("host", identity.hostId())))
        .hasSizeGreaterThanOrEqualTo(before);
    int starts = notices(identity.hostId(), "enforcer-started");
    enforcer.startAgain();
    RealManager.until(
        "its identity is good", () -> notices(identity.hostId(), "enforcer-started") > starts);
    enforcer.awaitWords("received: "); // of a revision above the one that it held
    assertThat(enforcer.said()).doesNotContain("is enrolled as", "policies refused");
  }

  private static void assertDone(SystemUser.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.text()).isZero();
  }

  @Test
  void aPortThatSomebodyHasIsNamedWithItsSettingAndNothingIsLeftRunning() {
    Path other = manager.directory().resolve("other");
    SystemUser.Outcome outcome =
        manager.handOver(
            "manager",
            "--data",
            other.toString(),
            "--console-address",
            "127.0.0.1:" + RealManager.freePort(),
            "--agents-address",
            manager.options().agentsAddress);
    assertThat(outcome.code()).isEqualTo(Exit.ENVIRONMENT.code);
    assertThat(outcome.text())
        .contains(manager.options().agentsAddress, "sekisho.agents.address", "#manager-port-taken");
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(each -> each.info().commandLine().orElse("").contains(other.toString()));
  }

  @Test
  void aFullDiskUnderTheSpoolIsSaidCountedAndOvercome() throws IOException {
    String host = StoredIdentityFile.of(enforcer).hostId();
    int stopped = notices(host, "enforcer-stopped");
    Path spool = enforcer.data().resolve("spool");
    mount("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", spool.toString());
    try {
      // What cannot be sent stays, so that nothing becomes free when the real one starts.
      try (RealEnforcer lonely = RealEnforcer.start(enforcer.directory(), NOBODY)) {
        lonely.awaitWords("started: ");
      }
      Path filler = spool.resolve("filler");
      SystemUser.run(List.of("dd", "if=/dev/zero", "of=" + filler, "bs=4k", "count=100"));
      enforcer.startAgain();
      enforcer.awaitWords("#spool-disk");
      enforcer.awaitWords("started: ");
      assertThat(enforcer.said()).contains("fix: free space");
      Files.delete(filler);
      enforcer.awaitWords("decisions are kept on disk again");
      RealManager.until("the loss is told", () -> !losses(host).isEmpty());
      RealManager.until("the rest was kept", () -> notices(host, "enforcer-stopped") > stopped);
      assertThat(losses(host)).allMatch(cause -> cause.equals("spool-disk"));
    } finally {
      enforcer.stop();
      mount("umount", spool.toString());
    }
  }

  private static List<String> losses(String host) {
    return manager.events(Map.of("q", "events-lost", "host", host)).stream()
        .map(event -> event.findValue("cause").asText())
        .toList();
  }

  private static void mount(String... command) {
    SystemUser.Outcome outcome = SystemUser.run(List.of(command));
    assertThat(outcome.code()).as(outcome.text()).isZero();
  }
}
