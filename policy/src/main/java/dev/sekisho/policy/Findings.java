package dev.sekisho.policy;

import dev.sekisho.policy.Diagnostic.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects what is wrong with one text while it is read. Used by one thread. */
final class Findings {
  /** So that a hostile text does not fill a screen; the last one says that there are more. */
  static final int MAXIMUM = 100;

  private final String file;
  private final List<Diagnostic> found = new ArrayList<>();

  Findings(String file) {
    this.file = file;
  }

  void error(Node at, String id, String... values) {
    add(Severity.ERROR, place(at), id, values);
  }

  void error(Place at, String id, String... values) {
    add(Severity.ERROR, at, id, values);
  }

  void warning(Node at, String id, String... values) {
    add(Severity.WARNING, place(at), id, values);
  }

  /** In the order of the text. */
  List<Diagnostic> inOrder() {
    return found.stream()
        .sorted(Comparator.comparingInt(Diagnostic::line).thenComparingInt(Diagnostic::column))
        .toList();
  }

  int errors() {
    return (int) found.stream().filter(d -> d.severity() == Severity.ERROR).count();
  }

  private void add(Severity severity, Place at, String id, String... values) {
    Diagnostic finding =
        new Diagnostic(file, at.line(), at.column(), severity, id, List.of(values));
    if (found.contains(finding)) {
      return; // a key that is read twice is wrong once
    }
    if (found.size() < MAXIMUM) {
      found.add(finding);
    } else if (found.size() == MAXIMUM) {
      found.add(
          new Diagnostic(
              file,
              at.line(),
              at.column(),
              Severity.ERROR,
              "too-many-errors",
              List.of(String.valueOf(MAXIMUM))));
    }
  }

  static Place place(Node node) {
    return node.getStartMark().map(Findings::place).orElse(new Place(1, 1));
  }

  static Place place(Mark mark) {
    return new Place(mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** A place in the text, both from 1. */
  record Place(int line, int column) {}
}
