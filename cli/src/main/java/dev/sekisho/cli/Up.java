package dev.sekisho.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Manager and enforcer on this machine, started together and stopped together.
 *
 * <p>The thread that calls {@link #start} must live until the end: see {@link ChildProcess#start}.
 */
final class Up {
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  private final Terminal terminal;
  private final Map<String, String> environment;
  private final Home home;
  private final UpOptions options;
  private final DataDirectory directory;
  private final boolean root;

  /** What runs, the last started first: that is the order of stopping. */
  private final Deque<ChildProcess> running = new ArrayDeque<>();

  private boolean stopping;

  private Optional<Restart> restart = Optional.empty();

  /** How the enforcer is started again. */
  private record Restart(LocalEnforcer enforcer, LocalManager.Ready ready, ManagerClient client) {}

  Up(Terminal terminal, Map<String, String> environment, Home home, UpOptions options) {
    this.terminal = terminal;
    this.environment = environment;
    this.home = home;
    this.options = options;
    this.root = SystemUser.isRoot();
    this.directory = DataDirectory.of(options.manager.data, root, environment);
  }

  /**
   * What runs now.
   *
   * @param ready the manager
   * @param context how the command speaks to it
   * @param enforcing whether the enforcer has reported to it
   */
  record Running(LocalManager.Ready ready, Context context, boolean enforcing) {}

  /** Starts everything and returns when it works; whatever was started ends with this JVM. */
  Running start() {
    directory.prepare();
    lock();
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    if (root && SystemUser.ensure(directory)) {
      terminal.tell("up.user-made", SystemUser.NAME);
    }
    LocalManager local = new LocalManager(terminal, home, options.manager, directory, root);
    local.check();
    ChildProcess manager = register(local.start(root));
    LocalManager.Ready ready = local.awaitReady(manager);
    Context context = local.context(ready);
    context.save(Context.file(environment));
    boolean enforcing =
        options.noEnforcer ? skip("up.no-enforcer-wanted") : enforce(ready, context);
    return new Running(ready, context, enforcing);
  }

  private void lock() {
    Path file = directory.folder().resolve("up.lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      Optional<FileLock> lock = Optional.ofNullable(channel.tryLock()); // held until this JVM ends
      if (lock.isEmpty()) {
        throw Exit.ENVIRONMENT.because("already-up", directory.folder());
      }
    } catch (IOException e) {
      throw Exit.ENVIRONMENT.because("data-directory", file, Cause.of(e));
    }
  }

  private boolean enforce(LocalManager.Ready ready, Context context) {
    if (!root) {
      return skip("up.no-enforcer-root");
    }
    new EngineCheck(terminal, options.enforcer.engine).check(options.installEngine);
    Instant since = Instant.now().minusSeconds(1);
    ManagerClient client = new ManagerClient(context);
    LocalEnforcer local = new LocalEnforcer(terminal, home, directory, options.enforcer);
    ChildProcess enforcer = register(local.start(ready, client));
    restart = Optional.of(new Restart(local, ready, client));
    return local.awaitReport(enforcer, client, since);
  }

  private boolean skip(String key) {
    terminal.tell(key);
    return false;
  }

  private synchronized ChildProcess register(ChildProcess child) {
    running.push(child);
    return child;
  }

  /** The administrator's one-time password, while nobody has logged in. */
  Optional<String> firstPassword() {
    try {
      return Files.exists(directory.firstLogin())
          ? Optional.of(Files.readString(directory.firstLogin()).strip())
          : Optional.empty();
    } catch (IOException e) {
      throw Exit.ENVIRONMENT.because("manager-ready-file", directory.firstLogin(), Cause.of(e));
    }
  }

  /**
   * Waits until the manager does not run any more. An enforcer that ends is started again, later
   * each time as long as it does not last.
   *
   * @return the exit code
   */
  int watch() {
    Backoff backoff = new Backoff();
    while (true) {
      CompletableFuture.anyOf(ends()).join();
      if (isStopping()) {
        parkUntilStopped();
      }
      ended();
      if (restart.isEmpty() || !onlyTheEnforcerEnded()) {
        return Exit.ENVIRONMENT.code;
      }
      startAgain(restart.get(), backoff);
    }
  }

  private synchronized CompletableFuture<?>[] ends() {
    return running.stream().map(ChildProcess::onExit).toArray(CompletableFuture[]::new);
  }

  private synchronized boolean onlyTheEnforcerEnded() {
    return running.stream().allMatch(child -> child.isAlive() || child.name().equals("enforcer"));
  }

  private void startAgain(Restart how, Backoff backoff) {
    Duration pause = backoff.next();
    terminal.tell("up.restarting-enforcer", pause.toSeconds());
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (isStopping()) {
      parkUntilStopped();
    }
    synchronized (this) {
      running.removeIf(child -> !child.isAlive());
    }
    Instant since = Instant.now().minusSeconds(1);
    ChildProcess enforcer = register(how.enforcer().start(how.ready(), how.client()));
    if (how.enforcer().awaitReport(enforcer, how.client(), since)) {
      terminal.tell("up.enforcing-again");
    }
  }

  /** Pauses of 1, 2, 4 … 60 seconds; from the start again after what lasted ten minutes. */
  private static final class Backoff {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration LASTING = Duration.ofMinutes(10);

    private Duration pause = Duration.ofSeconds(1);
    private Instant last = Instant.EPOCH;

    Duration next() {
      Instant now = Instant.now();
      if (last.plus(LASTING).isBefore(now)) {
        pause = Duration.ofSeconds(1);
      }
      last = now;
      Duration wait = pause;
      pause = pause.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : pause.multipliedBy(2);
      return wait;
    }
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  /** The stop runs in the shutdown hook, which ends the JVM; this thread must outlive it. */
  private static void parkUntilStopped() {
    new CompletableFuture<Void>().join();
  }

  private synchronized void ended() {
    for (ChildProcess child : running) {
      if (!child.isAlive()) {
        terminal.tell("up.ended", child.name(), child.exitCode());
        terminal.tell("up.last-lines", child.name(), child.logFile());
        child.lastLines().forEach(line -> terminal.error().println("  | " + Inert.line(line)));
      }
    }
  }

  /** Stops the enforcer, then the manager, so that its last decisions still arrive. */
  private void stop() {
    boolean asked;
    synchronized (this) {
      asked = running.stream().allMatch(ChildProcess::isAlive);
      stopping = true;
    }
    while (true) {
      ChildProcess child;
      synchronized (this) {
        if (running.isEmpty()) {
          break;
        }
        child = running.pop();
      }
      if (!child.isAlive()) {
        continue;
      }
      terminal.tell("up.stopping", child.name());
      if (!child.stop(STOP_PATIENCE)) {
        terminal.tell("up.stopped-hard", child.name(), STOP_PATIENCE.toSeconds());
      }
    }
    if (asked) {
      terminal.tell("up.stopped");
    }
  }
}
