package dev.sekisho.container.image;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer, read as it comes: a server that says nothing for too long, or that drips
 * until the time of the scan is over, ends the reading. Read by one thread.
 */
final class PatientStream extends InputStream implements Flow.Subscriber<List<ByteBuffer>> {
  private final Duration patience;
  private final Budget budget;
  // Never holds more than one piece and the end: a piece is asked for when the last is used up.
  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private final Deque<ByteBuffer> current = new ArrayDeque<>();
  private volatile Optional<Flow.Subscription> subscription = Optional.empty();
  private volatile boolean closed;
  private boolean ended;

  private sealed interface Piece {
    record Bytes(List<ByteBuffer> buffers) implements Piece {}

    record Failed(Throwable cause) implements Piece {}

    record End() implements Piece {}
  }

  PatientStream(Duration patience, Budget budget) {
    this.patience = patience;
    this.budget = budget;
  }

  @Override
  public void onSubscribe(Flow.Subscription to) {
    subscription = Optional.of(to);
    if (closed) {
      to.cancel();
    } else {
      to.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    pieces.add(new Piece.Bytes(buffers));
  }

  @Override
  public void onError(Throwable cause) {
    pieces.add(new Piece.Failed(cause));
  }

  @Override
  public void onComplete() {
    pieces.add(new Piece.End());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (current.isEmpty() && !ended) {
      next();
    }
    if (ended) {
      return -1;
    }
    ByteBuffer first = current.getFirst();
    int count = Math.min(length, first.remaining());
    first.get(into, offset, count);
    dropEmpty();
    return count;
  }

  private void next() throws IOException {
    budget.checkTime();
    switch (take()) {
      case Piece.Bytes bytes -> {
        current.addAll(bytes.buffers());
        dropEmpty();
      }
      case Piece.Failed failed -> throw new IOException(failed.cause());
      case Piece.End end -> ended = true;
    }
  }

  private Piece take() throws IOException {
    try {
      Piece piece = pieces.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (piece == null) {
        close();
        throw new HttpTimeoutException("nothing came for " + patience.toSeconds() + " s");
      }
      return piece;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a registry was read", e);
    }
  }

  private void dropEmpty() {
    while (!current.isEmpty() && !current.getFirst().hasRemaining()) {
      current.removeFirst();
    }
    if (current.isEmpty()) {
      subscription.ifPresent(to -> to.request(1));
    }
  }

  @Override
  public void close() {
    closed = true;
    subscription.ifPresent(Flow.Subscription::cancel);
  }
}
