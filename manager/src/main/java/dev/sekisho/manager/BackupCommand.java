package dev.sekisho.manager;

import dev.sekisho.manager.configuration.ManagerConfiguration;
import dev.sekisho.manager.configuration.StartProblem;
import dev.sekisho.manager.database.DirectDatabase;
import dev.sekisho.manager.store.TableBackup;
import dev.sekisho.manager.store.TableBackup.Shape;
import dev.sekisho.model.ProblemException;
import dev.sekisho.wire.Json;
import dev.sekisho.wire.MalformedException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Backup and restore: one zip file with the tables, the certificate authority and the key that
 * signs bundles. It is not encrypted, and whoever has it can pretend to be the manager: it is made
 * readable by its owner only.
 */
final class BackupCommand {
  private static final List<String> KEYS = List.of("ca.pem", "ca.key", "bundle.key", "bundle.pub");
  private static final int FORMAT = 1;

  private BackupCommand() {}

  /**
   * The first entry of the file.
   *
   * @param format of the file
   * @param createdAt when
   * @param shape of the tables
   */
  private record Manifest(int format, Instant createdAt, Shape shape) {}

  /** Writes a backup; the manager may run meanwhile. */
  static void backup(ManagerConfiguration configuration, Path file) {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (DirectDatabase direct = DirectDatabase.open(configuration)) {
      Files.deleteIfExists(next);
      Files.createFile(
          next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(next))) {
        Path identity = Preparation.identityDirectory(configuration);
        for (String name : KEYS) {
          zip.putNextEntry(new ZipEntry("identity/" + name));
          Files.copy(identity.resolve(name), zip);
          zip.closeEntry();
        }
        Shape shape =
            new TableBackup(direct.database(), Clock.systemUTC()).write(new ZipWriter(zip));
        zip.putNextEntry(new ZipEntry("manifest.json"));
        zip.write(Json.bytes(new Manifest(FORMAT, Instant.now(), shape)));
        zip.closeEntry();
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failed("manager-backup-failed", file, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Fills a fresh data directory from a backup; the manager must not run. */
  static void restore(ManagerConfiguration configuration, Path file) {
    Path identity = Preparation.identityDirectory(configuration);
    if (Files.exists(identity.resolve("ca.key"))) {
      throw StartProblem.exception("manager-not-empty", file, configuration.data());
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Manifest manifest = manifest(zip);
      for (String name : KEYS) {
        entry(zip, "identity/" + name).close(); // before anything is written
      }
      try (DirectDatabase direct = DirectDatabase.open(configuration)) {
        direct.migrate(Optional.of(manifest.shape().schema()));
        TableBackup tables = new TableBackup(direct.database(), Clock.systemUTC());
        if (!tables.isEmpty()) {
          throw StartProblem.exception("manager-not-empty", file, "the database");
        }
        tables.read(new ZipReader(zip), manifest.shape());
        direct.migrate(Optional.empty());
      }
      // Last: a directory with keys counts as one in use.
      restoreKeys(zip, identity);
    } catch (IOException e) {
      throw failed("manager-restore-failed", file, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void restoreKeys(ZipFile zip, Path identity) throws IOException {
    Files.createDirectories(
        identity,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (String name : KEYS) {
      Path target = identity.resolve(name);
      Files.createFile(
          target,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (InputStream in = entry(zip, "identity/" + name);
          OutputStream out = Files.newOutputStream(target)) {
        in.transferTo(out);
      }
    }
  }

  private static Manifest manifest(ZipFile zip) throws IOException {
    try (InputStream in = entry(zip, "manifest.json")) {
      Manifest manifest = Json.read(in, Manifest.class);
      if (manifest.format() != FORMAT) {
        throw new IOException("its format is " + manifest.format() + "; expected " + FORMAT);
      }
      return manifest;
    } catch (MalformedException e) {
      throw new IOException("its manifest cannot be read", e);
    }
  }

  private static InputStream entry(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException("it has no " + name);
    }
    return zip.getInputStream(entry);
  }

  private static ProblemException failed(String id, Path file, Exception cause) {
    return new ProblemException(StartProblem.of(id, file, why(cause)), cause);
  }

  /** Exceptions about files often say no more than the file's name. */
  private static String why(Exception cause) {
    String message = String.valueOf(cause.getMessage());
    return cause instanceof FileSystemException
        ? cause.getClass().getSimpleName() + ": " + message
        : message;
  }

  private record ZipWriter(ZipOutputStream zip) implements TableBackup.Archive {
    @Override
    public OutputStream write(String table) throws IOException {
      zip.putNextEntry(new ZipEntry("tables/" + table));
      return new FilterOutputStream(zip) {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
          zip.closeEntry();
        }
      };
    }

    @Override
    public InputStream read(String table) throws IOException {
      throw new IOException("this archive is being written");
    }
  }

  private record ZipReader(ZipFile zip) implements TableBackup.Archive {
    @Override
    public OutputStream write(String table) throws IOException {
      throw new IOException("this archive is being read");
    }

    @Override
    public InputStream read(String table) throws IOException {
      return entry(zip, "tables/" + table);
    }
  }
}
