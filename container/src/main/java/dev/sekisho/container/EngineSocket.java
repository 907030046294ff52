package dev.sekisho.container;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A connection to a Unix socket on which no call waits for ever. Used by one thread; {@link #close}
 * may come from another and ends a waiting call with {@link AsynchronousCloseException}.
 */
final class EngineSocket implements AutoCloseable {
  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final ByteBuffer received = ByteBuffer.allocate(16 * 1024).flip();
  private long deadline = Long.MAX_VALUE;
  private volatile boolean closed;

  private EngineSocket(SocketChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    this.selector = selector;
    channel.configureBlocking(false);
    this.key = channel.register(selector, SelectionKey.OP_READ);
  }

  /** Connects; a Unix socket answers at once or fails at once. */
  static EngineSocket connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return new EngineSocket(channel, Selector.open());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** From now on calls fail with {@link SocketTimeoutException} once this time has passed. */
  void allow(Duration time) {
    deadline = System.nanoTime() + time.toNanos();
  }

  /**
   * Waits until there is something to read, the end of the connection included.
   *
   * @return false if nothing came in this time
   */
  boolean waitForBytes(Duration time) throws IOException {
    long before = deadline;
    allow(time);
    try {
      ready();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } finally {
      deadline = before;
    }
  }

  /** Whether the connection is open and silent, as one that waits for the next request must be. */
  boolean idle() {
    if (closed || received.hasRemaining()) {
      return false;
    }
    try {
      return fill() == 0;
    } catch (IOException e) {
      // A broken connection is one that is not idle: the caller opens another.
      return false;
    }
  }

  /** The next byte, or -1 at the end. */
  int read() throws IOException {
    return ready() ? received.get() & 0xff : -1;
  }

  /** At least one byte into the array, or -1 at the end. */
  int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!ready()) {
      return -1;
    }
    int count = Math.min(length, received.remaining());
    received.get(bytes, offset, count);
    return count;
  }

  /**
   * A line up to LF, its CR LF left out, as ISO 8859-1.
   *
   * @throws EOFException if the connection ends first
   * @throws MalformedAnswerException if it is longer than the bound
   */
  String readLine(int maximumBytes) throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = read();
      if (next < 0) {
        throw new EOFException("the connection ended inside a line");
      }
      if (next == '\n') {
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r'
            ? line.substring(0, length - 1)
            : line.toString();
      }
      if (line.length() >= maximumBytes) {
        throw new MalformedAnswerException("a line of more than " + maximumBytes + " bytes");
      }
      line.append((char) next);
    }
  }

  /** Writes all bytes. */
  void write(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
    while (buffer.hasRemaining()) {
      if (channel.write(buffer) == 0) {
        await(SelectionKey.OP_WRITE);
      }
    }
  }

  private boolean ready() throws IOException {
    while (!received.hasRemaining()) {
      int count = fill();
      if (count < 0) {
        return false;
      }
      if (count == 0) {
        await(SelectionKey.OP_READ);
      }
    }
    return true;
  }

  private int fill() throws IOException {
    received.clear();
    try {
      return channel.read(received);
    } finally {
      received.flip();
    }
  }

  private void await(int operation) throws IOException {
    try {
      key.interestOps(operation);
      if (deadline == Long.MAX_VALUE) {
        selector.select();
      } else {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new SocketTimeoutException();
        }
        selector.select(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      }
      selector.selectedKeys().clear();
    } catch (ClosedSelectorException | CancelledKeyException e) {
      throw new AsynchronousCloseException();
    }
    if (closed || Thread.currentThread().isInterrupted()) {
      throw new AsynchronousCloseException();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    channel.close();
    selector.close();
  }
}
