package dev.sekisho.scan.version;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Maven's order, which takes any text: parts separated by dots, by hyphens (which open a list of
 * their own) and where digits and letters meet.
 *
 * @see <a href="https://maven.apache.org/pom.html#version-order-specification">version order</a>
 */
final class MavenVersion {
  private static final List<String> QUALIFIERS =
      List.of("alpha", "beta", "milestone", "rc", "snapshot", "", "sp");
  private static final String RELEASE = String.valueOf(QUALIFIERS.indexOf(""));

  private final Deque<Item.Parts> all = new ArrayDeque<>();
  private Item.Parts list = new Item.Parts(new ArrayList<>());

  private MavenVersion() {
    all.push(list);
  }

  private sealed interface Item {
    record Figure(String digits) implements Item {}

    record Word(String text) implements Item {}

    record Parts(List<Item> items) implements Item {}
  }

  static int compare(String left, String right) {
    return compare(new MavenVersion().parse(left), new MavenVersion().parse(right));
  }

  private Item.Parts parse(String version) {
    Item.Parts root = list;
    String text = version.toLowerCase(Locale.ENGLISH);
    boolean number = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' || c == '-') {
        list.items.add(i == start ? new Item.Figure("0") : item(number, text.substring(start, i)));
        start = i + 1;
        if (c == '-') deeper();
      } else if (Character.isDigit(c)) {
        if (!number && i > start) {
          // 1.0.X1 is 1.0-X1
          if (!list.items.isEmpty()) deeper();
          list.items.add(new Item.Word(qualifier(text.substring(start, i), true)));
          start = i;
          deeper();
        }
        number = true;
      } else {
        if (number && i > start) {
          list.items.add(item(true, text.substring(start, i)));
          start = i;
          deeper();
        }
        number = false;
      }
    }
    if (text.length() > start) {
      // 1.0.0.X is 1.0.0-X
      if (!number && !list.items.isEmpty()) deeper();
      list.items.add(item(number, text.substring(start)));
    }
    while (!all.isEmpty()) trim(all.pop().items);
    return root;
  }

  private void deeper() {
    Item.Parts inner = new Item.Parts(new ArrayList<>());
    list.items.add(inner);
    all.push(inner);
    list = inner;
  }

  private static Item item(boolean number, String text) {
    return number ? new Item.Figure(text) : new Item.Word(qualifier(text, false));
  }

  private static String qualifier(String text, boolean beforeDigit) {
    return switch (text) {
      case "a" -> beforeDigit ? "alpha" : text;
      case "b" -> beforeDigit ? "beta" : text;
      case "m" -> beforeDigit ? "milestone" : text;
      case "ga", "final", "release" -> "";
      case "cr" -> "rc";
      default -> text;
    };
  }

  /** What says nothing at the end of a list goes, also before lists. */
  private static void trim(List<Item> items) {
    for (int i = items.size() - 1; i >= 0; i--) {
      if (isNothing(items.get(i))) {
        items.remove(i);
      } else if (!(items.get(i) instanceof Item.Parts)) {
        return;
      }
    }
  }

  private static boolean isNothing(Item item) {
    return switch (item) {
      case Item.Figure figure -> Digits.compare(figure.digits, "0") == 0;
      case Item.Word word -> word.text.isEmpty();
      case Item.Parts parts -> parts.items.isEmpty();
    };
  }

  private static String order(String qualifier) {
    int index = QUALIFIERS.indexOf(qualifier);
    return index < 0 ? QUALIFIERS.size() + "-" + qualifier : String.valueOf(index);
  }

  private static int compare(Item left, Item right) {
    return switch (left) {
      case Item.Figure a ->
          // 1.1 > 1-sp, 1.1 > 1-1
          right instanceof Item.Figure b ? Digits.compare(a.digits, b.digits) : 1;
      case Item.Word a ->
          // 1.any < 1.1, 1.any < 1-1
          right instanceof Item.Word b ? order(a.text).compareTo(order(b.text)) : -1;
      case Item.Parts a ->
          switch (right) {
            case Item.Figure b -> -1; // 1-1 < 1.0.x
            case Item.Word b -> 1; // 1-1 > 1-sp
            case Item.Parts b -> lists(a.items, b.items);
          };
    };
  }

  private static int lists(List<Item> left, List<Item> right) {
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      int order =
          i >= left.size()
              ? -toNothing(right.get(i))
              : i >= right.size() ? toNothing(left.get(i)) : compare(left.get(i), right.get(i));
      if (order != 0) return order;
    }
    return 0;
  }

  private static int toNothing(Item item) {
    return switch (item) {
      case Item.Figure figure -> Digits.compare(figure.digits, "0");
      case Item.Word word -> order(word.text).compareTo(RELEASE);
      case Item.Parts parts -> {
        for (Item each : parts.items) {
          int order = toNothing(each);
          if (order != 0) yield order;
        }
        yield 0;
      }
    };
  }
}
