package dev.sekisho.container;

import java.io.IOException;
import java.util.Map;

/**
 * Names of the users of a container, by number, as its image gives them: what a container writes to
 * its own {@code /etc/passwd} later does not rename anybody.
 *
 * @param names by user id
 */
@SuppressWarnings("DoNotCallSuggester") // the interface before its implementation
public record UserNames(Map<Long, String> names) {
  public UserNames {
    names = Map.copyOf(names);
  }

  /** Reads {@code /etc/passwd} of the image; no names if it has none. */
  public static UserNames of(ImageFiles files) throws IOException {
    throw new UnsupportedOperationException(files.getClass().getName());
  }

  /** The name, or the number as text. */
  public String name(long user) {
    return names.getOrDefault(user, Long.toString(user));
  }
}
