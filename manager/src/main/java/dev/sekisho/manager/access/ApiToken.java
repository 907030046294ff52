package dev.sekisho.manager.access;

import java.time.Instant;
import java.util.Optional;

/**
 * A token of the REST API, without its secret.
 *
 * @param id names it
 * @param name for people
 * @param role the role
 * @param mayWeaken whether an operator's token may lower protection
 * @param createdBy who made it
 * @param createdAt when
 * @param expiresAt empty if never
 * @param usedAt to the minute; empty if never
 */
public record ApiToken(
    String id,
    String name,
    Role role,
    boolean mayWeaken,
    String createdBy,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> usedAt) {}
