package dev.sekisho.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RootedPathTest {
  /** Names of a made-up root: "" is a directory, "->x" a link, anything else a file. */
  private final Map<String, String> tree = new HashMap<>();

  private final List<String> asked = new ArrayList<>();

  private RootedPath.Node node(String path) {
    asked.add(path);
    String entry = tree.get(path);
    if (entry == null) {
      return new RootedPath.Node.Missing();
    }
    if (entry.isEmpty()) {
      return new RootedPath.Node.Directory();
    }
    return entry.startsWith("->")
        ? new RootedPath.Node.Link(entry.substring(2))
        : new RootedPath.Node.Leaf();
  }

  private String resolve(String path) {
    return RootedPath.resolve(this::node, path).orElse("nothing");
  }

  private void image() {
    tree.put("/usr", "");
    tree.put("/usr/bin", "");
    tree.put("/usr/bin/ls", "file");
    tree.put("/bin", "->usr/bin");
    tree.put("/etc", "");
    tree.put("/etc/passwd", "file");
    tree.put("/etc/alternatives", "");
    tree.put("/etc/alternatives/list", "->/bin/ls");
    tree.put("/usr/bin/list", "->../../../../../../etc/alternatives/list");
    tree.put("/out", "->../../../..");
    tree.put("/shadow", "->/../../etc/passwd");
    tree.put("/loop", "->/pool");
    tree.put("/pool", "->loop");
    tree.put("/self", "->self/self/self");
    tree.put("/empty", "->");
  }

  @Test
  void linksAreFollowedInsideTheRoot() {
    image();
    assertThat(resolve("/bin/ls")).isEqualTo("/usr/bin/ls");
    assertThat(resolve("bin//./ls")).isEqualTo("/usr/bin/ls");
    assertThat(resolve("/usr/bin/list")).isEqualTo("/usr/bin/ls");
    assertThat(resolve("/bin")).isEqualTo("/usr/bin");
    assertThat(resolve("/")).isEqualTo("/");
  }

  @Test
  void nothingLeavesTheRoot() {
    image();
    assertThat(resolve("/../../../../etc/passwd")).isEqualTo("/etc/passwd");
    assertThat(resolve("/out/etc/passwd")).isEqualTo("/etc/passwd");
    assertThat(resolve("/out/../out/../../etc/passwd")).isEqualTo("/etc/passwd");
    assertThat(resolve("/shadow")).isEqualTo("/etc/passwd");
    assertThat(asked).allMatch(path -> path.startsWith("/") && !path.contains(".."));
  }

  @Test
  void loopsAndDeadEndsAreNothing() {
    image();
    assertThat(resolve("/loop")).isEqualTo("nothing");
    assertThat(resolve("/self")).isEqualTo("nothing");
    assertThat(resolve("/etc/passwd/x")).isEqualTo("nothing");
    assertThat(resolve("/etc/passwd/..")).isEqualTo("nothing");
    assertThat(resolve("/etc/passwd/")).isEqualTo("nothing");
    assertThat(resolve("/nowhere/../etc/passwd")).isEqualTo("nothing");
    assertThat(resolve("/" + "a/".repeat(5000))).isEqualTo("nothing");
    tree.put("/huge", "->" + "b/".repeat(5000));
    assertThat(resolve("/huge")).isEqualTo("nothing");
  }

  @Test
  void aLinkThatDoublesItselfEndsSoon() {
    tree.put("/d", "");
    for (int i = 0; i < 30; i++) {
      tree.put("/l" + i, "->l" + (i + 1) + "/../l" + (i + 1));
    }
    tree.put("/l30", "->d");
    assertThat(resolve("/l0")).isEqualTo("nothing");
    assertThat(asked).hasSizeLessThan(500);
  }

  @Test
  void anyTreeOfLinksIsResolvedInsideOrNotAtAll() {
    Random random = new Random(11);
    String[] parts = {"a", "b", "..", ".", "", "c"};
    for (int round = 0; round < 2_000; round++) {
      tree.clear();
      asked.clear();
      for (String top : List.of("/a", "/b", "/c", "/a/a", "/a/b", "/a/c", "/a/a/a")) {
        StringBuilder target = new StringBuilder(random.nextBoolean() ? "->/" : "->");
        for (int i = random.nextInt(6); i > 0; i--) {
          target.append(parts[random.nextInt(parts.length)]).append('/');
        }
        tree.put(top, random.nextInt(3) == 0 ? target.toString() : "");
      }
      StringBuilder path = new StringBuilder("/");
      for (int i = 0; i < 6; i++) {
        path.append(parts[random.nextInt(parts.length)]).append('/');
      }
      String resolved = resolve(path.toString());
      assertThat(resolved).doesNotContain("..");
      assertThat(resolved.equals("nothing") || resolved.startsWith("/")).isTrue();
      assertThat(asked).allMatch(p -> p.startsWith("/") && !p.contains("..") && !p.contains("//"));
    }
  }
}
