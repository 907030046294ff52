package dev.sekisho.scan.misconfiguration;

import dev.sekisho.scan.format.MalformedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.AnchorNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The documents of a YAML or JSON file; anchors and merge keys are followed, within bounds. */
final class YamlDocuments {
  private static final int LARGEST = 8 << 20;
  private static final int DEPTH = 100;

  /** What all aliases of a document may stand for, in values. */
  private static final int VALUES = 500_000;

  private int values;

  private YamlDocuments() {}

  /**
   * Reads all documents of a text.
   *
   * @throws MalformedException with the line, if it is no YAML or no bounded one
   */
  static List<Value> read(String text) throws MalformedException {
    LoadSettings settings =
        LoadSettings.builder()
            .setAllowDuplicateKeys(true)
            .setAllowRecursiveKeys(false)
            .setMaxAliasesForCollections(1000)
            .setCodePointLimit(LARGEST)
            .setLabel("")
            .build();
    List<Value> documents = new ArrayList<>();
    try {
      for (Node node : new Compose(settings).composeAllFromString(text)) {
        documents.add(new YamlDocuments().value(node, 0));
      }
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      throw new MalformedException("line " + line + ": " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new MalformedException(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    } catch (StackOverflowError e) {
      throw new MalformedException("its values are nested too deeply");
    }
    return documents;
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  private Value value(Node node, int depth) throws MalformedException {
    if (depth > DEPTH) {
      throw new MalformedException("its values are nested deeper than " + DEPTH + " levels");
    }
    if (++values > VALUES) {
      throw new MalformedException("its aliases stand for more than " + VALUES + " values");
    }
    int line = line(node);
    String tag = node.getTag().getValue();
    boolean isFunction = tag.startsWith("!") && tag.length() > 1;
    return switch (node) {
      case AnchorNode anchor -> value(anchor.getRealNode(), depth + 1);
      case ScalarNode scalar ->
          isFunction ? function(tag, scalar.getValue(), line) : scalar(scalar, line);
      case SequenceNode sequence -> {
        List<Value> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
          items.add(value(item, depth + 1));
        }
        yield isFunction ? new Value.Unknown(tag, line) : new Value.Items(items, line);
      }
      case MappingNode mapping ->
          isFunction ? new Value.Unknown(tag, line) : table(mapping, line, depth);
      default -> throw new MalformedException("line " + line + ": unknown kind of value");
    };
  }

  private static Value scalar(ScalarNode scalar, int line) {
    boolean isNull = scalar.getTag().getValue().equals("tag:yaml.org,2002:null");
    return isNull ? new Value.Absent(line) : new Value.Text(scalar.getValue(), line);
  }

  /** A tag of CloudFormation; one that only joins known text is that text. */
  private static Value function(String tag, String argument, int line) {
    return tag.equals("!Sub") && !argument.contains("${")
        ? new Value.Text(argument, line)
        : new Value.Unknown(tag + " " + argument, line);
  }

  private Value table(MappingNode mapping, int line, int depth) throws MalformedException {
    Map<String, Value> fields = new LinkedHashMap<>();
    List<Value> merged = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Optional<String> key = key(tuple.getKeyNode());
      Value value = value(tuple.getValueNode(), depth + 1);
      if (key.equals(Optional.of("<<"))) {
        merged.addAll(value.each());
      } else {
        key.ifPresent(name -> fields.put(name, value));
      }
    }
    for (Value other : merged) {
      other.fields().forEach(fields::putIfAbsent);
    }
    return new Value.Table(fields, line);
  }

  private static Optional<String> key(Node node) {
    return node instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
  }
}
