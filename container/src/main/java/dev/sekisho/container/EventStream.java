package dev.sekisho.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * The engine's events, one JSON document a line. Read by one thread; {@link #close} may come from
 * another and ends the waiting read.
 */
public final class EventStream implements AutoCloseable {
  private static final int LINE_BYTES = 1024 * 1024;

  private final HttpAnswer answer;
  private final InputStream body;
  private final String request;
  private final Duration patience;
  private final byte[] buffer = new byte[16 * 1024];
  private int position;
  private int limit;

  private EventStream(HttpAnswer answer, InputStream body, String request, Duration patience) {
    this.patience = patience;
    this.answer = answer;
    this.body = body;
    this.request = request;
  }

  static EventStream of(HttpAnswer answer, HttpRequest request, EngineClient client) {
    return new EventStream(
        answer,
        client.guarded(request, client.patience(), answer.body()),
        request.name(),
        client.patience());
  }

  /**
   * Waits for the next event.
   *
   * @param time how long; an engine on which nothing happens is silent for hours
   * @return empty if none came in this time
   * @throws EngineException {@code Lost} when the engine stops or the stream is closed, {@code
   *     Nonsense} when a line is no event
   */
  public Optional<EngineEvent> next(Duration time) throws EngineException {
    try {
      if (position == limit && !answer.socket().waitForBytes(time)) {
        return Optional.empty();
      }
      // What has begun must go on.
      answer.socket().allow(patience);
      String line = line();
      return line.isBlank()
          ? Optional.empty()
          : Optional.of(
              EngineDocuments.event(
                  EngineDocuments.tree(line.getBytes(StandardCharsets.UTF_8), request)));
    } catch (EngineException e) {
      throw e;
    } catch (IOException e) {
      throw new EngineException(new EngineFailure.Lost(request, e.toString()), e);
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      if (position == limit) {
        limit = body.read(buffer, 0, buffer.length);
        position = 0;
        if (limit < 0) {
          limit = 0;
          throw new EngineException(
              new EngineFailure.Lost(request, "the engine ended the stream of events"));
        }
      }
      int start = position;
      while (position < limit && buffer[position] != '\n') {
        position++;
      }
      line.write(buffer, start, position - start);
      if (line.size() > LINE_BYTES) {
        throw new EngineException(
            new EngineFailure.Nonsense(request, "an event of more than " + LINE_BYTES + " bytes"));
      }
      if (position < limit) {
        position++;
        return line.toString(StandardCharsets.UTF_8);
      }
    }
  }

  @Override
  public void close() {
    EngineClient.closeQuietly(answer.socket());
  }
}
