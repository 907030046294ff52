package dev.sekisho.manager.console;

import dev.sekisho.manager.access.Caller;
import dev.sekisho.manager.access.Needs;
import dev.sekisho.manager.access.Permission;
import dev.sekisho.manager.access.Sessions;
import dev.sekisho.manager.database.DatabaseUnavailable;
import dev.sekisho.manager.store.EventSignal;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;

/**
 * The stream that tells open pages that something changed. It carries no content: each part of a
 * page asks for its own. An open page is activity of its login, up to the absolute limit.
 */
@Path("/live")
public class LiveResource {
  private static final int AT_MOST = 200;

  /** However much happens, a page is told at most this often. */
  private static final Duration PAUSE = Duration.ofMillis(900);

  private static final Duration BEAT = Duration.ofSeconds(15);
  private static final Duration MINUTE = Duration.ofSeconds(60);

  private final EventSignal signal;
  private final Sessions sessions;
  private final Caller caller;
  private final Semaphore places = new Semaphore(AT_MOST);

  LiveResource(EventSignal signal, Sessions sessions, Caller caller) {
    this.signal = signal;
    this.sessions = sessions;
    this.caller = caller;
  }

  @GET
  @Needs(Permission.READ)
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public Multi<OutboundSseEvent> live(@Context Sse sse) {
    String cookie = caller.cookie();
    String address = caller.address();
    return Multi.createFrom()
        .emitter(
            emitter -> begin(new Page(sse, cookie, address, emitter)), BackPressureStrategy.BUFFER);
  }

  /** An open page. */
  private record Page(
      Sse sse, String cookie, String address, MultiEmitter<? super OutboundSseEvent> emitter) {
    void tell(String name) {
      emitter.emit(sse.newEventBuilder().name(name).data("").build());
    }
  }

  private void begin(Page page) {
    if (!places.tryAcquire()) {
      page.emitter().fail(new IllegalStateException("too many open pages"));
      return;
    }
    // It is never interrupted: an interrupt while it asks the database closes the connection under
    // the pool.
    // A page that is gone is noticed at the next beat.
    Thread.ofVirtual().name("live-page").start(() -> run(page));
  }

  private void run(Page page) {
    try {
      follow(page);
      page.emitter().complete();
    } catch (InterruptedException | DatabaseUnavailable ended) {
      // The page connects again, and is told then whether there is a database.
      page.emitter().complete();
    } catch (RuntimeException e) {
      page.emitter().fail(e);
    } finally {
      places.release();
    }
  }

  private void follow(Page page) throws InterruptedException {
    long seen = signal.newest();
    Instant minute = Instant.now().plus(MINUTE);
    page.tell("beat");
    while (!page.emitter().isCancelled() && isSignedIn(page)) {
      boolean changed = signal.await(seen, BEAT);
      if (changed) {
        Thread.sleep(PAUSE);
        seen = signal.newest();
        page.tell("changed");
      }
      if (Instant.now().isAfter(minute)) {
        minute = Instant.now().plus(MINUTE);
        page.tell("minute");
      } else if (!changed) {
        page.tell("beat");
      }
    }
  }

  private boolean isSignedIn(Page page) {
    return page.cookie().isEmpty() || sessions.keepAlive(page.cookie(), page.address());
  }
}
