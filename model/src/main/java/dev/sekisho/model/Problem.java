package dev.sekisho.model;

/**
 * Something that a person must put right, in the shape of RFC 9457.
 *
 * @param id kebab-case name of the kind of problem, also the anchor in {@code docs/problems.md}
 * @param what what is wrong, naming the value and the place ({@code file:line:column} where there
 *     is one)
 * @param fix what to do about it, a command where one exists
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public record Problem(String id, String what, String fix) {
  /** Where to read more, relative to the project's documentation. */
  public String see() {
    return "docs/problems.md#" + id;
  }

  /** The three lines that a command prints. */
  public String text() {
    return what + "\n  fix: " + fix + "\n  see: " + see();
  }
}
