package dev.sekisho.scan.inventory;

/**
 * What the name of an archive says: {@code spring-core-5.3.20.jar}.
 *
 * @param version from the first digit after a dash; empty if there is none
 */
record JavaFileName(String artifact, String version) {
  static JavaFileName of(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    String stem = dot < 0 ? name : name.substring(0, dot);
    for (int dash = stem.indexOf('-'); dash > 0; dash = stem.indexOf('-', dash + 1)) {
      if (dash + 1 < stem.length() && Character.isDigit(stem.charAt(dash + 1))) {
        return new JavaFileName(stem.substring(0, dash), stem.substring(dash + 1));
      }
    }
    return new JavaFileName(stem, "");
  }
}
