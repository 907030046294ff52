package dev.sekisho.container.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Reads layers of an image several at a time, the largest first. */
public final class LayerReading {
  private LayerReading() {}

  /**
   * Reads layers, each into a sink of its own. The first failure ends all.
   *
   * @param layers which, by {@link ImageLayer#index}
   * @param sinks makes the sink of a layer; called on the thread that will read it
   * @param threads how many layers at a time, at least 1
   * @return the sinks, in the order of {@code layers}
   * @throws IOException as {@link OpenImage#read}; so do unchecked exceptions pass
   */
  public static <S extends LayerSink> List<S> read(
      OpenImage image, List<ImageLayer> layers, Function<ImageLayer, S> sinks, int threads)
      throws IOException {
    if (threads <= 1 || layers.size() <= 1) {
      List<S> read = new ArrayList<>();
      for (ImageLayer layer : layers) {
        read.add(readOne(image, layer, sinks));
      }
      return read;
    }
    ExecutorService executor =
        Executors.newFixedThreadPool(
            Math.min(threads, layers.size()),
            task -> {
              Thread thread = new Thread(task, "layer");
              thread.setDaemon(true);
              return thread;
            });
    try {
      return readAll(executor, image, layers, sinks);
    } finally {
      // Interrupting closes what is being read; after this no sink is called any more.
      executor.shutdownNow();
      executor.close();
    }
  }

  private static <S extends LayerSink> S readOne(
      OpenImage image, ImageLayer layer, Function<ImageLayer, S> sinks) throws IOException {
    S sink = sinks.apply(layer);
    image.read(layer.index(), sink);
    return sink;
  }

  private static <S extends LayerSink> List<S> readAll(
      ExecutorService executor,
      OpenImage image,
      List<ImageLayer> layers,
      Function<ImageLayer, S> sinks)
      throws IOException {
    List<ImageLayer> largestFirst = new ArrayList<>(layers);
    largestFirst.sort(Comparator.comparingLong(ImageLayer::sizeBytes).reversed());
    CompletionService<S> completed = new ExecutorCompletionService<>(executor);
    Map<ImageLayer, Future<S>> started = new HashMap<>();
    for (ImageLayer layer : largestFirst) {
      started.put(layer, completed.submit(() -> readOne(image, layer, sinks)));
    }
    for (int i = 0; i < layers.size(); i++) {
      outcome(next(completed));
    }
    List<S> read = new ArrayList<>();
    for (ImageLayer layer : layers) {
      read.add(outcome(Objects.requireNonNull(started.get(layer))));
    }
    return read;
  }

  private static <S> Future<S> next(CompletionService<S> completed) throws IOException {
    try {
      return completed.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while layers were read", e);
    }
  }

  private static <S> S outcome(Future<S> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while layers were read", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException io -> throw io;
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case null -> throw new AssertionError("a failure without a cause", e);
        case Throwable other -> throw new AssertionError("a reader of layers throws this", other);
      }
    }
  }
}
