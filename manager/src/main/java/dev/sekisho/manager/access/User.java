package dev.sekisho.manager.access;

import java.time.Instant;
import java.util.Optional;

/**
 * A person who may sign in.
 *
 * @param name as typed at login: lower-case letters, digits, dots and hyphens, at most 63
 * @param role the role
 * @param mayWeaken whether an operator may lower protection
 * @param mustChangePassword whether the password is a one-time password
 * @param disabled whether signing in is refused
 * @param createdAt when
 * @param lastLoginAt empty if never
 */
public record User(
    String name,
    Role role,
    boolean mayWeaken,
    boolean mustChangePassword,
    boolean disabled,
    Instant createdAt,
    Optional<Instant> lastLoginAt) {}
