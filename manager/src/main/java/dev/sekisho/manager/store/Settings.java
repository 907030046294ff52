package dev.sekisho.manager.store;

import java.time.Duration;

/**
 * What an administrator may set while the manager runs.
 *
 * @param sessionIdle a login ends after this time without activity; an open live page is activity
 * @param sessionAbsolute a login ends after this time in any case
 * @param eventRetention events are kept this long, by whole days
 * @param certificateLifetime how long a host's certificate is valid; it is renewed at two thirds
 * @param probeInterval how often controls are proved
 * @param timeZone an IANA zone for times in the console, {@code browser} for the reader's own
 */
public record Settings(
    Duration sessionIdle,
    Duration sessionAbsolute,
    Duration eventRetention,
    Duration certificateLifetime,
    Duration probeInterval,
    String timeZone) {
  public static final Settings DEFAULT =
      new Settings(
          Duration.ofHours(8),
          Duration.ofDays(7),
          Duration.ofDays(30),
          Duration.ofHours(24),
          Duration.ofMinutes(15),
          "browser");

  public Settings {
    between("sessionIdle", sessionIdle, Duration.ofMinutes(1), Duration.ofDays(30));
    between("sessionAbsolute", sessionAbsolute, sessionIdle, Duration.ofDays(90));
    between("eventRetention", eventRetention, Duration.ofDays(1), Duration.ofDays(3650));
    between("certificateLifetime", certificateLifetime, Duration.ofMinutes(5), Duration.ofDays(90));
    between("probeInterval", probeInterval, Duration.ofMinutes(1), Duration.ofDays(1));
    if (!timeZone.equals("browser") && !java.time.ZoneId.getAvailableZoneIds().contains(timeZone)) {
      throw new IllegalArgumentException(
          "timeZone " + timeZone + ": expected browser or a name such as Asia/Tokyo");
    }
  }

  private static void between(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          name + " " + value + ": expected " + least + " to " + most);
    }
  }
}
