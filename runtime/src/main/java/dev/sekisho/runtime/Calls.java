package dev.sekisho.runtime;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Under which names a program is called. The kernel's guard goes by the same rules. */
final class Calls {
  private Calls() {}

  /** Whether a file of this name holds many programs. */
  static boolean isMultiCall(String name) {
    return name.startsWith("busybox") || name.startsWith("toybox") || name.startsWith("coreutils");
  }

  /**
   * All names: the path as called, the last component of {@code argv[0]}, and the applet.
   *
   * @param called the path as given to execve, empty if it is not known
   */
  static Set<String> names(String called, List<String> arguments, boolean multiCall) {
    Set<String> names = new LinkedHashSet<>();
    if (!called.isEmpty()) names.add(called);
    if (arguments.isEmpty()) return names;
    String first = word(arguments.getFirst());
    if (!first.isEmpty()) names.add(first);
    if (multiCall) applet(arguments).ifPresent(names::add);
    return names;
  }

  /**
   * What a multi-call binary runs: the first word that is not its own name, last component only,
   * leading dashes dropped, as busybox itself does it; {@code --coreutils-prog=NAME} is NAME.
   */
  static Optional<String> applet(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      String word = word(arguments.get(i));
      if (i > 0 && word.indexOf('=') >= 0) word = word.substring(word.lastIndexOf('=') + 1);
      if (!word.isEmpty() && !isMultiCall(word)) return Optional.of(word);
    }
    return Optional.empty();
  }

  private static String word(String argument) {
    String name = argument.substring(argument.lastIndexOf('/') + 1);
    int dashes = 0;
    while (dashes < name.length() && name.charAt(dashes) == '-') dashes++;
    return name.substring(dashes);
  }
}
