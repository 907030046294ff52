package dev.sekisho.manager.api;

import dev.sekisho.manager.access.Sessions;
import dev.sekisho.manager.database.DatabaseUnavailable;
import dev.sekisho.manager.store.EventFilter;
import dev.sekisho.manager.store.EventSignal;
import dev.sekisho.manager.store.Events;
import dev.sekisho.manager.store.StoredDecision;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Streams of new events. Each reader has one virtual thread, which reads at the reader's pace. */
@Singleton
public class EventStreams {
  private static final int AT_MOST = 200;
  private static final int AT_ONCE = 100;
  private static final Duration BEAT = Duration.ofSeconds(15);

  private final Events events;
  private final EventSignal signal;
  private final Sessions sessions;
  private final Semaphore places = new Semaphore(AT_MOST);

  EventStreams(Events events, EventSignal signal, Sessions sessions) {
    this.events = events;
    this.signal = signal;
    this.sessions = sessions;
  }

  /**
   * One beat of a stream.
   *
   * @param event an event; empty for a sign of life, which comes every 15 seconds
   */
  public record Beat(Optional<StoredDecision> event) {}

  /**
   * Events that are stored from now on, as far as the filter takes them. The stream ends with the
   * login that asked for it; an open stream is activity of that login.
   *
   * @param cookie value of the login's cookie, empty for an API token
   */
  public Multi<Beat> follow(EventFilter filter, String cookie, String address) {
    return Multi.createFrom()
        .emitter(emitter -> begin(filter, cookie, address, emitter), BackPressureStrategy.BUFFER);
  }

  private void begin(
      EventFilter filter, String cookie, String address, MultiEmitter<? super Beat> emitter) {
    if (!places.tryAcquire()) {
      emitter.fail(new IllegalStateException("too many streams"));
      return;
    }
    // It is never interrupted: an interrupt while it reads from the database closes the connection
    // under the pool. A reader that is gone is noticed at the next beat.
    Thread.ofVirtual().name("event-stream").start(() -> run(filter, cookie, address, emitter));
  }

  private void run(
      EventFilter filter, String cookie, String address, MultiEmitter<? super Beat> emitter) {
    try {
      long seen = Math.max(signal.newest(), events.newest());
      emitter.emit(new Beat(Optional.empty()));
      while (!emitter.isCancelled() && isGood(cookie, address)) {
        if (signal.await(seen, BEAT)) {
          EventSignal.settle();
          seen = emit(filter, seen, emitter);
        } else {
          emitter.emit(new Beat(Optional.empty()));
        }
      }
      emitter.complete();
    } catch (InterruptedException e) {
      emitter.complete();
    } catch (DatabaseUnavailable e) {
      // The reader connects again, and sees then whether there is a database.
      emitter.complete();
    } catch (RuntimeException e) {
      emitter.fail(e);
    } finally {
      places.release();
    }
  }

  private boolean isGood(String cookie, String address) {
    return cookie.isEmpty() || sessions.keepAlive(cookie, address);
  }

  /** Sends what is new; returns the id up to which all was looked at. */
  private long emit(EventFilter filter, long seen, MultiEmitter<? super Beat> emitter) {
    long upTo = signal.newest();
    long last = seen;
    while (!emitter.isCancelled()) {
      List<StoredDecision> some = events.after(filter, last, AT_ONCE);
      some.forEach(event -> emitter.emit(new Beat(Optional.of(event))));
      if (some.size() < AT_ONCE) {
        return some.isEmpty() ? Math.max(upTo, last) : Math.max(upTo, some.getLast().id());
      }
      last = some.getLast().id();
    }
    return last;
  }
}
