package dev.sekisho.policy;

import java.time.Instant;

/**
 * The text of one policy or exception as it is stored and sent.
 *
 * @param name its name
 * @param revision revision of this document
 * @param yaml its text
 * @param activatedAt when it first became active; {@code enforceAfter} counts from here and an edit
 *     does not move it
 */
public record PolicyDocument(String name, long revision, String yaml, Instant activatedAt) {}
