package dev.sekisho.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EngineWatchTest {
  private static final String ID =
      "8fc30dc3e308b6cb45dcba9f71af99fa26010e35625b7e5fa044729fb9ab6365";
  private static final String START = "2026-11-25T02:24:30.871008249Z";

  /** The start of the fixture's run, in nanoseconds since 1970. */
  private static final long STARTED_NANOS = 1_795_573_470_871_008_249L;

  @TempDir Path directory;

  private final BlockingQueue<ContainerChange> told = new LinkedBlockingQueue<>();

  private Path socket() {
    return directory.resolve("engine.sock");
  }

  private ContainerChange next() throws InterruptedException {
    ContainerChange change = told.poll(30, TimeUnit.SECONDS);
    assertThat(change).as("nothing was told").isNotNull();
    return change;
  }

  private static String documents(String path, boolean running) {
    return switch (path) {
      case "/info" -> DockerEngineTest.fixture("info.json");
      case "/containers/json" ->
          running ? "[{\"Id\":\"" + ID + "\",\"Names\":[\"/w\"],\"State\":\"running\"}]" : "[]";
      case "/containers/" + ID + "/json" -> DockerEngineTest.fixture("container.json");
      default -> "";
    };
  }

  /** An engine with one running container whose event stream is played by {@code events}. */
  private static FakeEngine.Script engine(boolean running, FakeEngine.Script events) {
    FakeEngine.Script rest = FakeEngine.documents(path -> documents(path, running));
    return (request, peer) -> {
      if (!request.contains("/events")) {
        return rest.answer(request, peer);
      }
      peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      return events.answer(request, peer);
    };
  }

  private static String event(String action, long afterStart) {
    return "{\"Type\":\"container\",\"Action\":\""
        + action
        + "\",\"Actor\":{\"ID\":\""
        + ID
        + "\",\"Attributes\":{\"exitCode\":\"137\"}},\"timeNano\":"
        + (STARTED_NANOS + afterStart)
        + "}\n";
  }

  @Test
  void anEngineThatComesGoesAndComesBackIsFollowed() throws Exception {
    try (DockerEngine engine = DockerEngine.at(socket(), Duration.ofSeconds(5));
        EngineWatch watch = new EngineWatch(engine, told::add)) {
      watch.start();
      assertThat(next()).isInstanceOf(ContainerChange.EngineLost.class);
      CountDownLatch stop = new CountDownLatch(1);
      try (FakeEngine first =
          FakeEngine.at(
              socket(),
              engine(
                  true,
                  (request, peer) -> {
                    await(stop);
                    return false; // The stream breaks inside a chunk.
                  }))) {
        assertThat(next())
            .isInstanceOfSatisfying(
                ContainerChange.Started.class,
                s -> assertThat(s.facts().startedAt().orElseThrow()).hasToString(START));
        assertThat(next()).isInstanceOf(ContainerChange.EngineReached.class);
        assertThat(watch.reached()).isPresent();
        stop.countDown();
        assertThat(first.requests()).isNotEmpty();
      }
      assertThat(next()).isInstanceOf(ContainerChange.EngineLost.class);
      try (FakeEngine second =
          FakeEngine.at(
              socket(),
              engine(
                  true,
                  (request, peer) -> {
                    // Two events in one chunk, one over two, and old ones again.
                    peer.chunk(event("start", 5) + event("exec_create: ls", 10));
                    String death = event("die", 50);
                    peer.chunk(death.substring(0, 20));
                    peer.chunk(death.substring(20));
                    peer.hang();
                    return false;
                  }))) {
        assertThat(next())
            .as("the container ran all the time: nothing is told of it")
            .isInstanceOf(ContainerChange.EngineReached.class);
        assertThat(next())
            .isInstanceOfSatisfying(
                ContainerChange.Ended.class, e -> assertThat(e.exitCode()).hasValue(137));
        assertThat(second.requests()).anyMatch(r -> r.contains("/events?filters="));
      }
    }
    assertThat(told.stream().filter(c -> !(c instanceof ContainerChange.EngineLost))).isEmpty();
  }

  @Test
  void eventsAreAskedForFromTheLastOneSeen() throws Exception {
    CountDownLatch again = new CountDownLatch(2);
    FakeEngine.Script stream =
        (request, peer) -> {
          again.countDown();
          peer.chunk(event("exec_create: ls", 1_000_000_000L));
          return false;
        };
    try (FakeEngine fake = FakeEngine.at(socket(), engine(false, stream));
        DockerEngine engine = DockerEngine.at(socket(), Duration.ofSeconds(5));
        EngineWatch watch = new EngineWatch(engine, told::add)) {
      watch.start();
      assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(fake.requests().stream().filter(r -> r.contains("/events")).skip(1).findFirst())
          .hasValueSatisfying(r -> assertThat(r).contains("since=1795573471.871008249"));
    }
  }

  @Test
  void nonsenseInTheStreamIsALossThatIsToldAndTheContainersStayKnown() throws Exception {
    FakeEngine.Script stream =
        (request, peer) -> {
          peer.chunk("{\"Type\":[\n");
          peer.hang();
          return false;
        };
    try (FakeEngine fake = FakeEngine.at(socket(), engine(true, stream));
        DockerEngine engine = DockerEngine.at(socket(), Duration.ofSeconds(5));
        EngineWatch watch = new EngineWatch(engine, told::add)) {
      watch.start();
      assertThat(next()).isInstanceOf(ContainerChange.Started.class);
      assertThat(next()).isInstanceOf(ContainerChange.EngineReached.class);
      assertThat(next())
          .isInstanceOfSatisfying(
              ContainerChange.EngineLost.class,
              lost -> assertThat(lost.gap().why()).contains("cannot be used"));
      assertThat(next()).isInstanceOf(ContainerChange.EngineReached.class);
      assertThat(fake.requests()).isNotEmpty();
    }
  }

  @Test
  void closingEndsAWaitingWatchAtOnce() throws Exception {
    FakeEngine.Script silent =
        (request, peer) -> {
          peer.hang();
          return false;
        };
    long before;
    try (FakeEngine fake = FakeEngine.at(socket(), engine(false, silent));
        DockerEngine engine = DockerEngine.at(socket(), Duration.ofSeconds(50))) {
      EngineWatch watch = new EngineWatch(engine, told::add);
      watch.start();
      assertThat(next()).isInstanceOf(ContainerChange.EngineReached.class);
      before = System.nanoTime();
      watch.close();
      assertThat(fake.requests()).isNotEmpty();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    assertThat(told).isEmpty();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
