package dev.sekisho.detect;

/** Which addresses lead inside: loopback, private, link-local, metadata services. */
final class Addresses {
  private static final Words INSIDE =
      Words.of(
          "ip6-localhost ip6-loopback instance-data kubernetes kubernetes.default"
              + " kubernetes.default.svc kubernetes.default.svc.cluster.local localhost"
              + " localhost.localdomain metadata metadata.azure.internal metadata.goog"
              + " metadata.google.internal metadata.nicp.internal metadata.tencentyun.com"
              + " host.docker.internal gateway.docker.internal");

  private Addresses() {}

  /** Whether a host, a name or an address in any notation, leads inside. */
  static boolean isInside(String host) {
    if (INSIDE.contains(host) || host.endsWith(".localhost")) {
      return true;
    }
    if (host.indexOf(':') >= 0) {
      return isInsideV6(host);
    }
    long address = v4(host);
    return address >= 0 && isInsideV4((int) address);
  }

  private static boolean isInsideV4(int address) {
    int first = address >>> 24;
    int second = (address >>> 16) & 0xFF;
    return first == 0
        || first == 10
        || first == 127
        || (first == 100 && second >= 64 && second < 128)
        || (first == 169 && second == 254)
        || (first == 172 && second >= 16 && second < 32)
        || (first == 192 && second == 168)
        || (first == 192 && second == 0 && ((address >>> 8) & 0xFF) == 0)
        || (first == 198 && (second == 18 || second == 19))
        || first >= 224;
  }

  /** Reads what inet_aton reads: one to four parts, each decimal, octal or hexadecimal; or -1. */
  static long v4(String host) {
    long address = 0;
    int parts = 0;
    int at = 0;
    while (true) {
      int end = host.indexOf('.', at);
      String part = end < 0 ? host.substring(at) : host.substring(at, end);
      long value = number(part);
      if (value < 0 || parts == 4) {
        return -1;
      }
      parts++;
      if (end < 0) {
        int left = 8 * (5 - parts);
        return value >= 1L << left ? -1 : address << left | value;
      }
      if (value > 255) {
        return -1;
      }
      address = address << 8 | value;
      at = end + 1;
    }
  }

  private static long number(String part) {
    int radix = 10;
    int start = 0;
    if (part.startsWith("0x")) {
      radix = 16;
      start = 2;
    } else if (part.length() > 1 && part.charAt(0) == '0') {
      radix = 8;
      start = 1;
    }
    if (part.length() == start || part.length() > start + 12) {
      return -1;
    }
    long value = 0;
    for (int i = start; i < part.length(); i++) {
      int digit = Characters.hexadecimal(part.charAt(i));
      if (digit < 0 || digit >= radix) {
        return -1;
      }
      value = value * radix + digit;
    }
    return value;
  }

  private static boolean isInsideV6(String host) {
    int zone = host.indexOf('%');
    int[] groups = groups(zone < 0 ? host : host.substring(0, zone));
    if (groups.length == 0) {
      return false;
    }
    boolean zeros = true;
    for (int i = 0; i < 5; i++) {
      zeros &= groups[i] == 0;
    }
    int tail = groups[6] << 16 | groups[7];
    if (zeros && (groups[5] == 0xFFFF || groups[5] == 0)) {
      // Mapped and compatible addresses, loopback, unspecified.
      return isInsideV4(tail);
    }
    if (groups[0] == 0x64 && groups[1] == 0xFF9B) {
      return isInsideV4(tail);
    }
    return (groups[0] & 0xFE00) == 0xFC00 || (groups[0] & 0xFFC0) == 0xFE80;
  }

  /** The eight groups of an IPv6 address, or none. */
  private static int[] groups(String host) {
    int[] groups = new int[8];
    int count = 0;
    int gap = -1;
    int at = 0;
    if (host.startsWith("::")) {
      gap = 0;
      at = 2;
    }
    while (at < host.length()) {
      int end = host.indexOf(':', at);
      String part = end < 0 ? host.substring(at) : host.substring(at, end);
      if (end < 0 && part.indexOf('.') > 0) {
        long v4 = v4(part);
        if (v4 < 0 || count > 6) {
          return new int[0];
        }
        groups[count++] = (int) (v4 >>> 16);
        groups[count++] = (int) (v4 & 0xFFFF);
        break;
      }
      if (part.isEmpty() || part.length() > 4 || count == 8) {
        return new int[0];
      }
      int value = 0;
      for (int i = 0; i < part.length(); i++) {
        int digit = Characters.hexadecimal(part.charAt(i));
        if (digit < 0) {
          return new int[0];
        }
        value = value << 4 | digit;
      }
      groups[count++] = value;
      if (end < 0) {
        break;
      }
      at = end + 1;
      if (at < host.length() && host.charAt(at) == ':') {
        if (gap >= 0) {
          return new int[0];
        }
        gap = count;
        at++;
      }
    }
    if (gap < 0) {
      return count == 8 ? groups : new int[0];
    }
    int[] whole = new int[8];
    System.arraycopy(groups, 0, whole, 0, gap);
    System.arraycopy(groups, gap, whole, 8 - (count - gap), count - gap);
    return whole;
  }
}
