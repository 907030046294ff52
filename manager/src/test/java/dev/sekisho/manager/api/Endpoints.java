package dev.sekisho.manager.api;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** All endpoints of the manager's classes. */
public final class Endpoints {
  private Endpoints() {}

  /**
   * An endpoint.
   *
   * @param verb the HTTP method
   * @param path with its templates
   * @param consumes what it takes
   * @param method the method that serves it
   */
  public record Endpoint(String verb, String path, String consumes, Method method) {
    public String samplePath() {
      return path.replaceAll("\\{(epoch|sequence|revision)[^}]*}", "1")
          .replaceAll("\\{[^}]*}", "x");
    }

    public boolean isPage() {
      return !path.startsWith("/api/");
    }

    @Override
    public String toString() {
      return verb + " " + path;
    }
  }

  public static List<Endpoint> all() {
    List<Endpoint> all = new ArrayList<>();
    for (Class<?> type : resources()) {
      String root = type.getAnnotation(Path.class).value();
      for (Method method : type.getDeclaredMethods()) {
        for (Annotation annotation : method.getAnnotations()) {
          HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
          if (verb != null) {
            Path below = method.getAnnotation(Path.class);
            all.add(
                new Endpoint(
                    verb.value(),
                    joined(root, below == null ? "" : below.value()),
                    consumes(type, method),
                    method));
          }
        }
      }
    }
    return all;
  }

  private static String joined(String root, String below) {
    String start = root.startsWith("/") ? root : "/" + root;
    if (below.isEmpty() || below.equals("/")) {
      return start;
    }
    String end = below.startsWith("/") ? below : "/" + below;
    return start.equals("/") ? end : start + end;
  }

  private static String consumes(Class<?> type, Method method) {
    Consumes here = method.getAnnotation(Consumes.class);
    Consumes there = type.getAnnotation(Consumes.class);
    Consumes found = here == null ? there : here;
    return found == null || found.value()[0].equals("*/*") ? "text/plain" : found.value()[0];
  }

  private static List<Class<?>> resources() {
    java.nio.file.Path classes = java.nio.file.Path.of("target", "classes");
    try (var files = Files.walk(classes)) {
      List<Class<?>> found = new ArrayList<>();
      for (java.nio.file.Path file : files.toList()) {
        String name = classes.relativize(file).toString();
        if (name.startsWith("dev/sekisho/manager/") && name.endsWith(".class")) {
          Class<?> type =
              Class.forName(
                  name.substring(0, name.length() - ".class".length()).replace('/', '.'),
                  false,
                  Thread.currentThread().getContextClassLoader());
          if (Arrays.stream(type.getAnnotations()).anyMatch(Path.class::isInstance)) {
            found.add(type);
          }
        }
      }
      return found;
    } catch (IOException | ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
