package dev.sekisho.policy.scope;

import java.util.List;
import java.util.Optional;

/** The text of a scope as a tree, before names are resolved and types checked. */
sealed interface Syntax {
  /** Where it begins in the text. */
  int start();

  /** Where it ends, exclusive. */
  int end();

  /** A literal: {@code String}, {@code Long} or {@code Boolean}. */
  record Literal(int start, int end, Object value) implements Syntax {}

  record Name(int start, int end, String name) implements Syntax {}

  record Select(int start, int end, Syntax operand, String field) implements Syntax {}

  record Index(int start, int end, Syntax operand, Syntax index) implements Syntax {}

  record Items(int start, int end, List<Syntax> items) implements Syntax {}

  /** A call of a function or macro, with the operand before the dot if there is one. */
  record Call(int start, int end, Optional<Syntax> target, String function, List<Syntax> arguments)
      implements Syntax {}

  /**
   * An operator: {@code !}, {@code -}, {@code &&} and {@code ||} with two or more, the rest with
   * two.
   */
  record Operation(int start, int end, String operator, List<Syntax> operands) implements Syntax {}

  record Choice(int start, int end, Syntax condition, Syntax then, Syntax otherwise)
      implements Syntax {}
}
