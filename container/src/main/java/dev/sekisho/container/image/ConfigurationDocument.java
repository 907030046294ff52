package dev.sekisho.container.image;

import dev.sekisho.model.Digest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configuration of an image, as its JSON has it. */
record ConfigurationDocument(Json json, String image) {
  /**
   * Reads it.
   *
   * @param image how a message names the image
   */
  static ConfigurationDocument parse(byte[] bytes, String image) {
    return new ConfigurationDocument(document(bytes, image), image);
  }

  /** A JSON object. */
  static Json document(byte[] bytes, String image) {
    try {
      Json json = Json.parse(bytes);
      if (json instanceof Json.Members) {
        return json;
      }
      throw Words.problem("image-malformed", image, "JSON, but no object");
    } catch (Json.Malformed e) {
      throw Words.problem(e, "image-malformed", image, "JSON: " + e.getMessage());
    }
  }

  String architecture() {
    return json.member("architecture").text();
  }

  String operatingSystem() {
    return json.member("os").text();
  }

  List<Digest> diffIds() {
    List<Digest> diffIds = new ArrayList<>();
    for (Json each : json.member("rootfs").member("diff_ids").elements()) {
      diffIds.add(Descriptor.digest(each.text(), image));
    }
    return diffIds;
  }

  ImageConfiguration configuration() {
    Json config = json.member("config");
    return new ImageConfiguration(
        config.member("User").text(),
        environment(config.member("Env").texts()),
        config.member("Labels").textMembers(),
        words(config.member("Entrypoint")),
        words(config.member("Cmd")),
        config.member("WorkingDir").text(),
        config.member("ExposedPorts").keys(),
        config.member("Volumes").keys(),
        config.member("Healthcheck").member("Test").texts(),
        config.member("Shell").texts(),
        config.member("OnBuild").texts(),
        config.member("StopSignal").text(),
        json.member("author").text(),
        json.member("created").text(),
        history());
  }

  /** Very old images have a text where the others have a list. */
  private static List<String> words(Json json) {
    return json.some().map(List::of).orElseGet(json::texts);
  }

  private static Map<String, String> environment(List<String> variables) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (String variable : variables) {
      int equal = variable.indexOf('=');
      environment.put(
          equal < 0 ? variable : variable.substring(0, equal),
          equal < 0 ? "" : variable.substring(equal + 1));
    }
    return environment;
  }

  private List<ImageConfiguration.History> history() {
    List<ImageConfiguration.History> history = new ArrayList<>();
    for (Json each : json.member("history").elements()) {
      history.add(
          new ImageConfiguration.History(
              each.member("created").text(),
              each.member("created_by").text(),
              each.member("author").text(),
              each.member("comment").text(),
              each.member("empty_layer").isTrue()));
    }
    return history;
  }

  /** For each layer the step that made it; empty texts where the history does not tell. */
  List<String> createdBy(int layers) {
    List<String> createdBy = new ArrayList<>();
    for (ImageConfiguration.History each : history()) {
      if (!each.emptyLayer()) {
        createdBy.add(dockerfileLine(each.createdBy()));
      }
    }
    // A squashed image keeps the history of what was squashed: then nobody knows which is which.
    if (createdBy.size() != layers) {
      return Collections.nCopies(layers, "");
    }
    return createdBy;
  }

  /** The line of a Dockerfile, without what builders put before and after it. */
  static String dockerfileLine(String createdBy) {
    String line = createdBy.strip();
    String classic = "/bin/sh -c #(nop) ";
    if (line.startsWith(classic)) {
      return line.substring(classic.length()).strip();
    }
    if (line.endsWith("# buildkit")) {
      line = line.substring(0, line.length() - "# buildkit".length()).strip();
    }
    for (String before : List.of("RUN /bin/sh -c ", "/bin/sh -c ")) {
      if (line.startsWith(before)) {
        return "RUN " + line.substring(before.length()).strip();
      }
    }
    return line;
  }
}
