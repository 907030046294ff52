package dev.sekisho.manager.console;

import java.util.List;

/**
 * What stands around a page.
 *
 * @param address the page's own address, to come back to
 * @param items the navigation
 * @param banners what the reader should know on every page, such as a database that is away
 */
public record Frame(String address, List<Item> items, List<Banner> banners) {
  public Frame {
    items = List.copyOf(items);
    banners = List.copyOf(banners);
  }

  /**
   * An entry of the navigation.
   *
   * @param key key of its text
   * @param address empty for a heading
   * @param here whether the page belongs to it
   * @param count how many there are, -1 to show none
   */
  public record Item(String key, String address, boolean here, long count) {
    public boolean heading() {
      return address.isEmpty();
    }
  }

  /**
   * A line above a page.
   *
   * @param kind {@code held}, {@code warn} or {@code alarm}
   * @param text what is so
   * @param address where to do something about it, empty if nowhere
   * @param action what the link says
   */
  public record Banner(String kind, Markup text, String address, String action) {
    static Banner of(String kind, Markup text) {
      return new Banner(kind, text, "", "");
    }
  }

  /** The navigation as it is on a page, with counts where they are known. */
  static List<Item> navigation(String here, java.util.Map<String, Long> counts) {
    return List.of(
        item("overview", "/", here, counts),
        item("events", "/events", here, counts),
        heading("protected"),
        item("workloads", "/workloads", here, counts),
        item("hosts", "/hosts", here, counts),
        heading("rules"),
        item("policies", "/policies", here, counts),
        heading("evidence"),
        item("audit-log", "/audit-log", here, counts),
        item("settings", "/settings", here, counts));
  }

  private static Item heading(String key) {
    return new Item("nav." + key, "", false, -1);
  }

  private static Item item(
      String key, String address, String here, java.util.Map<String, Long> counts) {
    return new Item("nav." + key, address, key.equals(here), counts.getOrDefault(key, -1L));
  }
}
