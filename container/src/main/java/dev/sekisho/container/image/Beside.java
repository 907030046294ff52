package dev.sekisho.container.image;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work on a thread of its own, beside that of a walker. */
final class Beside<T> {
  private final FutureTask<T> task;

  private Beside(FutureTask<T> task) {
    this.task = task;
  }

  /**
   * Starts; a permit of {@link Budget#helpers} was acquired before and is given back at the end.
   */
  static <T> Beside<T> started(String name, Budget budget, Callable<T> work) {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              try {
                return work.call();
              } finally {
                budget.helpers().release();
              }
            });
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return new Beside<>(task);
  }

  /** Waits for the result; throws what the work threw. */
  T outcome() throws IOException {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a layer was read", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException io -> throw io;
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case null -> throw new AssertionError("a failure without a cause", e);
        case Throwable other -> throw new AssertionError("work beside a walker throws this", other);
      }
    }
  }

  /** Waits for the end, however it ends: for work whose result nobody needs any more. */
  void settle() {
    boolean interrupted = false;
    while (true) {
      try {
        task.get();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        break; // Whoever needed the result has been told; nobody needs it here.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
