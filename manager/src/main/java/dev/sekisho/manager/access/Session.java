package dev.sekisho.manager.access;

import java.time.Instant;

/**
 * A login of a person in a browser.
 *
 * @param key names it among the manager's sessions; not the secret of the cookie
 * @param user who
 * @param csrf what forms send in the field {@code csrf}, and scripts in the header {@code
 *     X-CSRF-Token}
 * @param startedAt when
 * @param endsAt when it ends in any case
 */
public record Session(String key, String user, String csrf, Instant startedAt, Instant endsAt) {}
