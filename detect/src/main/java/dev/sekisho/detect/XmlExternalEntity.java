package dev.sekisho.detect;

/**
 * External entities: a document type that names another resource, or expands without end. Judged by
 * the document alone, because a parser reads what a request brought.
 */
public final class XmlExternalEntity {
  /** More entities than this in one document type serve expansion, not writing. */
  private static final int MOST_ENTITIES = 64;

  private XmlExternalEntity() {}

  /**
   * Asks about a document that is about to be parsed.
   *
   * @param xml its beginning, at least as far as the root element
   */
  public static Detection check(String xml) {
    Detection detection = new Detection();
    String folded = Characters.lower(xml);
    int at = find(folded, "<!doctype", 0);
    if (at < 0) {
      return detection;
    }
    int bracket = folded.indexOf('[', at);
    int close = folded.indexOf('>', at);
    int name = at + 9;
    if (external(folded, name, bracket >= 0 && bracket < close ? bracket : close)) {
      add(detection, at, close < 0 ? xml.length() : close + 1);
      return detection;
    }
    int entities = 0;
    int entity = find(folded, "<!entity", at);
    while (entity >= 0) {
      int end = folded.indexOf('>', entity);
      end = end < 0 ? folded.length() : end;
      entities++;
      if (external(folded, entity + 8, end)
          || entities > MOST_ENTITIES
          || refersTwice(folded, entity + 8, end)) {
        add(detection, entity, Math.min(end + 1, xml.length()));
        return detection;
      }
      entity = find(folded, "<!entity", end);
    }
    return detection;
  }

  private static void add(Detection detection, int from, int to) {
    detection.add(
        new Hit(Threat.XML_EXTERNAL_ENTITY, Algorithm.BAD_FUNCTION, null, from, to, from, to));
  }

  private static int find(String folded, String what, int from) {
    return new Search(what).in(folded, from);
  }

  /** Whether SYSTEM or PUBLIC stands outside quotes. */
  private static boolean external(String folded, int from, int to) {
    char quote = '\0';
    for (int i = from; i < to && i < folded.length(); i++) {
      char c = folded.charAt(i);
      if (quote != '\0') {
        quote = c == quote ? '\0' : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if ((folded.startsWith("system", i) || folded.startsWith("public", i))
          && Characters.isSpace(folded.charAt(i - 1))) {
        return true;
      }
    }
    return false;
  }

  /** Whether an entity is made of two or more others: the step of an exponential expansion. */
  private static boolean refersTwice(String folded, int from, int to) {
    int references = 0;
    for (int i = from; i < to && i < folded.length(); i++) {
      if (folded.charAt(i) == '&' && i + 1 < to && folded.charAt(i + 1) != '#') {
        references++;
      }
    }
    return references >= 2;
  }
}
