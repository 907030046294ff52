package dev.sekisho.scan.version;

/** A text is no version of the ecosystem: whether it is affected cannot be told. */
public final class MalformedVersionException extends Exception {
  private static final long serialVersionUID = 1;

  MalformedVersionException(String version, String expected) {
    super("'" + shortened(version) + "' is not a version here: expected " + expected);
  }

  private static String shortened(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
