package dev.sekisho.manager.console;

import java.util.List;

/**
 * One host.
 *
 * @param address of its page
 * @param name its logical name
 * @param eventsAddress its events
 * @param lede what it comes to
 * @param banners what is wrong with it
 * @param revocable whether its identity still holds
 * @param mechanisms what its kernel and engine offer
 * @param facts what it is
 * @param losses what was lost
 * @param workloads what runs on it, weakest first
 */
public record HostView(
    String address,
    String name,
    String eventsAddress,
    Markup lede,
    List<Frame.Banner> banners,
    boolean revocable,
    List<MechanismRow> mechanisms,
    List<Fact> facts,
    List<Fact> losses,
    List<WorkloadRow> workloads) {
  public HostView {
    banners = List.copyOf(banners);
    mechanisms = List.copyOf(mechanisms);
    facts = List.copyOf(facts);
    losses = List.copyOf(losses);
    workloads = List.copyOf(workloads);
  }

  /** A mechanism and how it is known whether it is there. */
  public record MechanismRow(String name, String kind, String label, String why) {}
}
