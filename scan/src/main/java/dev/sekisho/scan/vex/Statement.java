package dev.sekisho.scan.vex;

import dev.sekisho.model.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a document says of one or more vulnerabilities in some products.
 *
 * @param vulnerabilities ids and aliases, any of which may be a finding's
 * @param products what it holds for, any of them
 * @param status affected, fixed, under investigation, not affected
 * @param why the justification or impact, as written; empty if none
 * @param made when; of two statements the later holds
 * @param source the file
 */
record Statement(
    Set<String> vulnerabilities,
    List<Product> products,
    Finding.Status status,
    String why,
    Optional<Instant> made,
    String source) {
  Statement {
    vulnerabilities = Set.copyOf(vulnerabilities);
    products = List.copyOf(products);
  }

  /**
   * A product, or a component of one.
   *
   * @param product package URL, or a name or digest as the document has it
   * @param components package URLs of what is meant in it; empty if all of it is
   */
  record Product(String product, List<String> components) {
    Product {
      components = List.copyOf(components);
    }
  }
}
