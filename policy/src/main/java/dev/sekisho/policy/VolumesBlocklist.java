package dev.sekisho.policy;

import dev.sekisho.model.ContainerConfiguration;
import dev.sekisho.model.ContainerConfiguration.Mount;
import dev.sekisho.model.Event;
import dev.sekisho.model.Mode;
import dev.sekisho.model.Phrase;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * Paths of the host that must not be inside a container: themselves, what lies below them, and what
 * they lie below. It does not matter by which name, link, mount or device the path is reached.
 *
 * <p>Join: lists unite.
 *
 * @param paths absolute paths without {@code .} and {@code ..}, without a slash at the end
 */
public record VolumesBlocklist(List<String> paths) implements Control {
  /** The name in the policy's text. */
  public static final String NAME = "volumesBlocklist";

  public VolumesBlocklist {
    paths = List.copyOf(paths);
    if (paths.isEmpty() || !paths.stream().allMatch(VolumesBlocklist::isPath)) {
      throw new IllegalArgumentException("volumesBlocklist " + paths + ": expected absolute paths");
    }
  }

  /** Whether a text is an absolute path in its shortest form. */
  static boolean isPath(String text) {
    return text.equals("/")
        || (text.startsWith("/")
            && text.indexOf('\0') < 0
            && java.util.Arrays.stream(text.substring(1).split("/", -1))
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals("..")));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Match> judge(Event event) {
    return StartOnly.of(event).flatMap(this::judge);
  }

  private Optional<Match> judge(ContainerConfiguration configuration) {
    SequencedSet<String> rules = new LinkedHashSet<>();
    SequencedSet<String> elements = new LinkedHashSet<>();
    List<String> seen = new ArrayList<>();
    for (Mount mount : configuration.mounts()) {
      for (String place : mount.places()) {
        Optional<String> listed = paths.stream().filter(path -> touches(path, place)).findFirst();
        if (listed.isPresent()) {
          rules.add("paths: " + listed.get());
          elements.add(place);
          seen.add(
              (mount.source().equals(place) ? place : mount.source() + " = " + place)
                  + " → "
                  + mount.destination());
          break;
        }
      }
    }
    if (rules.isEmpty()) return Optional.empty();
    return Optional.of(
        new Match(
            String.join(", ", rules),
            List.copyOf(elements),
            Phrase.of("fact.volumes", String.join(", ", seen)),
            List.of(
                Phrase.of("pass.volumes.without", String.join(", ", elements)),
                Phrase.of("pass.exception", NAME, String.join(", ", elements))),
            Mode.ENFORCE));
  }

  private static boolean touches(String listed, String place) {
    return isAtOrBelow(place, listed) || isAtOrBelow(listed, place);
  }

  private static boolean isAtOrBelow(String path, String directory) {
    return path.equals(directory)
        || directory.equals("/")
        || (path.startsWith(directory) && path.charAt(directory.length()) == '/');
  }
}
