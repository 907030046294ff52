package dev.sekisho.manager.store;

import dev.sekisho.model.Decision;
import java.time.Instant;

/**
 * A decision as the manager keeps it.
 *
 * @param id its place in the order of arrival, see {@link EventId}
 * @param receivedAt when it was stored, by the manager's clock
 * @param hostName logical name of the host; {@code manager} for what the manager says of itself
 * @param decision what the enforcer sent
 */
public record StoredDecision(long id, Instant receivedAt, String hostName, Decision decision) {}
