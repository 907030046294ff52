package dev.sekisho.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EngineClientTest {
  private static final HttpRequest REQUEST = HttpRequest.get("/containers/json", Map.of());

  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  @TempDir Path directory;

  private Path socket() {
    return directory.resolve("engine.sock");
  }

  private EngineClient client(Duration patience) {
    return new EngineClient(socket(), patience);
  }

  private EngineFailure failureOf(FakeEngine.Script script, Duration patience) throws IOException {
    try (FakeEngine engine = FakeEngine.at(socket(), script);
        EngineClient client = client(patience)) {
      EngineException e = catchThrowableOfType(EngineException.class, () -> client.json(REQUEST));
      assertThat(e).as("the answer must not be taken for a good one").isNotNull();
      assertThat(engine.requests()).isNotEmpty();
      return e.failure();
    }
  }

  private static FakeEngine.Script writes(String bytes) {
    return (request, peer) -> {
      peer.write(bytes);
      return false;
    };
  }

  @Test
  void aBodyInChunksIsReadAsOne() throws IOException {
    try (FakeEngine engine =
            FakeEngine.at(
                socket(),
                writes(CHUNKED + "4;x=y\r\n{\"a\"\r\n3\r\n:1}\r\n0\r\nTrailer: t\r\n\r\n"));
        EngineClient client = client(Duration.ofSeconds(5))) {
      assertThat(client.json(REQUEST).path("a").intValue()).isEqualTo(1);
      assertThat(engine.requests()).containsExactly("GET /containers/json HTTP/1.1");
    }
  }

  @Test
  void aBodyWithoutLengthEndsWithTheConnection() throws IOException {
    try (FakeEngine engine = FakeEngine.at(socket(), writes("HTTP/1.1 200 OK\r\n\r\n{\"a\":2}"));
        EngineClient client = client(Duration.ofSeconds(5))) {
      assertThat(client.json(REQUEST).path("a").intValue()).isEqualTo(2);
      assertThat(engine.connections()).isEqualTo(1);
    }
  }

  @Test
  void interimAnswersArePassedOver() throws IOException {
    try (FakeEngine engine =
            FakeEngine.at(
                socket(),
                writes(
                    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));
        EngineClient client = client(Duration.ofSeconds(5))) {
      assertThat(client.json(REQUEST).isObject()).isTrue();
      assertThat(engine.connections()).isEqualTo(1);
    }
  }

  @Test
  void oneConnectionCarriesManyRequestsAndABrokenOneIsReplaced() throws IOException {
    try (FakeEngine engine =
            FakeEngine.at(
                socket(),
                (request, peer) -> {
                  peer.json(200, "[]");
                  return !request.contains("last");
                });
        EngineClient client = client(Duration.ofSeconds(5))) {
      client.json(REQUEST);
      client.json(REQUEST);
      client.json(HttpRequest.get("/last", Map.of()));
      client.json(REQUEST);
      assertThat(engine.requests()).hasSize(4);
      assertThat(engine.connections()).isEqualTo(2);
    }
  }

  static Stream<Arguments> nonsense() {
    String ok = "HTTP/1.1 200 OK\r\n";
    return Stream.of(
        Arguments.of("no HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n", "is no HTTP status line"),
        Arguments.of("HTTP/2", "HTTP/2 200 OK\r\n\r\n", "is no HTTP status line"),
        Arguments.of("no header", ok + "what\r\n\r\n", "is no HTTP header"),
        Arguments.of("many headers", ok + "A: b\r\n".repeat(200) + "\r\n", "more than 100 headers"),
        Arguments.of(
            "a long header", ok + "A: " + "b".repeat(9000) + "\r\n", "a line of more than"),
        Arguments.of(
            "a negative length", ok + "Content-Length: -1\r\n\r\n", "is no number of bytes"),
        Arguments.of("gzip", ok + "Transfer-Encoding: gzip\r\n\r\n", "is not known"),
        Arguments.of(
            "a broken chunk size",
            ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
            "no chunk size"),
        Arguments.of(
            "a chunk beyond its size",
            ok + "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n",
            "longer than its size"),
        Arguments.of("a page", ok + "Content-Length: 6\r\n\r\n<html>", "no JSON"),
        Arguments.of("an empty body", ok + "Content-Length: 0\r\n\r\n", "an empty"),
        Arguments.of("a key twice", ok + "Content-Length: 13\r\n\r\n{\"a\":1,\"a\":2}", "no JSON"),
        Arguments.of(
            "deep nesting", ok + "Content-Length: 100000\r\n\r\n" + "[".repeat(100_000), "no JSON"),
        Arguments.of("interim for ever", "HTTP/1.1 100 C\r\n\r\n".repeat(20), "interim"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void nonsense(String name, String bytes, String expected) throws IOException {
    EngineFailure failure = failureOf(writes(bytes), Duration.ofSeconds(5));
    assertThat(failure).isInstanceOf(EngineFailure.Nonsense.class);
    assertThat(failure.problem().what()).contains(expected);
  }

  @Test
  void aBodyBeyondTheBoundIsRefusedWithoutKeepingIt() throws IOException {
    FakeEngine.Script endless =
        (request, peer) -> {
          peer.write("HTTP/1.1 200 OK\r\n\r\n");
          byte[] block = new byte[1024 * 1024];
          for (int i = 0; i < 64; i++) {
            peer.write(block);
          }
          return false;
        };
    assertThat(failureOf(endless, Duration.ofSeconds(20)).problem().what())
        .contains("a body of more than");
  }

  @Test
  void anEngineThatSaysNothingIsGivenUp() throws IOException {
    FakeEngine.Script silent =
        (request, peer) -> {
          peer.hang();
          return false;
        };
    assertThat(failureOf(silent, Duration.ofMillis(200)))
        .isEqualTo(new EngineFailure.Stalled("GET /containers/json", Duration.ofMillis(200)));
  }

  @Test
  void anEngineThatDripsIsGivenUpTooAlthoughEachByteComesInTime() throws IOException {
    FakeEngine.Script dripping =
        (request, peer) -> {
          peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
          while (true) {
            peer.write(" ");
            LockSupport.parkNanos(5_000_000);
          }
        };
    assertThat(failureOf(dripping, Duration.ofMillis(300)))
        .isInstanceOf(EngineFailure.Stalled.class);
  }

  @Test
  void anAnswerCutOffInTheMiddleIsALostConnection() throws IOException {
    assertThat(
            failureOf(
                writes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":"),
                Duration.ofSeconds(5)))
        .isInstanceOf(EngineFailure.Lost.class);
    assertThat(failureOf(writes("HTTP/1.1 200"), Duration.ofSeconds(5)))
        .isInstanceOf(EngineFailure.Lost.class);
    assertThat(failureOf(writes(""), Duration.ofSeconds(5))).isInstanceOf(EngineFailure.Lost.class);
  }

  @Test
  void theEnginesOwnWordsAreKeptAndMadeInert() throws IOException {
    EngineFailure failure =
        failureOf(
            (request, peer) -> {
              peer.json(500, "{\"message\":\"no\\u001b[2J\\u202e\"}");
              return false;
            },
            Duration.ofSeconds(5));
    assertThat(failure)
        .isEqualTo(new EngineFailure.Refused("GET /containers/json", 500, "no\ufffd[2J\ufffd"));
  }

  @Test
  void anUploadThatIsRefusedEarlyTellsWhy() throws IOException {
    try (FakeEngine engine =
            FakeEngine.at(
                socket(),
                (request, peer) -> {
                  peer.json(507, "{\"message\":\"disk full\"}");
                  return false;
                });
        EngineClient client = client(Duration.ofSeconds(10))) {
      HttpRequest upload =
          new HttpRequest(
              "POST",
              "/images/load",
              new HttpRequest.Body.Tar(new ByteArrayInputStream(new byte[8 * 1024 * 1024])));
      EngineException e =
          catchThrowableOfType(
              EngineException.class, () -> client.bytes(upload, Duration.ofSeconds(10)));
      assertThat(e.failure())
          .isEqualTo(new EngineFailure.Refused("POST /images/load", 507, "disk full"));
      assertThat(engine.requests()).hasSize(1);
    }
  }

  @Test
  void aSocketThatIsNotThereIsAbsent() {
    EngineException e =
        catchThrowableOfType(
            EngineException.class, () -> client(Duration.ofSeconds(1)).json(REQUEST));
    assertThat(e.failure())
        .isEqualTo(new EngineFailure.Absent(socket(), "there is no such socket"));
    assertThat(e.failure().problem().text()).contains("fix: start it").contains("docs/problems.md");
  }

  @Test
  void aSocketNobodyListensOnIsAbsent() throws IOException {
    FakeEngine.at(socket(), writes("")).close();
    Files.createFile(socket());
    EngineException e =
        catchThrowableOfType(
            EngineException.class, () -> client(Duration.ofSeconds(1)).json(REQUEST));
    assertThat(e.failure()).isInstanceOf(EngineFailure.Absent.class);
  }

  /** Whatever bytes come, the client answers with one of its failures, in time. */
  @Test
  void noBytesBreakTheClient() throws IOException {
    String good =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n7\r\n{\"a\":1}\r\n0\r\n\r\n";
    Random random = new Random(3);
    List<String> mutants =
        Stream.generate(
                () -> {
                  StringBuilder mutant = new StringBuilder(good);
                  for (int i = random.nextInt(1, 6); i > 0; i--) {
                    int at = random.nextInt(mutant.length());
                    switch (random.nextInt(3)) {
                      case 0 -> mutant.setCharAt(at, (char) random.nextInt(256));
                      case 1 -> mutant.deleteCharAt(at);
                      case 2 -> mutant.insert(at, (char) random.nextInt(256));
                      default -> throw new AssertionError();
                    }
                  }
                  return mutant.toString();
                })
            .limit(400)
            .toList();
    var next = mutants.iterator();
    try (FakeEngine engine =
            FakeEngine.at(
                socket(),
                (request, peer) -> {
                  peer.write(next.next());
                  return false;
                });
        EngineClient client = client(Duration.ofSeconds(5))) {
      int taken = 0;
      for (int i = 0; i < mutants.size(); i++) {
        try {
          client.json(REQUEST);
          taken++;
        } catch (EngineException e) {
          assertThat(e.failure())
              .isInstanceOfAny(
                  EngineFailure.Nonsense.class,
                  EngineFailure.Lost.class,
                  EngineFailure.Refused.class);
        }
      }
      assertThat(engine.requests().size()).isGreaterThanOrEqualTo(mutants.size());
      assertThat(taken).isLessThan(mutants.size());
    }
  }
}
