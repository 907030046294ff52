package dev.sekisho.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** Lists in the API's answers. */
final class Pages {
  private Pages() {}

  /** The entries of a page, or of a plain list. */
  static Iterable<JsonNode> items(JsonNode answer) {
    return answer.isArray() ? answer : answer.path("items");
  }
}
