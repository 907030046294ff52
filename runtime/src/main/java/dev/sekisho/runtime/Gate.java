package dev.sekisho.runtime;

import dev.sekisho.model.FailMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The enforcer's side of the gate ({@code src/main/c/gate.c}): answers whether a container may be
 * created or a process started in one, before it is. Its directory is the gate's own; it is there
 * whether or not an engine uses the gate.
 */
final class Gate implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Gate.class.getName());

  private static final int AT_ONCE = 64;
  private static final int LONGEST_REASON = 2000;
  private static final int UNJUDGED_BYTES = 2 << 20;

  /** The gate waits for two; after that nobody reads the answer. */
  private static final long PATIENCE_MILLIS = 2500;

  private final Path directory;
  private final Function<GateRequest, Answer> judge;
  private final Consumer<Unjudged> unjudged;
  private final ServerSocketChannel server;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sekisho-gate-clock").factory());
  private final Thread thread;

  /** What the gate is told. */
  record Answer(boolean pass, String reason) {
    static final Answer PASS = new Answer(true, "");
  }

  /** What was answered by the fail mode while nobody judged. */
  record Unjudged(int passed, int refused) {}

  private Gate(
      Path directory,
      ServerSocketChannel server,
      Function<GateRequest, Answer> judge,
      Consumer<Unjudged> unjudged) {
    this.directory = directory;
    this.server = server;
    this.judge = judge;
    this.unjudged = unjudged;
    this.thread = Thread.ofPlatform().daemon().name("sekisho-gate").unstarted(this::accept);
  }

  /**
   * Listens.
   *
   * @param directory the gate's
   * @param judge called by many threads
   * @param unjudged told of what the gate answered by itself
   */
  static Gate open(Path directory, Function<GateRequest, Answer> judge, Consumer<Unjudged> unjudged)
      throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path socket = directory.resolve("socket");
    Files.deleteIfExists(socket);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(socket), AT_ONCE);
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      server.close();
      throw e;
    }
    return new Gate(directory, server, judge, unjudged);
  }

  void start() {
    takeUnjudged();
    thread.start();
  }

  /** What the gate is to do when nobody answers. */
  void failMode(FailMode mode) {
    try {
      Path fresh = directory.resolve("fail-mode.new");
      Files.writeString(fresh, mode == FailMode.CLOSED ? "closed\n" : "open\n");
      Files.move(fresh, directory.resolve("fail-mode"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.ERROR, "the gate's fail mode stays: " + e.getMessage());
    }
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        places.acquire();
        SocketChannel caller = server.accept();
        Thread.ofVirtual().name("gate").start(() -> serve(caller));
      } catch (ClosedChannelException closed) {
        return;
      } catch (IOException e) {
        places.release();
        LOG.log(System.Logger.Level.ERROR, "the gate cannot be answered: " + e.getMessage());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void serve(SocketChannel caller) {
    ScheduledFuture<?> end =
        clock.schedule(() -> close(caller), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    try (caller) {
      InputStream in = Channels.newInputStream(caller);
      Answer answer = judge.apply(GateRequest.read(new java.io.BufferedInputStream(in)));
      OutputStream out = Channels.newOutputStream(caller);
      out.write(bytes(answer));
      out.flush();
      takeUnjudged();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "a call of the gate: " + e.getMessage());
    } catch (RuntimeException e) {
      // Without an answer the gate does what the fail mode says, and notes it.
      LOG.log(System.Logger.Level.ERROR, "a call of the gate could not be judged", e);
    } finally {
      end.cancel(false);
      places.release();
    }
  }

  private static void close(SocketChannel caller) {
    try {
      caller.close();
    } catch (IOException gone) {
      LOG.log(System.Logger.Level.DEBUG, gone.getMessage());
    }
  }

  private static byte[] bytes(Answer answer) {
    String reason = answer.reason();
    String cut = reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason;
    return (answer.pass() ? "A" : "D" + cut).getBytes(StandardCharsets.UTF_8);
  }

  /** Reads and forgets what the gate noted. */
  private synchronized void takeUnjudged() {
    Path noted = directory.resolve("unjudged");
    Path taken = directory.resolve("unjudged.taken");
    try {
      Files.move(noted, taken, StandardCopyOption.ATOMIC_MOVE);
      String text;
      try (InputStream in = Files.newInputStream(taken)) {
        text = new String(in.readNBytes(UNJUDGED_BYTES), StandardCharsets.UTF_8);
      }
      int refused = (int) text.lines().filter(line -> line.contains(" closed ")).count();
      int all = (int) text.lines().count();
      Files.delete(taken);
      if (all > 0) unjudged.accept(new Unjudged(all - refused, refused));
    } catch (NoSuchFileException none) {
      LOG.log(System.Logger.Level.TRACE, "nothing was left unjudged");
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "what was left unjudged: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      Files.deleteIfExists(directory.resolve("socket"));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the gate's socket: " + e.getMessage());
    }
    thread.interrupt();
    clock.shutdownNow();
  }
}
