package dev.sekisho.enforcer;

import dev.sekisho.kernel.Fanotify;
import dev.sekisho.kernel.FileSystem;
import dev.sekisho.runtime.Pulse;
import dev.sekisho.wire.Spool;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;

/**
 * A process that answers fanotify events as the enforcer does, with its watchdog, and that a test
 * can stop: it allows everything, so what is refused was refused by the watchdog.
 *
 * <p>Arguments: a tmpfs, the page, a directory for the watchdog, {@code open} or {@code closed}.
 */
final class StoppableLoop {
  private StoppableLoop() {}

  public static void main(String[] arguments) throws Exception {
    Path tmpfs = Path.of(arguments[0]);
    Path page = Path.of(arguments[1]);
    Path run = Path.of(arguments[2]);
    boolean closed = arguments[3].equals("closed");
    Pulse.open(page);
    MappedByteBuffer shared = map(page);
    Fanotify fanotify = Fanotify.open();
    fanotify.markFileSystem(tmpfs, Fanotify.FAN_OPEN_EXEC_PERM, FileSystem.TMPFS);
    shared.putLong(72, (long) Files.getAttribute(tmpfs, "unix:dev"));
    shared.putLong(80, closed ? 1 : 0);
    shared.putInt(64, 1);
    shared.putInt(12, descriptor());
    Thread.ofPlatform().daemon().start(() -> beat(shared));
    Spool spool = Spool.open(run.resolve("spool"), 1 << 20, InstantSource.system());
    DecisionLog decisions = new DecisionLog(spool, () -> "h", () -> 0, InstantSource.system());
    Watchdog watchdog = Watchdog.prepare(run, page, decisions).orElseThrow();
    watchdog.start();
    System.out.println("ready " + watchdog.handle().orElseThrow().pid());
    Judge judge = new Judge(shared);
    while (true) fanotify.serve(judge);
  }

  private static MappedByteBuffer map(Path page) throws IOException {
    try (FileChannel file =
        FileChannel.open(page, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer shared = file.map(FileChannel.MapMode.READ_WRITE, 0, Pulse.SIZE);
      shared.order(ByteOrder.nativeOrder());
      return shared;
    }
  }

  private static int descriptor() throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path each : all) {
        if (Files.isSymbolicLink(each)
            && Files.readSymbolicLink(each).toString().equals("anon_inode:[fanotify]")) {
          return Integer.parseInt(each.getFileName().toString());
        }
      }
    }
    throw new AssertionError("no fanotify descriptor");
  }

  private static void beat(MappedByteBuffer shared) {
    while (true) {
      shared.putLong(16, System.nanoTime());
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private record Judge(MappedByteBuffer shared) implements Fanotify.Judge {
    @Override
    public boolean allow(long mask, int file, int pid, int pidDescriptor) {
      shared.putLong(40, shared.getLong(40) + 1);
      return true;
    }

    @Override
    public void overflowed() {
      throw new AssertionError("overflow");
    }
  }
}
