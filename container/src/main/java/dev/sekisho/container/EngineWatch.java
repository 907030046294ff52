package dev.sekisho.container;

import java.util.function.Consumer;

/**
 * Follows the containers of an engine and tells a listener what becomes of them, over restarts of
 * the engine too.
 */
@SuppressWarnings("DoNotCallSuggester") // the interface before its implementation
public final class EngineWatch implements AutoCloseable {
  private final DockerEngine engine;
  private final Consumer<ContainerChange> listener;

  /**
   * @param listener told of every change, by one thread and in order; while it works the watch
   *     waits
   */
  public EngineWatch(DockerEngine engine, Consumer<ContainerChange> listener) {
    this.engine = engine;
    this.listener = listener;
  }

  /** Begins to watch, in a thread of its own. */
  public void start() {
    if (engine.socket().getNameCount() > 0) {
      throw new UnsupportedOperationException(listener.toString());
    }
  }

  /** Stops watching and waits for the thread. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
