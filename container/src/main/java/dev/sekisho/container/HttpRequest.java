package dev.sekisho.container;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A request in HTTP/1.1.
 *
 * @param method GET, HEAD, POST, DELETE
 * @param target path and query, already encoded
 * @param body what is sent
 */
record HttpRequest(String method, String target, Body body) {
  /** What is sent. */
  sealed interface Body {
    /** No body. */
    record None() implements Body {}

    /** A JSON document. */
    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    record Json(byte[] bytes) implements Body {}

    /** A tar archive of unknown length, sent in chunks. */
    record Tar(InputStream bytes) implements Body {}
  }

  static HttpRequest get(String path, Map<String, String> query) {
    return new HttpRequest("GET", path + encode(query), new Body.None());
  }

  static HttpRequest post(String path, Map<String, String> query) {
    return new HttpRequest("POST", path + encode(query), new Body.None());
  }

  /** Method and path, for messages; the query may hold what the user wrote and is left out. */
  String name() {
    int query = target.indexOf('?');
    return method + " " + (query < 0 ? target : target.substring(0, query));
  }

  /** One segment of a path. */
  static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String encode(Map<String, String> query) {
    return query.isEmpty()
        ? ""
        : new TreeMap<>(query)
            .entrySet().stream()
                .map(e -> segment(e.getKey()) + "=" + segment(e.getValue()))
                .collect(Collectors.joining("&", "?", ""));
  }

  void write(EngineSocket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    head.append("Host: docker\r\nUser-Agent: sekisho\r\nAccept: application/json\r\n");
    switch (body) {
      case Body.None none -> {
        if (method.equals("POST")) {
          head.append("Content-Length: 0\r\n");
        }
        send(socket, head);
      }
      case Body.Json json -> {
        head.append("Content-Type: application/json\r\nContent-Length: ");
        head.append(json.bytes().length).append("\r\n");
        send(socket, head);
        socket.write(json.bytes(), 0, json.bytes().length);
      }
      case Body.Tar tar -> {
        head.append("Content-Type: application/x-tar\r\nTransfer-Encoding: chunked\r\n");
        send(socket, head);
        sendChunks(socket, tar.bytes());
      }
    }
  }

  private static void send(EngineSocket socket, StringBuilder head) throws IOException {
    byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    socket.write(bytes, 0, bytes.length);
  }

  private static void sendChunks(EngineSocket socket, InputStream bytes) throws IOException {
    byte[] chunk = new byte[64 * 1024];
    for (int count; (count = bytes.readNBytes(chunk, 0, chunk.length)) > 0; ) {
      byte[] size = (Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      socket.write(size, 0, size.length);
      socket.write(chunk, 0, count);
      socket.write(new byte[] {'\r', '\n'}, 0, 2);
    }
    byte[] end = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    socket.write(end, 0, end.length);
  }
}
