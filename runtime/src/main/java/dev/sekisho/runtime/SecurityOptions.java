package dev.sekisho.runtime;

import dev.sekisho.model.ContainerConfiguration.Profile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What {@code --security-opt} comes to.
 *
 * @param options as the engine keeps them: {@code key=value}, {@code key:value} in old ones, and
 *     the whole content of a seccomp profile
 * @param privileged whether the container is privileged, which switches off what no option names
 */
record SecurityOptions(List<String> options, boolean privileged) {

  Profile seccomp() {
    List<String> values = values("seccomp");
    if (values.isEmpty()) return byDefault();
    String value = values.getLast();
    return switch (value) {
      case "unconfined" -> Profile.unconfined();
      case "builtin", "default" -> Profile.DEFAULT;
      default -> new Profile(Profile.State.CUSTOM, "profile", digest(value));
    };
  }

  Profile appArmor() {
    List<String> values = values("apparmor");
    if (values.isEmpty()) return byDefault();
    String value = values.getLast();
    return switch (value) {
      case "unconfined" -> Profile.unconfined();
      case "docker-default", "" -> Profile.DEFAULT;
      default -> new Profile(Profile.State.CUSTOM, value, "");
    };
  }

  Profile seLinux() {
    List<String> values = values("label");
    if (values.isEmpty()) return byDefault();
    return values.contains("disable")
        ? new Profile(Profile.State.UNCONFINED, "disable", "")
        : new Profile(Profile.State.CUSTOM, String.join(",", values), "");
  }

  private Profile byDefault() {
    return privileged ? Profile.unconfined() : Profile.DEFAULT;
  }

  /**
   * @param otherwise what the engine does where no option says it
   */
  boolean noNewPrivileges(boolean otherwise) {
    if (options.contains("no-new-privileges")) return true;
    List<String> values = values("no-new-privileges");
    return values.isEmpty() ? otherwise : values.getLast().equals("true");
  }

  private List<String> values(String key) {
    return options.stream()
        .filter(option -> option.startsWith(key + "=") || option.startsWith(key + ":"))
        .map(option -> option.substring(key.length() + 1))
        .toList();
  }

  /** Of the JSON without white space outside texts, so that formatting does not matter. */
  static String digest(String json) {
    StringBuilder compact = new StringBuilder(json.length());
    boolean text = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (text && c == '\\' && i + 1 < json.length()) {
        compact.append(c).append(json.charAt(++i));
        continue;
      }
      if (c == '"') text = !text;
      if (text || " \t\r\n".indexOf(c) < 0) compact.append(c);
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(compact.toString().getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }
}
