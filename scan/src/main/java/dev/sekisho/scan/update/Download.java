package dev.sekisho.scan.update;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One file of the web, fetched when it changed. Beside it lies its entity tag; what was begun lies
 * in {@code .part} and is gone on with. The file itself is replaced whole, when its length and its
 * checksum are as the server says.
 */
final class Download {
  private static final int TRIES = 3;
  private static final long LARGEST = 4L << 30;
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private final HttpClient http;
  private final Duration stall;

  /**
   * Downloads by a client.
   *
   * @param stall how long nothing may come before the connection is given up
   */
  Download(HttpClient http, Duration stall) {
    this.http = http;
    this.stall = stall;
  }

  /** Told how far it is. */
  interface Progress {
    void at(long bytes, OptionalLong of);
  }

  /** The server has no such file. */
  static final class NoSuchFile extends IOException {
    private static final long serialVersionUID = 1;

    NoSuchFile(URI address) {
      super(address + " is not there");
    }
  }

  /**
   * Brings a file up to date.
   *
   * @param addresses of the same file; the first that has it is used
   * @return whether it is new or changed
   * @throws NoSuchFile if none has it
   * @throws IOException with the last reason, if it could not be had
   */
  boolean fetch(List<URI> addresses, Path file, Progress progress) throws IOException {
    Optional<IOException> last = Optional.empty();
    for (URI address : addresses) {
      for (int attempt = 1; attempt <= TRIES; attempt++) {
        try {
          return once(address, file, progress);
        } catch (NoSuchFile e) {
          last = last.isPresent() && !(last.get() instanceof NoSuchFile) ? last : Optional.of(e);
          break;
        } catch (IOException e) {
          last = Optional.of(new IOException(address + ": " + reason(e), e));
          if (attempt < TRIES && !pause(attempt)) {
            throw last.get();
          }
        }
      }
    }
    throw last.orElseThrow();
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null || message.isEmpty() ? e.getClass().getSimpleName() : message;
  }

  private boolean pause(int attempt) {
    try {
      TimeUnit.MILLISECONDS.sleep(stall.toMillis() / 300 * attempt * attempt);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Path beside(Path file, String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  private static String text(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file).strip() : "";
  }

  private boolean once(URI address, Path file, Progress progress) throws IOException {
    Path part = beside(file, ".part");
    String tag = Files.exists(file) ? text(beside(file, ".etag")) : "";
    String partTag = Files.exists(part) ? text(beside(part, ".etag")) : "";
    long begun = partTag.isEmpty() ? 0 : Files.size(part);
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(ANSWER).GET();
    request.header("User-Agent", "sekisho");
    if (!tag.isEmpty()) {
      request.header("If-None-Match", tag);
    }
    if (begun > 0) {
      request.header("Range", "bytes=" + begun + "-").header("If-Range", partTag);
    }
    HttpResponse<InputStream> response = send(request.build());
    try (InputStream body = response.body()) {
      switch (response.statusCode()) {
        case 304 -> {
          return false;
        }
        case 200 -> begun = 0;
        case 206 -> begun = resumed(response, begun);
        case 404, 410 -> throw new NoSuchFile(address);
        case 416 -> {
          Files.deleteIfExists(part);
          throw new IOException("what was begun is no part of it any more");
        }
        default -> throw new IOException("answers with status " + response.statusCode());
      }
      String newTag = response.headers().firstValue("ETag").orElse("");
      Files.createDirectories(file.toAbsolutePath().getParent());
      // Only a strong tag says that the bytes are the same.
      Files.writeString(beside(part, ".etag"), newTag.startsWith("W/") ? "" : newTag);
      OptionalLong total = total(response, begun);
      long length = copy(body, part, begun, total, progress);
      if (total.isPresent() && length != total.getAsLong()) {
        throw new IOException("ends after " + length + " of " + total.getAsLong() + " bytes");
      }
      compare(response, part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Files.writeString(beside(file, ".etag"), newTag);
      Files.deleteIfExists(beside(part, ".etag"));
      return true;
    }
  }

  private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private static long resumed(HttpResponse<?> response, long begun) throws IOException {
    String range = response.headers().firstValue("Content-Range").orElse("");
    if (!range.startsWith("bytes " + begun + "-")) {
      throw new IOException("answers with another part than the one that was asked for");
    }
    return begun;
  }

  private static OptionalLong total(HttpResponse<?> response, long begun) {
    OptionalLong length = response.headers().firstValueAsLong("Content-Length");
    return length.isPresent() ? OptionalLong.of(begun + length.getAsLong()) : length;
  }

  private long copy(InputStream body, Path part, long begun, OptionalLong total, Progress progress)
      throws IOException {
    AtomicLong moved = new AtomicLong(System.nanoTime());
    long length = begun;
    try (ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
        OutputStream out =
            Files.newOutputStream(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                begun > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING)) {
      long step = Math.max(1, stall.toMillis() / 4);
      var watching =
          watch.scheduleWithFixedDelay(
              () -> giveUp(body, moved), step, step, TimeUnit.MILLISECONDS);
      byte[] buffer = new byte[64 << 10];
      try {
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
          out.write(buffer, 0, read);
          length += read;
          moved.set(System.nanoTime());
          progress.at(length, total);
          if (length > LARGEST) {
            throw new IOException("is larger than " + (LARGEST >> 30) + " GB");
          }
        }
      } finally {
        watching.cancel(false);
        watch.shutdownNow();
      }
    }
    return length;
  }

  private void giveUp(InputStream body, AtomicLong moved) {
    if (System.nanoTime() - moved.get() > stall.toNanos()) {
      try {
        body.close();
      } catch (IOException e) {
        // The reader sees that it is closed.
        return;
      }
    }
  }

  /** Compares with the checksums that the server states, if it states any. */
  private static void compare(HttpResponse<?> response, Path file) throws IOException {
    for (String header : List.of("x-goog-hash", "Repr-Digest", "Digest", "Content-MD5")) {
      for (String value : response.headers().allValues(header)) {
        for (String each : value.split(",", -1)) {
          String stated = header.equals("Content-MD5") ? "md5=" + each.strip() : each.strip();
          compare(stated, file);
        }
      }
    }
  }

  private static void compare(String stated, Path file) throws IOException {
    int equals = stated.indexOf('=');
    String algorithm =
        switch (equals < 0 ? "" : stated.substring(0, equals).toLowerCase(java.util.Locale.ROOT)) {
          case "md5" -> "MD5";
          case "sha-256" -> "SHA-256";
          default -> "";
        };
    if (algorithm.isEmpty()) {
      return;
    }
    // Structured fields write bytes between colons.
    String expected = stated.substring(equals + 1).replaceAll("^:|:$", "");
    if (!expected.equals(hash(algorithm, file))) {
      Files.deleteIfExists(file);
      throw new IOException("has another checksum (" + algorithm + ") than the server states");
    }
  }

  private static String hash(String algorithm, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      byte[] buffer = new byte[64 << 10];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return new String(Base64.getEncoder().encode(digest.digest()), StandardCharsets.US_ASCII);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has " + algorithm, e);
    }
  }
}
