package dev.sekisho.policy.scope;

import java.util.Random;

/** Makes well-typed scopes at random, as texts. */
final class RandomScopes {
  private static final String[] TEXTS = {
    "image.repository",
    "image.tag",
    "container.name",
    "kubernetes.namespace",
    "kubernetes.deployment",
    "host.name",
    "container.labels[\"team\"]",
    "container.labels[\"none\"]",
    "\"shop/web\"",
    "\"prod\"",
    "\"a\"",
    "\"日本\"",
    "(image.registry + \"/x\")"
  };
  private static final String[] LISTS = {
    "container.environment",
    "host.addresses",
    "[\"a\", \"prod\", \"shop/web\"]",
    "[image.tag, \"b\"]",
    "container.environment.filter(e, e.startsWith(\"P\"))",
    "host.addresses.map(a, a + \"!\")"
  };
  private static final String[] MAPS = {
    "container.labels", "kubernetes.labels", "enforcer.labels", "image.labels"
  };

  private final Random random;

  RandomScopes(Random random) {
    this.random = random;
  }

  String truth(int depth) {
    if (depth == 0) {
      return leaf();
    }
    return switch (random.nextInt(8)) {
      case 0, 1 -> "(" + truth(depth - 1) + " && " + truth(depth - 1) + ")";
      case 2, 3 -> "(" + truth(depth - 1) + " || " + truth(depth - 1) + ")";
      case 4 -> "!(" + truth(depth - 1) + ")";
      case 5 -> "(" + truth(depth - 1) + " ? " + truth(depth - 1) + " : " + truth(depth - 1) + ")";
      case 6 -> list() + "." + quantifier() + "(x, x == " + text() + " || " + leaf() + ")";
      default -> leaf();
    };
  }

  private String leaf() {
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> text() + " == " + text();
      case 3 -> text() + " != " + text();
      case 4 -> text() + ".startsWith(" + text() + ")";
      case 5 -> text() + ".contains(\"o\")";
      case 6 -> text() + " in " + list();
      case 7 -> text() + " in " + map();
      case 8 -> "size(" + list() + ") " + relation() + " " + number();
      case 9 -> "has(" + map() + ".team)";
      case 10 -> text() + ".matches(\"^[a-s]+/?\")";
      default -> text() + " " + relation() + " " + text();
    };
  }

  private String number() {
    return switch (random.nextInt(5)) {
      case 0 -> "(1 / 0)";
      case 1 -> "size(" + text() + ")";
      case 2 -> "(7 % 3)";
      case 3 -> "-1";
      default -> "2";
    };
  }

  private String relation() {
    return pick("<", "<=", ">", ">=", "==", "!=");
  }

  private String quantifier() {
    return pick("all", "exists", "exists_one");
  }

  private String text() {
    return pick(TEXTS);
  }

  private String list() {
    return pick(LISTS);
  }

  private String map() {
    return pick(MAPS);
  }

  private String pick(String... of) {
    return of[random.nextInt(of.length)];
  }
}
