package dev.sekisho.policy.scope;

/** The types of the expressions in a scope. */
sealed interface Type {
  record Bool() implements Type {
    @Override
    public String toString() {
      return "bool";
    }
  }

  record Int() implements Type {
    @Override
    public String toString() {
      return "int";
    }
  }

  record Text() implements Type {
    @Override
    public String toString() {
      return "string";
    }
  }

  /** A list; its elements are all of one type. */
  record ListOf(Type element) implements Type {
    @Override
    public String toString() {
      return "list(" + element + ")";
    }
  }

  /** A map from strings. */
  record MapTo(Type value) implements Type {
    @Override
    public String toString() {
      return "map(string, " + value + ")";
    }
  }

  /** The element type of the empty list: it fits every other. */
  record Any() implements Type {
    @Override
    public String toString() {
      return "any";
    }
  }

  /** Whether a value of one type can be a value of the other. */
  default boolean fits(Type other) {
    if (this instanceof Any || other instanceof Any) {
      return true;
    }
    return switch (this) {
      case ListOf list -> other instanceof ListOf that && list.element().fits(that.element());
      case MapTo map -> other instanceof MapTo that && map.value().fits(that.value());
      case Bool scalar -> scalar.equals(other);
      case Int scalar -> scalar.equals(other);
      case Text scalar -> scalar.equals(other);
      case Any any -> true;
    };
  }
}
