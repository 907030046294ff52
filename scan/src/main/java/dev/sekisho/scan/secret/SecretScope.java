package dev.sekisho.scan.secret;

import java.util.Locale;
import java.util.Set;

/**
 * Which files are looked into by default: not what distributions and package managers bring, and
 * not pictures and archives. What is left out is said in the report.
 */
final class SecretScope {
  private static final Set<String> ROOTS =
      Set.of(
          "usr/share",
          "usr/lib",
          "usr/lib32",
          "usr/lib64",
          "usr/libexec",
          "usr/include",
          "lib",
          "lib32",
          "lib64",
          "var/lib/dpkg",
          "var/lib/apt",
          "var/lib/rpm",
          "var/cache");

  /** Where distributions put programs; scripts of users stand there too, and are small. */
  private static final Set<String> PROGRAMS = Set.of("bin", "sbin", "usr/bin", "usr/sbin");

  private static final long LARGEST_SCRIPT = 128 << 10;

  private static final Set<String> NAMES =
      Set.of("node_modules", "site-packages", "dist-packages", "__pycache__");

  private static final Set<String> ENDINGS =
      Set.of(
          "7z", "a", "apk", "avif", "bmp", "br", "bz2", "deb", "dylib", "eot", "flac", "gif", "gz",
          "ico", "jar", "jpeg", "jpg", "ko", "mo", "mov", "mp3", "mp4", "o", "ogg", "otf", "pdf",
          "png", "psd", "pyc", "pyo", "rpm", "so", "svg", "tar", "tgz", "tif", "tiff", "ttf", "war",
          "wasm", "wav", "webm", "webp", "whl", "woff", "woff2", "xz", "zip", "zst");

  private static final Set<String> LOCKS =
      Set.of(
          "go.mod",
          "go.sum",
          "package-lock.json",
          "npm-shrinkwrap.json",
          "yarn.lock",
          "pnpm-lock.yaml",
          "bun.lock",
          "Pipfile.lock",
          "poetry.lock",
          "uv.lock",
          "Gemfile.lock",
          "Cargo.lock",
          "composer.lock",
          "mix.lock",
          "pubspec.lock",
          "Package.resolved");

  private SecretScope() {}

  /** Whether it is looked into unless the user asks for all. */
  static boolean holds(String path, long sizeBytes) {
    if (path.indexOf("!/") >= 0) {
      return false;
    }
    int name = path.lastIndexOf('/') + 1;
    if (LOCKS.contains(path.substring(name))) {
      return false;
    }
    int dot = path.lastIndexOf('.');
    if (dot > name && ENDINGS.contains(path.substring(dot + 1).toLowerCase(Locale.ROOT))) {
      return false;
    }
    if (sizeBytes > LARGEST_SCRIPT && name > 0 && PROGRAMS.contains(path.substring(0, name - 1))) {
      return false;
    }
    int from = 0;
    for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', from)) {
      if (ROOTS.contains(path.substring(0, slash)) || NAMES.contains(path.substring(from, slash))) {
        return path.endsWith(".npmrc") || path.endsWith(".env");
      }
      from = slash + 1;
    }
    return !path.contains(".git/objects/");
  }
}
