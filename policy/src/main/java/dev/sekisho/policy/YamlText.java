package dev.sekisho.policy;

import dev.sekisho.policy.Findings.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The documents of an untrusted YAML text as nodes that know their place. What could blow up (size,
 * depth, aliases) is refused before anything is built.
 */
final class YamlText {
  /** How deep lists and maps may nest; policies need 4. */
  static final int MAXIMUM_DEPTH = 20;

  private final String text;
  private final Findings findings;
  private final LoadSettings settings;

  YamlText(String text, Findings findings) {
    this.text = text;
    this.findings = findings;
    this.settings =
        LoadSettings.builder()
            .setCodePointLimit(PolicyText.MAXIMUM_BYTES)
            .setAllowDuplicateKeys(true) // MapReader names both places
            .setAllowNonScalarKeys(true) // MapReader names the place
            .build();
  }

  /** The documents that are maps; what else there is becomes an error. */
  List<MappingNode> documents() {
    if (tooLarge() || !flatEnough()) {
      return List.of();
    }
    List<MappingNode> documents = new ArrayList<>();
    try {
      for (Node node : new Compose(settings).composeAllFromString(text)) {
        if (node instanceof MappingNode map) {
          documents.add(map);
        } else if (!node.getTag().equals(Tag.NULL)) { // a lone --- is no document
          findings.error(node, "document-not-a-map");
        }
      }
    } catch (YamlEngineException bad) { // what only the composer refuses
      syntax(bad);
      return List.of();
    }
    if (documents.isEmpty() && findings.errors() == 0) {
      findings.error(new Place(1, 1), "no-document");
    }
    return documents;
  }

  private boolean tooLarge() {
    // A Java char is at least one byte of UTF-8: do not encode what is surely too long.
    int bytes =
        text.length() > PolicyText.MAXIMUM_BYTES
            ? text.length()
            : text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes <= PolicyText.MAXIMUM_BYTES) {
      return false;
    }
    findings.error(
        new Place(1, 1),
        "yaml-too-large",
        String.valueOf(bytes),
        String.valueOf(PolicyText.MAXIMUM_BYTES));
    return true;
  }

  /** Reads the text as a stream of events, without building anything. */
  private boolean flatEnough() {
    int depth = 0;
    try {
      for (Event event : new Parse(settings).parseString(text)) {
        depth += event instanceof CollectionStartEvent ? 1 : 0;
        depth -= event instanceof CollectionEndEvent ? 1 : 0;
        if (event instanceof AliasEvent) {
          findings.error(place(event.getStartMark()), "yaml-alias");
          return false;
        }
        if (depth > MAXIMUM_DEPTH) {
          findings.error(
              place(event.getStartMark()), "yaml-too-deep", String.valueOf(MAXIMUM_DEPTH));
          return false;
        }
      }
    } catch (YamlEngineException bad) {
      syntax(bad);
      return false;
    }
    return true;
  }

  private void syntax(YamlEngineException bad) {
    if (bad instanceof MarkedYamlEngineException marked) {
      Optional<Mark> mark = marked.getProblemMark().or(marked::getContextMark);
      findings.error(place(mark), "yaml-syntax", String.valueOf(marked.getProblem()));
    } else { // a character that YAML does not allow
      findings.error(new Place(1, 1), "yaml-syntax", String.valueOf(bad.getMessage()));
    }
  }

  private static Place place(Optional<Mark> mark) {
    return mark.map(Findings::place).orElse(new Place(1, 1));
  }

  /**
   * Where a character of a scalar's value stands in the text. Folding and indentation change only
   * white space, so the other characters are found one after the other; where an escape hides one,
   * the place of the scalar is the answer.
   *
   * @param offset in characters of the value
   */
  Place place(ScalarNode scalar, int offset) {
    Place start = Findings.place(scalar);
    int[] raw = text.codePoints().toArray();
    int at = scalar.getStartMark().map(Mark::getIndex).orElse(raw.length);
    int end = Math.min(scalar.getEndMark().map(Mark::getIndex).orElse(0), raw.length);
    int line = start.line();
    int column = start.column();
    int[] wanted = scalar.getValue().substring(0, offset).codePoints().toArray();
    int[] rest = scalar.getValue().substring(offset).codePoints().limit(1).toArray();
    boolean block = at < end && (raw[at] == '|' || raw[at] == '>') && !scalar.isPlain();
    int matched = 0;
    boolean header = block;
    while (at < end) {
      boolean found =
          !header && matched == wanted.length && (rest.length == 0 || raw[at] == rest[0]);
      if (found) {
        return new Place(line, column);
      }
      if (!header && matched < wanted.length && raw[at] == wanted[matched]) {
        matched++;
      }
      while (matched < wanted.length && Character.isWhitespace(wanted[matched])) {
        matched++;
      }
      if (raw[at] == '\n') {
        header = false;
        line++;
        column = 1;
      } else {
        column++;
      }
      at++;
    }
    return matched == wanted.length && rest.length == 0 ? new Place(line, column) : start;
  }
}
