package dev.sekisho.policy.scope;

/** The types that have no parameters, and the two that attributes have. */
final class Types {
  static final Type BOOL = new Type.Bool();
  static final Type INT = new Type.Int();
  static final Type TEXT = new Type.Text();
  static final Type TEXTS = new Type.ListOf(TEXT);
  static final Type LABELS = new Type.MapTo(TEXT);

  private Types() {}
}
