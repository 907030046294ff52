package dev.sekisho.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The accounts of people on this host: those of {@code /etc/passwd} from 1000 on that can log in.
 * Accounts of a directory service are not among them.
 */
final class HostAccounts {
  private static final long FIRST_PERSON = 1000;
  private static final long NOBODY = 65_534;
  private static final long LARGEST_BYTES = 1024 * 1024;

  private HostAccounts() {}

  static Map<Long, String> read() {
    Path file = Path.of("/etc/passwd");
    try {
      return Files.size(file) > LARGEST_BYTES
          ? Map.of()
          : parse(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException unreadable) {
      return Map.of();
    }
  }

  static Map<Long, String> parse(String passwd) {
    Map<Long, String> people = new HashMap<>();
    for (String line : passwd.split("\n", -1)) {
      String[] fields = line.split(":", 7);
      if (fields.length < 7 || !fields[2].matches("\\d{1,10}")) continue;
      long number = Long.parseLong(fields[2]);
      boolean logsIn = !fields[6].endsWith("/nologin") && !fields[6].endsWith("/false");
      if (number >= FIRST_PERSON && number != NOBODY && logsIn) {
        people.putIfAbsent(number, fields[0]);
      }
    }
    return people;
  }
}
