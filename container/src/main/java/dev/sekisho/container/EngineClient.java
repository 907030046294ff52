package dev.sekisho.container;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * HTTP/1.1 requests to an engine's Unix socket. Keeps one idle connection for the next GET. Safe
 * for many threads.
 */
final class EngineClient implements AutoCloseable {
  /** What one answer may weigh; the inspection of a container is a few tens of KiB. */
  static final int ANSWER_BYTES = 16 * 1024 * 1024;

  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  static {
    JSON.getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(64)
                .maxStringLength(1024 * 1024)
                .maxNumberLength(40)
                .build());
  }

  private final Path socket;
  private final Duration patience;
  private final AtomicReference<EngineSocket> spare = new AtomicReference<>();

  /**
   * @param patience how long one exchange may take as a whole
   */
  EngineClient(Path socket, Duration patience) {
    this.socket = socket;
    this.patience = patience;
  }

  Path socket() {
    return socket;
  }

  Duration patience() {
    return patience;
  }

  /** Sends and reads the answer as JSON. */
  JsonNode json(HttpRequest request) throws EngineException {
    byte[] body = bytes(request, patience);
    try {
      JsonNode tree = JSON.readTree(body);
      if (tree == null || tree.isMissingNode()) {
        throw new EngineException(new EngineFailure.Nonsense(request.name(), "an empty body"));
      }
      return tree;
    } catch (JsonProcessingException e) {
      throw new EngineException(
          new EngineFailure.Nonsense(
              request.name(), "no JSON: " + Inert.text(e.getOriginalMessage(), 200)),
          e);
    } catch (EngineException e) {
      throw e;
    } catch (IOException e) {
      throw new AssertionError("reading an array does no I/O", e);
    }
  }

  /** Sends and reads the whole answer. */
  byte[] bytes(HttpRequest request, Duration time) throws EngineException {
    HttpAnswer answer = send(request, time);
    boolean kept = false;
    try {
      byte[] body = answer.body().readNBytes(ANSWER_BYTES);
      if (answer.body().read() >= 0) {
        throw new MalformedAnswerException("a body of more than " + ANSWER_BYTES + " bytes");
      }
      kept = answer.reusable();
      return body;
    } catch (IOException e) {
      throw failure(request, time, e);
    } finally {
      release(answer.socket(), kept);
    }
  }

  /**
   * Sends and returns the answer with its body unread; the caller closes its socket.
   *
   * @param time for all until the headers of the answer are read, and after that until the caller
   *     allows another
   * @throws EngineException also where the status is 400 or more
   */
  HttpAnswer send(HttpRequest request, Duration time) throws EngineException {
    EngineSocket kept = request.method().equals("GET") ? spare.getAndSet(null) : null;
    if (kept != null && kept.idle()) {
      try {
        return send(request, time, kept);
      } catch (EngineException e) {
        // The engine may have closed it at this moment. Only what changes nothing is sent twice.
        if (!(e.failure() instanceof EngineFailure.Lost)) {
          throw e;
        }
      }
    } else if (kept != null) {
      closeQuietly(kept);
    }
    return send(request, time, connect());
  }

  private HttpAnswer send(HttpRequest request, Duration time, EngineSocket connection)
      throws EngineException {
    boolean answered = false;
    try {
      connection.allow(time);
      HttpAnswer answer = exchange(connection, request);
      if (answer.status() >= 400) {
        throw refused(request, answer);
      }
      answered = true;
      return answer;
    } catch (EngineException e) {
      throw e;
    } catch (IOException e) {
      throw failure(request, time, e);
    } finally {
      if (!answered) {
        closeQuietly(connection);
      }
    }
  }

  private static HttpAnswer exchange(EngineSocket connection, HttpRequest request)
      throws IOException {
    try {
      request.write(connection);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // An engine that refuses an upload answers and closes before it has read all: the answer
      // explains more than the broken pipe does, if there is one.
      try {
        return HttpAnswer.read(connection, false);
      } catch (IOException unanswered) {
        e.addSuppressed(unanswered);
        throw e;
      }
    }
    return HttpAnswer.read(connection, request.method().equals("HEAD"));
  }

  private static EngineException refused(HttpRequest request, HttpAnswer answer)
      throws IOException {
    byte[] body = answer.body().readNBytes(64 * 1024);
    String message = new String(body, StandardCharsets.UTF_8);
    try {
      JsonNode tree = JSON.readTree(body);
      if (tree != null && tree.path("message").isTextual()) {
        message = tree.path("message").textValue();
      }
    } catch (JsonProcessingException e) {
      // An error page that is no JSON is shown as it is.
      message = message.strip();
    }
    return new EngineException(
        new EngineFailure.Refused(request.name(), answer.status(), Inert.text(message, 500)));
  }

  private EngineException failure(HttpRequest request, Duration time, IOException e) {
    EngineFailure failure =
        switch (e) {
          case SocketTimeoutException t -> new EngineFailure.Stalled(request.name(), time);
          case MalformedAnswerException m ->
              new EngineFailure.Nonsense(request.name(), String.valueOf(m.getMessage()));
          case EOFException eof ->
              new EngineFailure.Lost(request.name(), String.valueOf(eof.getMessage()));
          case EngineException known -> known.failure();
          default -> new EngineFailure.Lost(request.name(), e.toString());
        };
    return new EngineException(failure, e);
  }

  private EngineSocket connect() throws EngineException {
    try {
      return EngineSocket.connect(socket);
    } catch (SocketException e) {
      throw new EngineException(notReached(e), e);
    } catch (IOException e) {
      throw new EngineException(new EngineFailure.Absent(socket, e.toString()), e);
    }
  }

  private EngineFailure notReached(SocketException e) {
    // The JDK gives connect(2)'s errors as texts only: EACCES and EPERM are told apart here.
    String message = String.valueOf(e.getMessage());
    boolean denied =
        message.contains("Permission denied") || message.contains("Operation not permitted");
    if (denied) {
      return new EngineFailure.Denied(socket);
    }
    return new EngineFailure.Absent(
        socket, Files.exists(socket) ? message : "there is no such socket");
  }

  private void release(EngineSocket connection, boolean reusable) {
    EngineSocket surplus = reusable ? spare.getAndSet(connection) : connection;
    if (surplus != null) {
      closeQuietly(surplus);
    }
  }

  static void closeQuietly(EngineSocket connection) {
    try {
      connection.close();
    } catch (IOException e) {
      // Nothing was promised to be written: what matters of the exchange is already known.
    }
  }

  /** The body as a stream that turns broken connections into {@link EngineException}. */
  InputStream guarded(HttpRequest request, Duration time, InputStream body) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
          return body.read(bytes, offset, length);
        } catch (IOException e) {
          throw failure(request, time, e);
        }
      }
    };
  }

  @Override
  public void close() {
    EngineSocket kept = spare.getAndSet(null);
    if (kept != null) {
      closeQuietly(kept);
    }
  }
}
