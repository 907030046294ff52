package dev.sekisho.detect;

/** What a token is, in any of the languages. */
enum Kind {
  /** A bare word: a keyword, a name, a command's word. */
  WORD,
  NUMBER,
  /** A quoted text; its content is inside its delimiters. */
  TEXT,
  /** A quoted name; its content is inside its delimiters. */
  NAME,
  /** A place that is filled in apart from the text: {@code ?}, {@code :name}, {@code $1}. */
  PARAMETER,
  OPERATOR,
  /** Parentheses, commas, semicolons, dots. */
  PUNCTUATION,
  /** What the language skips. */
  COMMENT
}
