package dev.sekisho.scan.inventory;

import dev.sekisho.model.Component.Scope;
import dev.sekisho.model.Purl;
import dev.sekisho.scan.format.ByteSource;
import dev.sekisho.scan.format.Lines;
import dev.sekisho.scan.format.MalformedException;
import dev.sekisho.scan.format.ZipView;
import dev.sekisho.scan.format.ZipView.Entry;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Java archives and the archives in them. What one is comes from its {@code pom.properties}
 * (several where others were shaded into it), else from the index by SHA-1, else from its manifest
 * and its file's name.
 */
public final class JavaArchiveAnalyzer implements Analyzer {
  /** Archives in archives; real ones have three levels (ear, war, jar). */
  private static final int DEPTH = 8;

  /** What compressed archives in one another may have when inflated: they are held in memory. */
  private static final long HELD = 96L << 20;

  /** And all of them in one file, so that a bomb of bombs ends. */
  private static final long INFLATED = 1L << 30;

  private static final int ARCHIVES = 20_000;
  private static final int SMALL = 1 << 20;

  private final ArtifactIndex artifacts;

  JavaArchiveAnalyzer(ArtifactIndex artifacts) {
    this.artifacts = artifacts;
  }

  @Override
  public String id() {
    return "java-archive";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<String> names() {
    return List.of(
        ".jar", ".war", ".ear", ".par", ".sar", ".nar", ".kar", ".jpi", ".hpi", ".lpkg", ".aar");
  }

  @Override
  public boolean reads(String path) {
    return true;
  }

  @Override
  public boolean declares(String path) {
    return false;
  }

  @Override
  public void analyze(FileContent file, Facts facts) throws IOException {
    if (file.sizeBytes() == 0) {
      facts.gap("is empty");
      return;
    }
    new Pass(facts).archive(file, file.path(), 0);
  }

  private static boolean isArchive(byte[] bytes, int from, int to) {
    int dot = to - 4;
    if (dot <= from || bytes[dot] != '.') {
      return false;
    }
    char c = (char) (bytes[dot + 1] | 0x20);
    char d = (char) (bytes[dot + 2] | 0x20);
    char e = (char) (bytes[dot + 3] | 0x20);
    return (d == 'a' && e == 'r' && (c == 'j' || c == 'w' || c == 'e'))
        || (d == 'a' && e == 'r' && (c == 'p' || c == 's' || c == 'n' || c == 'k'));
  }

  private static boolean isWanted(byte[] bytes, int from, int to) {
    if (to - from < 4) {
      return false;
    }
    return switch (bytes[to - 1]) {
      case 'r', 'R' -> isArchive(bytes, from, to);
      case 's' -> ends(bytes, from, to, "/pom.properties");
      case 'F' -> to - from == 20 && ends(bytes, from, to, "META-INF/MANIFEST.MF");
      default -> false;
    };
  }

  private static boolean ends(byte[] bytes, int from, int to, String ascii) {
    int at = to - ascii.length();
    if (at < from) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[at + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** One file with all that is in it. */
  private final class Pass {
    private final Facts facts;
    private long inflated;
    private long held;
    private int archives;

    Pass(Facts facts) {
      this.facts = facts;
    }

    void archive(ByteSource source, String path, int depth) throws IOException {
      if (++archives > ARCHIVES) {
        if (archives == ARCHIVES + 1) {
          facts.gap("holds more than " + ARCHIVES + " archives");
        }
        return;
      }
      ZipView zip = ZipView.open(source);
      List<Purl> named = new ArrayList<>();
      List<Entry> nested = new ArrayList<>();
      JavaManifest manifest = JavaManifest.NONE;
      for (Entry entry : zip.entries(JavaArchiveAnalyzer::isWanted)) {
        String where = path + "!/" + entry.name();
        try {
          if (entry.name().endsWith("pom.properties")) {
            properties(zip.content(entry, SMALL), where, named);
          } else if (entry.name().endsWith(".MF")) {
            manifest = JavaManifest.read(small(zip, entry));
          } else {
            nested.add(entry);
          }
        } catch (MalformedException e) {
          facts.gap(where, e.why());
        }
      }
      name(source, path, named, manifest);
      for (Entry entry : nested) {
        nested(zip, entry, path + "!/" + entry.name(), depth + 1);
      }
    }

    private byte[] small(ZipView zip, Entry entry) throws IOException {
      ByteSource content = zip.content(entry, SMALL);
      return content.read(0, (int) Math.min(content.sizeBytes(), SMALL));
    }

    private void nested(ZipView zip, Entry entry, String path, int depth) throws IOException {
      if (depth > DEPTH) {
        facts.gap(path, "archives are nested deeper than " + DEPTH + " levels");
        return;
      }
      long size = entry.method() == 0 ? 0 : entry.sizeBytes();
      try {
        inflated += size;
        if (inflated > INFLATED) {
          throw new MalformedException(
              "the archives in this file have more than " + (INFLATED >> 20) + " MB");
        }
        ByteSource content = zip.content(entry, HELD - held);
        held += size;
        try {
          archive(content, path, depth);
        } finally {
          held -= size;
        }
      } catch (MalformedException e) {
        facts.gap(path, e.why());
      }
    }

    private void properties(ByteSource content, String where, List<Purl> named) throws IOException {
      byte[] bytes = content.read(0, (int) Math.min(content.sizeBytes(), SMALL));
      Lines lines = new Lines(bytes, bytes.length);
      String group = "";
      String artifact = "";
      String version = "";
      while (lines.next()) {
        String line = lines.text().strip();
        int equals = line.indexOf('=');
        String value = equals < 0 ? "" : line.substring(equals + 1).strip();
        switch (equals < 0 ? "" : line.substring(0, equals).strip()) {
          case "groupId" -> group = value;
          case "artifactId" -> artifact = value;
          case "version" -> version = value;
          default -> {}
        }
      }
      if (artifact.isEmpty() || version.isEmpty() || version.contains("${")) {
        facts.gap(where, "states no artifactId and version");
      } else {
        named.add(Purl.of("maven", group, artifact, version));
      }
    }

    private void name(ByteSource source, String path, List<Purl> named, JavaManifest manifest)
        throws IOException {
      JavaFileName file = JavaFileName.of(path);
      boolean itself = false;
      for (Purl purl : named) {
        itself |= file.artifact().contains(purl.name());
        add(purl, named.size() == 1 ? manifest.licences() : List.of(), path);
      }
      // One that only names others has them shaded into it, unless its name says nothing.
      if (itself || (!named.isEmpty() && file.version().isEmpty())) {
        return;
      }
      Optional<Purl> purl = byDigest(source);
      if (purl.isEmpty()) {
        purl = manifest.purl(file);
      }
      if (purl.isPresent() && (named.isEmpty() || !purl.get().namespace().isEmpty())) {
        add(purl.get(), manifest.licences(), path);
      }
    }

    private void add(Purl purl, List<String> licences, String path) {
      facts.component(
          id(), purl, Optional.empty(), licences, OptionalInt.empty(), Scope.RUNTIME, path);
    }

    private Optional<Purl> byDigest(ByteSource source) throws IOException {
      if (artifacts.isEmpty()) {
        return Optional.empty();
      }
      MessageDigest digest;
      try {
        digest = MessageDigest.getInstance("SHA-1");
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError("every JDK has SHA-1", e);
      }
      byte[] buffer = new byte[(int) Math.min(64 * 1024, Math.max(1, source.sizeBytes()))];
      for (long at = 0; at < source.sizeBytes(); at += buffer.length) {
        int part = (int) Math.min(buffer.length, source.sizeBytes() - at);
        source.read(at, buffer, 0, part);
        digest.update(buffer, 0, part);
      }
      return artifacts
          .find(digest.digest())
          .map(found -> Purl.of("maven", found.group(), found.name(), found.version()));
    }
  }
}
