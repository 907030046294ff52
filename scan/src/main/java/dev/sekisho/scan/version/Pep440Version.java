package dev.sekisho.scan.version;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code [epoch!]release[{a|b|rc}N][.postN][.devN][+local]}, with all spellings that the standard
 * brings to this form.
 *
 * @see <a href="https://packaging.python.org/en/latest/specifications/version-specifiers/">version
 *     specifiers (PEP 440)</a>
 */
record Pep440Version(
    String epoch,
    List<String> release,
    int stage,
    String stageNumber,
    boolean post,
    String postNumber,
    boolean dev,
    String devNumber,
    List<String> local)
    implements Comparable<Pep440Version> {
  private static final Pattern FORM =
      Pattern.compile(
          "v?(?:([0-9]+)!)?([0-9]+(?:\\.[0-9]+)*+)"
              + "(?:[-_.]?(alpha|beta|preview|pre|a|b|c|rc)[-_.]?([0-9]*))?"
              + "(?:-([0-9]+)|[-_.]?(post|rev|r)[-_.]?([0-9]*))?"
              + "(?:[-_.]?(dev)[-_.]?([0-9]*))?"
              + "(?:\\+([a-z0-9]+(?:[-_.][a-z0-9]+)*+))?");

  static int compare(String left, String right) throws MalformedVersionException {
    if (left.isEmpty() || right.isEmpty()) {
      throw new MalformedVersionException(
          "", "[epoch!]release[{a|b|rc}N][.postN][.devN][+local] of PEP 440");
    }
    Optional<Pep440Version> a = parse(left);
    Optional<Pep440Version> b = parse(right);
    if (a.isPresent() && b.isPresent()) return a.get().compareTo(b.get());
    if (a.isEmpty() && b.isEmpty()) return LegacyPythonVersion.compare(left, right);
    return Boolean.compare(a.isPresent(), b.isPresent());
  }

  /** Empty if the text is of no form that PEP 440 takes. */
  private static Optional<Pep440Version> parse(String text) {
    Matcher m = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (!m.matches()) return Optional.empty();
    return Optional.of(
        new Pep440Version(
            or(m.group(1)),
            Arrays.asList(m.group(2).split("\\.", -1)),
            stage(or(m.group(3))),
            or(m.group(4)),
            m.group(5) != null || m.group(6) != null,
            or(m.group(5)) + or(m.group(7)),
            m.group(8) != null,
            or(m.group(9)),
            m.group(10) == null ? List.of() : Arrays.asList(m.group(10).split("[-_.]", -1))));
  }

  private static String or(@org.jspecify.annotations.Nullable String group) {
    return group == null ? "" : group;
  }

  /** alpha 0, beta 1, candidate 2, none 3. */
  private static int stage(String name) {
    return switch (name) {
      case "a", "alpha" -> 0;
      case "b", "beta" -> 1;
      case "c", "rc", "pre", "preview" -> 2;
      default -> 3;
    };
  }

  @Override
  public int compareTo(Pep440Version other) {
    int order = Digits.compare(epoch, other.epoch);
    if (order != 0) return order;
    for (int i = 0; i < Math.max(release.size(), other.release.size()); i++) {
      order = Digits.compare(at(release, i), at(other.release, i));
      if (order != 0) return order;
    }
    order = Integer.compare(rank(), other.rank());
    if (order != 0) return order;
    order = Digits.compare(stageNumber, other.stageNumber);
    if (order != 0) return order;
    order = Boolean.compare(post, other.post);
    if (order != 0) return order;
    order = Digits.compare(postNumber, other.postNumber);
    if (order != 0) return order;
    order = -Boolean.compare(dev, other.dev);
    if (order != 0) return order;
    order = Digits.compare(devNumber, other.devNumber);
    return order != 0 ? order : local(other);
  }

  /** 1.0.dev1 comes before 1.0a1. */
  private int rank() {
    return stage == 3 && !post && dev ? -1 : stage;
  }

  private static String at(List<String> parts, int index) {
    return index < parts.size() ? parts.get(index) : "0";
  }

  /** Numbers are newer than words, more parts newer than fewer. */
  private int local(Pep440Version other) {
    List<String> mine = new ArrayList<>(local);
    List<String> theirs = new ArrayList<>(other.local);
    for (int i = 0; i < Math.min(mine.size(), theirs.size()); i++) {
      boolean number = Digits.areDigits(mine.get(i));
      boolean otherNumber = Digits.areDigits(theirs.get(i));
      int order =
          number != otherNumber
              ? Boolean.compare(number, otherNumber)
              : number
                  ? Digits.compare(mine.get(i), theirs.get(i))
                  : mine.get(i).compareTo(theirs.get(i));
      if (order != 0) return order;
    }
    return Integer.compare(mine.size(), theirs.size());
  }
}
