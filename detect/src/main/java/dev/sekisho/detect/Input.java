package dev.sekisho.detect;

/** One value that a request brought, as the application received it. */
public final class Input {
  /** Where in the request a value stood. */
  public enum Source {
    PARAMETER,
    PATH,
    HEADER,
    COOKIE,
    FORM,
    JSON,
    XML,
    MULTIPART,
    FILE_NAME
  }

  private final Source source;
  private final String name;
  private final String text;

  /**
   * @param name of the parameter, header, cookie or field; a path into the document for JSON and
   *     XML; empty where the source has none
   * @param text the value
   */
  public Input(Source source, String name, String text) {
    this.source = source;
    this.name = name;
    this.text = text;
  }

  public Source source() {
    return source;
  }

  public String name() {
    return name;
  }

  public String text() {
    return text;
  }

  @Override
  public String toString() {
    return source + " " + name;
  }
}
