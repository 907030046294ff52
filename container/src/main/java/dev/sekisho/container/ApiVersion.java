package dev.sekisho.container;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of the Docker Engine API, such as 1.41.
 *
 * @see <a href="https://docs.docker.com/reference/api/engine/#api-version-matrix">version
 *     matrix</a>
 */
public record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
  /** Docker 19.03. */
  public static final ApiVersion OLDEST = new ApiVersion(1, 40);

  /**
   * Docker 28.3: from 1.52 on inspecting no longer names the storage driver's directories in the
   * same place.
   */
  public static final ApiVersion NEWEST = new ApiVersion(1, 51);

  private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");

  /** Reads {@code major.minor}; empty if the text has another form. */
  public static Optional<ApiVersion> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new ApiVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /**
   * The newest version that both sides speak.
   *
   * @param minimum the oldest that the engine speaks
   * @param maximum the newest that the engine speaks
   */
  static Optional<ApiVersion> negotiate(ApiVersion minimum, ApiVersion maximum) {
    ApiVersion newest = maximum.compareTo(NEWEST) < 0 ? maximum : NEWEST;
    return newest.compareTo(minimum) < 0 || newest.compareTo(OLDEST) < 0
        ? Optional.empty()
        : Optional.of(newest);
  }

  @Override
  public int compareTo(ApiVersion other) {
    int byMajor = Integer.compare(major, other.major);
    return byMajor != 0 ? byMajor : Integer.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
