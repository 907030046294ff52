package dev.sekisho.manager.store;

import java.time.Instant;
import java.util.HexFormat;

/**
 * One entry of the audit log.
 *
 * @param number from 1 without holes
 * @param at when, by the manager's clock, to the microsecond
 * @param actor who: a user, {@code token:NAME}, {@code host:ID} or {@code manager}
 * @param address from where, empty for the manager itself
 * @param action dotted, such as {@code policy.change}; the key of its text in the catalogue
 * @param subject what it was done to, such as the policy's name
 * @param detail more about it, as JSON
 * @param weakens whether protection was lowered
 * @param hash SHA-256 over this entry and the hash of the one before, in hexadecimal
 */
public record AuditEntry(
    long number,
    Instant at,
    String actor,
    String address,
    String action,
    String subject,
    String detail,
    boolean weakens,
    String hash) {
  static String hex(byte[] hash) {
    return HexFormat.of().formatHex(hash);
  }
}
