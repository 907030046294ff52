package dev.sekisho.scan.report;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which of the texts that packages state as their licence are identifiers of the SPDX list. Only
 * those that images are full of: any other text is given on as it is, never guessed at.
 *
 * @see <a href="https://spdx.org/licenses/">SPDX licence list</a>
 */
final class Licences {
  private static final Set<String> IDENTIFIERS =
      Set.of(
          "0BSD",
          "AFL-2.1",
          "AGPL-3.0-only",
          "AGPL-3.0-or-later",
          "Apache-1.1",
          "Apache-2.0",
          "Artistic-1.0",
          "Artistic-2.0",
          "BlueOak-1.0.0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "BSD-4-Clause",
          "BSL-1.0",
          "bzip2-1.0.6",
          "CC-BY-3.0",
          "CC-BY-4.0",
          "CC0-1.0",
          "CDDL-1.0",
          "CDDL-1.1",
          "curl",
          "EPL-1.0",
          "EPL-2.0",
          "GFDL-1.3-only",
          "GPL-1.0-only",
          "GPL-1.0-or-later",
          "GPL-2.0-only",
          "GPL-2.0-or-later",
          "GPL-3.0-only",
          "GPL-3.0-or-later",
          "HPND",
          "ICU",
          "ISC",
          "LGPL-2.0-only",
          "LGPL-2.0-or-later",
          "LGPL-2.1-only",
          "LGPL-2.1-or-later",
          "LGPL-3.0-only",
          "LGPL-3.0-or-later",
          "libpng-2.0",
          "MIT",
          "MIT-0",
          "MPL-1.1",
          "MPL-2.0",
          "NCSA",
          "OFL-1.1",
          "OpenSSL",
          "PostgreSQL",
          "PSF-2.0",
          "Python-2.0",
          "Ruby",
          "Sleepycat",
          "TCL",
          "Unlicense",
          "UPL-1.0",
          "Vim",
          "W3C",
          "WTFPL",
          "X11",
          "Zlib",
          "ZPL-2.1");

  private static final Map<String, String> BY_LOWER_CASE = byLowerCase();

  private Licences() {}

  private static Map<String, String> byLowerCase() {
    Map<String, String> names = new TreeMap<>();
    IDENTIFIERS.forEach(id -> names.put(id.toLowerCase(Locale.ROOT), id));
    // Deprecated identifiers that package managers still print; the list names their successors.
    names.put("gpl-2.0", "GPL-2.0-only");
    names.put("gpl-2.0+", "GPL-2.0-or-later");
    names.put("gpl-3.0", "GPL-3.0-only");
    names.put("gpl-3.0+", "GPL-3.0-or-later");
    names.put("lgpl-2.1", "LGPL-2.1-only");
    names.put("lgpl-2.1+", "LGPL-2.1-or-later");
    return names;
  }

  /** The identifier that the text is, in the list's own spelling. */
  static Optional<String> identifier(String text) {
    return Optional.ofNullable(BY_LOWER_CASE.get(text.strip().toLowerCase(Locale.ROOT)));
  }

  /**
   * The text as an SPDX expression of identifiers that are known here, joined by AND, OR and
   * parentheses; empty if anything in it is not.
   */
  static Optional<String> expression(String text) {
    StringBuilder expression = new StringBuilder();
    for (String word : text.replace("(", " ( ").replace(")", " ) ").strip().split("\\s+", -1)) {
      Optional<String> part =
          switch (word) {
            case "AND", "OR", "(", ")" -> Optional.of(word);
            default -> identifier(word);
          };
      if (part.isEmpty()) {
        return Optional.empty();
      }
      expression.append(expression.isEmpty() ? "" : " ").append(part.get());
    }
    return isBalanced(expression.toString())
        ? Optional.of(expression.toString())
        : Optional.empty();
  }

  /** Whether names and joining words alternate and every parenthesis has its partner. */
  private static boolean isBalanced(String expression) {
    int depth = 0;
    boolean wantsName = true;
    for (String word : expression.split(" ", -1)) {
      switch (word) {
        case "(" -> {
          if (!wantsName) return false;
          depth++;
        }
        case ")" -> {
          if (wantsName || depth-- == 0) return false;
        }
        case "AND", "OR" -> {
          if (wantsName) return false;
          wantsName = true;
        }
        default -> {
          if (!wantsName) return false;
          wantsName = false;
        }
      }
    }
    return depth == 0 && !wantsName;
  }
}
