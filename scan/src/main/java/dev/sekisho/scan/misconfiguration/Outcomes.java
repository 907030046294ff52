package dev.sekisho.scan.misconfiguration;

import dev.sekisho.model.Finding;
import dev.sekisho.model.Location;
import dev.sekisho.scan.format.MalformedException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What the checks of one file come to. */
final class Outcomes {
  private static final int MOST = 1000;
  private static final Pattern IGNORE =
      Pattern.compile("(?:#|//)\\s*sekisho:ignore\\s+([a-z0-9.,-]+)");

  private final String path;
  private final Map<Integer, Set<String>> ignored;
  private final List<Finding> findings = new ArrayList<>();
  private final Set<String> unknown = new LinkedHashSet<>();
  private final Set<String> spent = new LinkedHashSet<>();
  private final Set<String> told = new LinkedHashSet<>();

  Outcomes(String path, Map<Integer, Set<String>> ignored) {
    this.path = path;
    this.ignored = ignored;
  }

  /**
   * Where a file says which checks it means to fail: a comment {@code sekisho:ignore ID,ID reason}
   * on the line, or on the line above.
   *
   * @return ids by the line that they hold for
   */
  static Map<Integer, Set<String>> ignored(String text) {
    if (!text.contains("sekisho:ignore")) {
      return Map.of();
    }
    Map<Integer, Set<String>> found = new java.util.HashMap<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      var matcher = IGNORE.matcher(line);
      if (matcher.find()) {
        List<String> ids = List.of(matcher.group(1).split(",", -1));
        int from = number;
        found.computeIfAbsent(from, none -> new java.util.HashSet<>()).addAll(ids);
        if (line.strip().startsWith("#") || line.strip().startsWith("//")) {
          found.computeIfAbsent(from + 1, none -> new java.util.HashSet<>()).addAll(ids);
        }
      }
    }
    return found;
  }

  /** Runs checks over a subject. */
  <T> void check(List<Check<T>> checks, T subject) {
    for (Check<T> check : checks) {
      try {
        check.look().at(subject, new Checked(check));
      } catch (Effort.Spent e) {
        spent.add(check.id());
      }
    }
  }

  /** What one check tells. */
  private final class Checked implements Check.Teller {
    private final Check<?> check;

    Checked(Check<?> check) {
      this.check = check;
    }

    private boolean isIgnored(int line) {
      return ignored.getOrDefault(line, Set.of()).contains(check.id());
    }

    @Override
    public void fail(int line, String seen) {
      if (findings.size() < MOST
          && !isIgnored(line)
          && told.add(check.id() + " " + line + " " + seen)) {
        findings.add(
            new Finding.Misconfiguration(
                check.id(),
                Optional.of(check.severity()),
                new Location(
                    path,
                    OptionalInt.empty(),
                    line > 0 ? OptionalInt.of(line) : OptionalInt.empty(),
                    OptionalInt.empty()),
                Map.of("seen", seen),
                check.references()));
      }
    }

    @Override
    public void unknown(int line) {
      if (!isIgnored(line)) {
        unknown.add(check.id() + " (line " + line + ")");
      }
    }
  }

  /**
   * Hands the findings on.
   *
   * @throws MalformedException at the end, if something is not known
   */
  void tell(Consumer<? super Finding> to) throws MalformedException {
    findings.forEach(to);
    if (findings.size() >= MOST) {
      throw new MalformedException("more than " + MOST + " misconfigurations in one file");
    }
    if (!spent.isEmpty()) {
      throw new MalformedException(
          "its commands take too long to be compared; not decided: " + String.join(", ", spent));
    }
    if (!unknown.isEmpty()) {
      List<String> shown = List.copyOf(unknown).subList(0, Math.min(10, unknown.size()));
      int more = unknown.size() - shown.size();
      throw new MalformedException(
          "not decided, as the values are expressions: "
              + String.join(", ", shown)
              + (more > 0 ? " and " + more + " more" : ""));
    }
  }
}
