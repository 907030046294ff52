package dev.sekisho.container.image;

import java.util.List;
import java.util.Locale;

/**
 * For what machine an image is made.
 *
 * @param operatingSystem such as {@code linux}
 * @param architecture as Go names it, such as {@code amd64}
 * @param variant such as {@code v8}; empty if any
 */
public record Platform(String operatingSystem, String architecture, String variant) {
  /** Reads {@code linux/arm64/v8} or {@code linux/amd64}, as {@code --platform} has it. */
  public static Platform parse(String text) {
    List<String> parts = List.of(text.toLowerCase(Locale.ROOT).split("/", -1));
    if (parts.size() < 2 || parts.size() > 3 || parts.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException(
          "platform '" + text + "': expected os/architecture, such as linux/amd64");
    }
    return new Platform(parts.get(0), parts.get(1), parts.size() == 3 ? parts.get(2) : "");
  }

  /** The machine that this runs on, for Linux containers. */
  public static Platform host() {
    String machine = System.getProperty("os.arch", "amd64");
    String architecture =
        switch (machine) {
          case "x86_64", "amd64" -> "amd64";
          case "aarch64" -> "arm64";
          case "arm" -> "arm";
          default -> machine;
        };
    return new Platform("linux", architecture, "");
  }

  /** Whether an image for another platform is what was asked for. */
  boolean takes(Platform other) {
    return takesSomeOf(other) && (variant.isEmpty() || variant.equals(other.variant));
  }

  /** The same, where the other may have left out what it is for. */
  boolean takesSomeOf(Platform other) {
    return (other.operatingSystem.isEmpty() || operatingSystem.equals(other.operatingSystem))
        && (other.architecture.isEmpty() || architecture.equals(other.architecture));
  }

  @Override
  public String toString() {
    return operatingSystem + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
  }
}
