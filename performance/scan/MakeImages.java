import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Makes images to scan, as archives of docker save: {@code npm.tar} with 1,500 packages, {@code
 * jar.tar} with a Spring Boot archive of 200 jars, {@code layers.tar} with gzip layers. Packages are
 * those that OSV records name, in versions that they name, so that there is something to find.
 * Arguments: where to, the records' directory, how many layers, megabytes a layer.
 */
final class MakeImages {
  private static final Pattern NAME = Pattern.compile("\"package\"\\s*:\\s*\\{[^}]*?\"name\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern VERSION = Pattern.compile("\"introduced\"\\s*:\\s*\"([0-9][^\"]*)\"");

  public static void main(String[] arguments) throws Exception {
    Path to = Path.of(arguments[0]);
    Path osv = Path.of(arguments[1]);
    image(to.resolve("npm.tar"), false, List.of(npm(osv)));
    image(to.resolve("jar.tar"), false, List.of(jar(osv)));
    List<Layer> layers = new ArrayList<>();
    int megabytes = Integer.parseInt(arguments[3]);
    for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
      int number = i;
      layers.add(tar -> filler(tar, number, megabytes));
    }
    layers.set(0, both(npm(osv), layers.getFirst()));
    image(to.resolve("layers.tar"), true, layers);
  }

  private interface Layer {
    void write(Tar tar) throws Exception;
  }

  private static Layer both(Layer first, Layer second) {
    return tar -> {
      first.write(tar);
      second.write(tar);
    };
  }

  /** Names with a version that some record speaks of, sorted. */
  private static TreeMap<String, String> named(Path zip, int most) throws IOException {
    TreeMap<String, String> found = new TreeMap<>();
    try (ZipFile records = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : Collections.list(records.entries())) {
        String text;
        try (InputStream in = records.getInputStream(entry)) {
          text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Matcher name = NAME.matcher(text);
        if (name.find() && found.size() < most && !name.group(1).contains("..")) {
          Matcher version = VERSION.matcher(text);
          String introduced = version.find() ? version.group(1) : "0";
          found.putIfAbsent(name.group(1), introduced.equals("0") ? "0.0.1" : introduced);
        }
      }
    }
    return found;
  }

  private static Layer npm(Path osv) throws IOException {
    TreeMap<String, String> packages = named(osv.resolve("npm/all.zip"), 1500);
    return tar -> {
      tar.file("etc/os-release", "ID=alpine\nVERSION_ID=3.16.9\n".getBytes(StandardCharsets.UTF_8));
      Random random = new Random(1);
      StringBuilder lock = new StringBuilder("{\"name\": \"app\", \"lockfileVersion\": 3, \"packages\": {");
      packages.forEach((name, version) -> lock.append(lock.toString().endsWith("{") ? "" : ", ")
          .append("\"node_modules/%s\": {\"version\": \"%s\"}".formatted(name, version)));
      tar.file("app/node_modules/.package-lock.json", lock.append("}}\n").toString().getBytes(StandardCharsets.UTF_8));
      for (var each : packages.entrySet()) {
        String folder = "app/node_modules/" + each.getKey() + "/";
        String json = "{\"name\": \"%s\", \"version\": \"%s\", \"license\": \"MIT\"}\n";
        tar.file(folder + "package.json", json.formatted(each.getKey(), each.getValue()).getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 8; i++) {
          tar.file(folder + "lib/part" + i + ".js", code(random, 24_000));
        }
      }
    };
  }

  private static byte[] code(Random random, int length) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append("exports.value").append(random.nextInt(100_000)).append(" = function (a, b) { return a.item")
          .append(random.nextInt(1000)).append(" || b; };\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Layer jar(Path osv) throws IOException {
    TreeMap<String, String> artifacts = named(osv.resolve("Maven/all.zip"), 200);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Random random = new Random(2);
    try (ZipOutputStream whole = new ZipOutputStream(bytes)) {
      entry(whole, "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nMain-Class: org.springframework.boot.loader.JarLauncher\n".getBytes(StandardCharsets.UTF_8));
      for (var each : artifacts.entrySet()) {
        String[] names = each.getKey().split(":", -1);
        if (names.length != 2) {
          continue;
        }
        ByteArrayOutputStream one = new ByteArrayOutputStream();
        try (ZipOutputStream inner = new ZipOutputStream(one)) {
          entry(inner, "META-INF/maven/" + names[0] + "/" + names[1] + "/pom.properties",
              "groupId=%s\nartifactId=%s\nversion=%s\n".formatted(names[0], names[1], each.getValue()).getBytes(StandardCharsets.UTF_8));
          for (int i = 0; i < 100; i++) {
            byte[] body = new byte[4000];
            random.nextBytes(body);
            entry(inner, "org/example/" + names[1] + "/C" + i + ".class", body);
          }
        }
        stored(whole, "BOOT-INF/lib/" + each.getKey().replace(':', '-') + "-" + each.getValue() + ".jar", one.toByteArray());
      }
    }
    return tar -> tar.file("app/app.jar", bytes.toByteArray());
  }

  private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
  }

  private static void stored(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    CRC32 sum = new CRC32();
    sum.update(content);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
  }

  /** Half noise, half text: packed to about two thirds. */
  private static void filler(Tar tar, int layer, int megabytes) throws Exception {
    Random random = new Random(layer);
    for (int i = 0; i < megabytes; i++) {
      byte[] noise = new byte[512 << 10];
      random.nextBytes(noise);
      tar.file("data/" + layer + "/" + i + ".bin", noise);
      tar.file("data/" + layer + "/" + i + ".txt", code(random, 512 << 10));
    }
  }

  private static void image(Path file, boolean packed, List<Layer> layers) throws Exception {
    Path folder = Files.createTempDirectory(file.toAbsolutePath().getParent(), "layers");
    List<String> names = new ArrayList<>();
    List<String> diffs = new ArrayList<>();
    for (Layer layer : layers) {
      String name = names.size() + ".tar";
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (OutputStream raw = Files.newOutputStream(folder.resolve(name));
          OutputStream out = packed ? new GZIPOutputStream(raw, 1 << 16) : new java.io.BufferedOutputStream(raw, 1 << 16);
          DigestOutputStream hashed = new DigestOutputStream(out, digest)) {
        Tar tar = new Tar(hashed);
        layer.write(tar);
        tar.end();
      }
      names.add("\"" + name + "\"");
      diffs.add("\"sha256:" + HexFormat.of().formatHex(digest.digest()) + "\"");
    }
    String configuration = "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + String.join(",", diffs) + "]},\"history\":[" + String.join(",", Collections.nCopies(diffs.size(), "{\"created_by\":\"COPY . /\"}")) + "]}";
    byte[] bytes = configuration.getBytes(StandardCharsets.UTF_8);
    String id = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    try (OutputStream out = new java.io.BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      Tar tar = new Tar(out);
      tar.file(id + ".json", bytes);
      for (String name : names) {
        Path layer = folder.resolve(name.replace("\"", ""));
        tar.head(layer.getFileName().toString(), Files.size(layer));
        Files.copy(layer, out);
        tar.pad(Files.size(layer));
        Files.delete(layer);
      }
      String manifest = "[{\"Config\":\"" + id + ".json\",\"RepoTags\":[\"bench:1\"],\"Layers\":[" + String.join(",", names) + "]}]";
      tar.file("manifest.json", manifest.getBytes(StandardCharsets.UTF_8));
      tar.end();
    }
    Files.delete(folder);
  }

  private record Tar(OutputStream out) {
    void file(String name, byte[] content) throws IOException {
      head(name, content.length);
      out.write(content);
      pad(content.length);
    }

    void head(String name, long size) throws IOException {
      byte[] path = name.getBytes(StandardCharsets.UTF_8);
      if (path.length > 100) {
        header("././@LongLink", path.length + 1, 'L');
        out.write(path);
        out.write(0);
        pad(path.length + 1);
      }
      header(path.length > 100 ? name.substring(0, 90) : name, size, '0');
    }

    private void header(String name, long size, char type) throws IOException {
      byte[] header = new byte[512];
      put(header, 0, name);
      put(header, 100, "0000644");
      put(header, 108, "0000000");
      put(header, 116, "0000000");
      put(header, 124, "%011o".formatted(size));
      put(header, 136, "00000000000");
      put(header, 148, "        ");
      header[156] = (byte) type;
      put(header, 257, "ustar");
      put(header, 263, "00");
      int sum = 0;
      for (byte each : header) {
        sum += each & 0xff;
      }
      put(header, 148, "%06o\0 ".formatted(sum));
      out.write(header);
    }

    void pad(long size) throws IOException {
      out.write(new byte[(int) ((512 - size % 512) % 512)]);
    }

    void end() throws IOException {
      out.write(new byte[1024]);
      out.flush();
    }

    private static void put(byte[] into, int at, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      System.arraycopy(bytes, 0, into, at, bytes.length);
    }
  }
}
