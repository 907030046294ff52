package dev.sekisho.scan.inventory;

/**
 * Files that say what a project wants to have, rather than what is installed. Those that came with
 * an installed package say what its authors worked with, which is nobody's concern here.
 */
final class Declared {
  private Declared() {}

  static boolean isRead(String path) {
    return !path.contains("node_modules/")
        && !path.contains("site-packages/")
        && !path.contains("dist-packages/")
        && !path.contains("/gems/")
        && !path.contains("pkg/mod/")
        && !path.contains(".cargo/registry/");
  }
}
