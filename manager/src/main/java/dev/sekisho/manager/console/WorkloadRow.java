package dev.sekisho.manager.console;

import dev.sekisho.model.Assurance;
import dev.sekisho.model.Assurance.Level;
import dev.sekisho.model.Mode;
import java.util.List;

/**
 * A line in a list of workloads.
 *
 * @param address of its page
 * @param name its container's name
 * @param image what it was made from
 * @param host logical name of its host
 * @param mode the firmest that a policy asks for
 * @param why why it is not surer, empty if nothing is to be said
 * @param policies names of the policies that speak of it
 * @param blocked how often something was blocked
 * @param would how often something would have been
 * @param cells how surely each control of the table holds, in the order of the columns
 * @param flag whether it needs someone today
 */
public record WorkloadRow(
    String address,
    String name,
    String image,
    String host,
    Mode mode,
    Markup why,
    Markup policies,
    long blocked,
    long would,
    List<Level> cells,
    boolean flag) {
  public WorkloadRow {
    cells = List.copyOf(cells);
  }

  static WorkloadRow of(
      Reader reader, Protection protection, RecentCounts counts, List<String> controls) {
    var workload = protection.workload();
    return new WorkloadRow(
        Address.workload(workload),
        workload.name(),
        workload.image().map(image -> image.name()).orElse(""),
        protection.state().hostName(),
        protection.mode(),
        why(reader, protection),
        policies(protection.policy().policies()),
        counts.ofWorkload(workload, Outcome.BLOCKED),
        counts.ofWorkload(workload, Outcome.WOULD),
        controls.stream().map(protection::level).toList(),
        protection.needsAttention());
  }

  /** The most important thing that keeps it from being surer. */
  static Markup why(Reader reader, Protection protection) {
    if (protection.isUncovered()) {
      return reader.rich("workloads.why-uncovered");
    }
    List<Assurance> broken = protection.notHolding();
    if (!broken.isEmpty()) {
      Assurance worst = broken.getFirst();
      Markup reason =
          worst.why().map(reader::phrase).orElseGet(() -> Markup.text(reader.level(worst.level())));
      return reader.rich("workloads.why-control", reader.control(worst.control()), reason);
    }
    if (protection.state().stale()) {
      return reader.rich("workloads.why-stale", reader.since(protection.state().seenAt()));
    }
    if (protection.mode() == Mode.AUDIT) {
      return reader.rich("workloads.why-audit");
    }
    return Markup.text("");
  }

  private static Markup policies(List<String> names) {
    return new Markup(
        names.stream()
            .map(name -> Markup.link(Address.policy(name), Inert.line(name)).html())
            .collect(java.util.stream.Collectors.joining(", ")));
  }
}
