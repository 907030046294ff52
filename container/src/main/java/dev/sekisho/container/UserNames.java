package dev.sekisho.container;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Names of the users of a container, by number, as its image gives them: what a container writes to
 * its own {@code /etc/passwd} later does not rename anybody.
 *
 * @param names by user id
 * @see <a href="https://man7.org/linux/man-pages/man5/passwd.5.html">passwd(5)</a>
 */
public record UserNames(Map<Long, String> names) {
  private static final int MAXIMUM_BYTES = 1024 * 1024;
  private static final int MAXIMUM_USERS = 10_000;

  public UserNames {
    names = Map.copyOf(names);
  }

  /** Reads {@code /etc/passwd} of the image; no names if it has none. */
  public static UserNames of(ImageFiles files) throws IOException {
    return parse(files.text("/etc/passwd", MAXIMUM_BYTES));
  }

  /** Reads lines of passwd(5); of two names of one number the first counts, broken lines do not. */
  public static UserNames parse(String passwd) {
    Map<Long, String> names = new HashMap<>();
    for (String line : passwd.split("\n", -1)) {
      String[] fields = line.split(":", 4);
      if (fields.length == 4
          && !fields[0].isEmpty()
          && fields[2].matches("\\d{1,10}")
          && names.size() < MAXIMUM_USERS) {
        names.putIfAbsent(Long.parseLong(fields[2]), Inert.text(fields[0], 64));
      }
    }
    return new UserNames(names);
  }

  /** The name, or the number as text. */
  public String name(long user) {
    return names.getOrDefault(user, Long.toString(user));
  }
}
