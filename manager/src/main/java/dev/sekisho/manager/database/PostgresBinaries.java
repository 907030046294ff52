package dev.sekisho.manager.database;

import dev.sekisho.manager.configuration.StartProblem;
import dev.sekisho.model.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, which travel in a jar as {@code postgres-linux-ARCH.txz} and are unpacked
 * once into the data directory.
 */
final class PostgresBinaries {
  private static final String COMPLETE = "unpacked.sha256";

  private PostgresBinaries() {}

  /**
   * Unpacks, unless the same archive was unpacked before.
   *
   * @param parent a directory; the programs go to a directory in it that is named by the archive's
   *     digest
   * @return the directory with {@code bin}, {@code lib} and {@code share}
   */
  static Path unpack(Path parent) throws IOException {
    String resource = "/postgres-linux-" + architecture() + ".txz";
    String digest = digestOf(resource);
    Path home = parent.resolve("postgres-" + digest.substring(0, 16));
    Path marker = home.resolve(COMPLETE);
    if (Files.exists(marker) && Files.readString(marker).strip().equals(digest)) {
      return home;
    }
    Files.createDirectories(home);
    try (InputStream archive = open(resource);
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        write(tar, entry, home);
      }
    }
    Files.writeString(marker, digest + "\n", StandardCharsets.UTF_8);
    return home;
  }

  private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path home)
      throws IOException {
    Path target = home.resolve(entry.getName()).normalize();
    if (!target.startsWith(home)) {
      throw new IOException("entry " + entry.getName() + " leaves the directory");
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
    } else if (entry.isSymbolicLink()) {
      Files.createDirectories(parentOf(target));
      Files.deleteIfExists(target);
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else {
      Files.createDirectories(parentOf(target));
      Files.copy(tar, target, StandardCopyOption.REPLACE_EXISTING);
      if ((entry.getMode() & 0100) != 0) {
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  private static Path parentOf(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("path " + path + " has no parent");
    }
    return parent;
  }

  private static String architecture() {
    String name = System.getProperty("os.arch");
    return switch (name) {
      case "amd64" -> "x86_64";
      case "aarch64" -> "arm_64";
      default -> throw noBinaries(name);
    };
  }

  private static InputStream open(String resource) {
    InputStream stream = PostgresBinaries.class.getResourceAsStream(resource);
    if (stream == null) {
      throw noBinaries(resource);
    }
    return stream;
  }

  private static ProblemException noBinaries(String what) {
    return StartProblem.exception("manager-no-embedded-database", what);
  }

  private static String digestOf(String resource) throws IOException {
    try (InputStream stream = open(resource);
        DigestInputStream digest =
            new DigestInputStream(stream, MessageDigest.getInstance("SHA-256"))) {
      digest.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
