package dev.sekisho.container;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Something that listens on a Unix socket and answers as told: a fixture that writes whatever bytes
 * a test wants an engine to write.
 */
final class FakeEngine implements AutoCloseable {
  /** What is done after an answer. */
  interface Script {
    /**
     * Answers one request.
     *
     * @param request its first line, such as {@code GET /_ping HTTP/1.1}
     * @return whether the connection is kept for another request
     */
    boolean answer(String request, Peer peer) throws IOException;
  }

  /** One connection, from the engine's side. */
  record Peer(SocketChannel channel, CountDownLatch closing) {
    void write(String text) throws IOException {
      write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void write(byte[] bytes) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }

    void json(int status, String body) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      write("HTTP/1.1 " + status + " X\r\nContent-Length: " + bytes.length + "\r\n\r\n");
      write(bytes);
    }

    void chunk(String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      write(Integer.toHexString(bytes.length) + "\r\n");
      write(bytes);
      write("\r\n");
    }

    /** Says nothing more until the fake is closed. */
    void hang() {
      try {
        closing.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private final Path socket;
  private final ServerSocketChannel server;
  private final Script script;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<SocketChannel> open = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  private FakeEngine(Path socket, Script script) throws IOException {
    this.socket = socket;
    this.script = script;
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofPlatform().daemon().start(this::accept);
  }

  static FakeEngine at(Path socket, Script script) throws IOException {
    return new FakeEngine(socket, script);
  }

  /** An engine that answers requests of a path (without version) with JSON; others with 404. */
  static Script documents(Function<String, String> document) {
    return (request, peer) -> {
      String path =
          request.split(" ", -1)[1].replaceFirst("^/v1\\.\\d+", "").replaceFirst("\\?.*", "");
      String body =
          path.equals("/version")
              ? "{\"Version\":\"20.10\",\"ApiVersion\":\"1.41\",\"MinAPIVersion\":\"1.12\"}"
              : document.apply(path);
      peer.json(body.isEmpty() ? 404 : 200, body.isEmpty() ? "{\"message\":\"none\"}" : body);
      return true;
    };
  }

  List<String> requests() {
    return requests;
  }

  int connections() {
    return open.size();
  }

  private void accept() {
    while (true) {
      SocketChannel channel;
      try {
        channel = server.accept();
      } catch (IOException e) {
        return; // closed
      }
      open.add(channel);
      Thread.ofPlatform().daemon().start(() -> serve(channel));
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      Peer peer = new Peer(channel, closing);
      boolean kept = true;
      while (kept) {
        String request = head(channel);
        if (request.isEmpty()) {
          return;
        }
        requests.add(request);
        kept = script.answer(request, peer);
      }
    } catch (IOException e) {
      // The client went away, as hostile answers make it do.
    }
  }

  /** Reads a request's head and its body of known length; the first line, or empty at the end. */
  private static String head(SocketChannel channel) throws IOException {
    var in = Channels.newInputStream(channel);
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
    }
    var length = Pattern.compile("Content-Length: (\\d+)").matcher(head);
    if (length.find()) {
      in.readNBytes(Integer.parseInt(length.group(1)));
    }
    return head.substring(0, head.indexOf("\r\n"));
  }

  @Override
  public void close() throws IOException {
    closing.countDown();
    server.close();
    for (SocketChannel channel : open) {
      channel.close();
    }
    Files.deleteIfExists(socket);
  }
}
