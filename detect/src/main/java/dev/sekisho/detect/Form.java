package dev.sekisho.detect;

/** How the text of a {@link Candidate} came out of an input. */
public enum Form {
  /** As it was received. */
  PLAIN,
  /** Percent-encoding taken off once. */
  URL,
  /** Percent-encoding taken off twice. */
  URL_TWICE,
  /** {@code \\uXXXX} and {@code %uXXXX} taken off. */
  UNICODE_ESCAPE,
  /** Entities of HTML taken off. */
  HTML_ENTITY,
  /** Base64, of either alphabet. */
  BASE64,
  /** Full-width forms folded to ASCII, half-width katakana left alone. */
  FULL_WIDTH,
  /** White space at both ends taken off. */
  TRIMMED
}
