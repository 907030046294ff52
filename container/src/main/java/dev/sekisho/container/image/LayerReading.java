package dev.sekisho.container.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
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
      executor.shutdownNow();
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
    List<Future<S>> started = new ArrayList<>();
    for (ImageLayer layer : largestFirst) {
      Callable<S> task = () -> readOne(image, layer, sinks);
      started.add(executor.submit(task));
    }
    List<S> read = new ArrayList<>();
    for (ImageLayer layer : layers) {
      read.add(outcome(started.get(largestFirst.indexOf(layer))));
    }
    return read;
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
