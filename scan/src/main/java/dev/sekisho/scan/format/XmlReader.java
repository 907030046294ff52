package dev.sekisho.scan.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Reads the elements, attributes and texts of an XML document. No document type is looked at, so no
 * entity is ever expanded but the five of XML itself and numbers of characters, and nothing is
 * loaded.
 */
public final class XmlReader {
  private static final int DEPTH = 256;
  private static final int NAME = 256;

  private final String document;
  private final Deque<String> open = new ArrayDeque<>();
  private final StringBuilder text = new StringBuilder();
  private int at;
  private int line = 1;
  private int counted;
  private boolean start;
  private boolean closing;
  private String name = "";
  private String attributes = "";
  private String path = "";

  public XmlReader(byte[] bytes, int length) {
    document = new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /** Goes to the next start or end of an element; {@code false} at the end. */
  public boolean next() throws MalformedException {
    if (closing) {
      end(name);
      closing = false;
      return true;
    }
    if (!start) {
      text.setLength(0);
    }
    while (true) {
      int tag = document.indexOf('<', at);
      if (tag < 0) {
        if (!open.isEmpty()) {
          throw wrong("the end of <" + open.peek() + ">");
        }
        return false;
      }
      characters(tag);
      if (document.startsWith("<!--", tag)) {
        at = after("-->", tag + 4);
      } else if (document.startsWith("<![CDATA[", tag)) {
        int end = after("]]>", tag + 9);
        text.append(document, tag + 9, end - 3);
        at = end;
      } else if (document.startsWith("<?", tag)) {
        at = after("?>", tag + 2);
      } else if (document.startsWith("<!", tag)) {
        at = documentType(tag);
      } else {
        element(tag);
        return true;
      }
    }
  }

  private void characters(int end) {
    if (!open.isEmpty() && end > at) {
      unescape(document.substring(at, end));
    }
    at = end;
  }

  private void unescape(String raw) {
    if (raw.indexOf('&') < 0) {
      text.append(raw);
      return;
    }
    text.append(
        raw.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&amp;", "&"));
  }

  private int documentType(int from) throws MalformedException {
    int close = document.indexOf('>', from);
    int subset = document.indexOf('[', from);
    if (subset > 0 && subset < close) {
      close = document.indexOf('>', after("]", subset) - 1);
    }
    if (close < 0) {
      throw wrong("'>'");
    }
    return close + 1;
  }

  private void element(int tag) throws MalformedException {
    int close = tag + 1;
    char quote = 0;
    while (close < document.length() && (quote != 0 || document.charAt(close) != '>')) {
      char c = document.charAt(close);
      if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      }
      close++;
    }
    if (close >= document.length()) {
      throw wrong("'>'");
    }
    at = close + 1;
    if (document.charAt(tag + 1) == '/') {
      end(local(document.substring(tag + 2, close).strip()));
      return;
    }
    closing = document.charAt(close - 1) == '/';
    String inside = document.substring(tag + 1, closing ? close - 1 : close).strip();
    int space = 0;
    while (space < inside.length() && !Character.isWhitespace(inside.charAt(space))) {
      space++;
    }
    name = local(inside.substring(0, space));
    attributes = inside.substring(space);
    if (name.isEmpty() || name.length() > NAME) {
      throw wrong("a name of at most " + NAME + " characters after '<'");
    }
    if (open.size() >= DEPTH) {
      throw wrong("at most " + DEPTH + " levels");
    }
    path = open.isEmpty() ? name : open.peek() + "/" + name;
    open.push(path);
    text.setLength(0);
    start = true;
  }

  private void end(String element) throws MalformedException {
    if (open.isEmpty()) {
      throw wrong("no end");
    }
    if (!open.peek().endsWith(element)
        || open.peek().length() - element.length() != open.peek().lastIndexOf('/') + 1) {
      throw wrong("the end of <" + open.peek() + ">");
    }
    path = open.pop();
    name = element;
    start = false;
  }

  private static String local(String name) {
    return name.substring(name.indexOf(':') + 1);
  }

  /** Whether an element begins here; it ends otherwise. */
  public boolean isStart() {
    return start;
  }

  /** The element, without a prefix. */
  public String name() {
    return name;
  }

  /** The element and those around it, outermost first, such as {@code project/dependencies}. */
  public String path() {
    return path;
  }

  /** At the end of an element: the characters since the last start or end, without space around. */
  public String text() {
    return text.toString().strip();
  }

  /** An attribute of the element that begins here; empty if it has none. */
  public String attribute(String attribute) {
    int from = 0;
    while (true) {
      int found = attributes.indexOf(attribute, from);
      if (found < 0) {
        return "";
      }
      int equals = found + attribute.length();
      while (equals < attributes.length() && Character.isWhitespace(attributes.charAt(equals))) {
        equals++;
      }
      if (found > 0
          && Character.isWhitespace(attributes.charAt(found - 1))
          && equals < attributes.length()
          && attributes.charAt(equals) == '=') {
        String value = attributes.substring(equals + 1).stripLeading();
        int close = value.isEmpty() ? -1 : value.indexOf(value.charAt(0), 1);
        return close < 0 ? "" : value.substring(1, close);
      }
      from = found + 1;
    }
  }

  /** Of what was read last, from 1. */
  public int line() {
    for (; counted < at && counted < document.length(); counted++) {
      if (document.charAt(counted) == '\n') {
        line++;
      }
    }
    return line;
  }

  private int after(String end, int from) throws MalformedException {
    int found = document.indexOf(end, from);
    if (found < 0) {
      throw wrong("'" + end + "'");
    }
    return found + end.length();
  }

  private MalformedException wrong(String expected) {
    return new MalformedException("XML, line " + line() + ": expected " + expected);
  }
}
