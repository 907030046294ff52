package dev.sekisho.manager.console;

/**
 * A line of two texts beside each other.
 *
 * @param before its number in the older text, empty if it is not there
 * @param after its number in the newer text, empty if it is not there
 * @param kind {@code add}, {@code remove}, or empty where both have it
 * @param text the line
 */
public record DifferenceLine(String before, String after, String kind, String text) {
  /** What stands in front of it where colours do not show. */
  public String sign() {
    return switch (kind) {
      case "add" -> "+";
      case "remove" -> "−";
      default -> "";
    };
  }
}
