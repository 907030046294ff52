package dev.sekisho.container;

import java.time.Instant;
import java.util.Map;

/**
 * One line of the engine's event stream.
 *
 * @param type {@code container}, {@code network}, {@code image}, {@code volume} …
 * @param action such as {@code create}, {@code start}, {@code die}, {@code exec_create: ls}
 * @param actor id of what it happened to
 * @param attributes labels and others; for {@code network} events {@code container} is the id
 * @param at with nanoseconds, by the engine's clock
 */
public record EngineEvent(
    String type, String action, String actor, Map<String, String> attributes, Instant at) {
  public EngineEvent {
    attributes = Map.copyOf(attributes);
  }
}
