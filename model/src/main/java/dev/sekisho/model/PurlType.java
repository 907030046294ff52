package dev.sekisho.model;

import java.util.Locale;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * What single types of package URL ask of their parts.
 *
 * @see <a href="https://github.com/package-url/purl-spec/tree/main/types">definitions of types</a>
 */
final class PurlType {
  private PurlType() {}

  static String namespace(String type, String namespace) {
    return switch (type) {
      case "alpm",
          "apk",
          "bitbucket",
          "brew",
          "composer",
          "deb",
          "git",
          "github",
          "hex",
          "luarocks",
          "qpkg",
          "rpm",
          "vscode-extension",
          "yocto" ->
          lower(namespace);
      default -> namespace;
    };
  }

  static String name(String type, String name, SortedMap<String, String> qualifiers) {
    return switch (type) {
      case "alpm",
          "apk",
          "bitbucket",
          "bitnami",
          "brew",
          "chrome-extension",
          "composer",
          "deb",
          "git",
          "github",
          "hex",
          "luarocks",
          "oci",
          "otp",
          "vscode-extension" ->
          lower(name);
      case "pub" -> dashless(lower(name));
      case "pypi" -> lower(name).replace('_', '-');
      // Databricks folds case, Azure does not.
      case "mlflow" ->
          qualifiers.getOrDefault("repository_url", "").contains("databricks") ? lower(name) : name;
      default -> name;
    };
  }

  static String version(String type, String version) {
    return switch (type) {
      case "huggingface", "oci", "pypi", "vscode-extension" -> lower(version);
      default -> version;
    };
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static String dashless(String name) {
    StringBuilder text = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      text.append((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '_');
    }
    return text.toString();
  }

  static void check(Purl purl) {
    checkType(purl.type());
    for (String key : purl.qualifiers().keySet()) {
      checkKey(key);
    }
    switch (purl.type()) {
      case "bazel",
          "bitnami",
          "cargo",
          "chrome-extension",
          "cocoapods",
          "conda",
          "cran",
          "gem",
          "hackage",
          "julia",
          "mlflow",
          "nuget",
          "oci",
          "opam",
          "otp",
          "pub",
          "pypi",
          "vcpkg" -> {
        if (!purl.namespace().isEmpty()) {
          throw wrong(purl, "has a namespace, which its type does not have");
        }
      }
      // Not deb, rpm, apk, golang and maven: theirs is unknown for a good part of real components.
      case "alpm",
          "bitbucket",
          "composer",
          "git",
          "github",
          "huggingface",
          "qpkg",
          "swift",
          "vscode-extension" -> {
        if (purl.namespace().isEmpty()) {
          throw wrong(purl, "has no namespace, which its type requires");
        }
      }
      default -> {}
    }
    switch (purl.type()) {
      case "chrome-extension" -> {
        if (!Pattern.matches("[a-p]{32}", purl.name())) {
          throw wrong(purl, "has a name other than 32 letters from a to p");
        }
        if (!purl.version().isEmpty() && !Pattern.matches("\\d+(\\.\\d+){0,3}", purl.version())) {
          throw wrong(purl, "has a version other than one to four numbers");
        }
      }
      case "cpan" -> {
        if (purl.name().contains("::")) {
          throw wrong(purl, "names a module where the distribution is expected");
        }
      }
      case "julia" -> require(purl, "uuid");
      case "swid" -> require(purl, "tag_id");
      default -> {}
    }
  }

  private static void require(Purl purl, String key) {
    if (!purl.qualifiers().containsKey(key)) {
      throw wrong(purl, "has no qualifier '" + key + "', which its type requires");
    }
  }

  private static IllegalArgumentException wrong(Purl purl, String what) {
    return new IllegalArgumentException("package URL '" + purl + "' " + what);
  }

  static void checkType(String type) {
    boolean good = !type.isEmpty() && letter(type.charAt(0));
    for (int i = 0; good && i < type.length(); i++) {
      char c = type.charAt(i);
      good = letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-';
    }
    if (!good) {
      throw new IllegalArgumentException(
          "type of package URL '" + type + "': expected letters, digits, '.', '-', letter first");
    }
  }

  static void checkKey(String key) {
    boolean good = !key.isEmpty() && letter(key.charAt(0));
    for (int i = 0; good && i < key.length(); i++) {
      char c = key.charAt(i);
      good = letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    }
    if (!good) {
      throw new IllegalArgumentException(
          "qualifier of package URL '"
              + key
              + "': expected lower-case letters, digits, '.', '-', '_', letter first");
    }
  }

  private static boolean letter(char c) {
    return c >= 'a' && c <= 'z';
  }
}
