import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Gives classes that were compiled for Java 5 the form of Java 8, with maps of the stack: the JVM
 * keeps no older ones in its start-up cache, and loading a library of command lines anew takes
 * longer than most commands do. What the classes do stays the same. Arguments: jars, changed in
 * place where they hold such classes.
 */
final class Modernize {
  private static final int FIRST_KEPT = 50;
  private static final int MADE = 52;

  public static void main(String[] jars) throws IOException {
    for (String jar : jars) {
      modernize(Path.of(jar));
    }
  }

  private static void modernize(Path jar) throws IOException {
    Path made = jar.resolveSibling(jar.getFileName() + ".new");
    boolean changed = false;
    try (ZipFile in = new ZipFile(jar.toFile());
        URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
        OutputStream file = Files.newOutputStream(made);
        ZipOutputStream out = new ZipOutputStream(file)) {
      ClassFile classFile =
          ClassFile.of(
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(loader)
                      .orElse(ClassHierarchyResolver.defaultResolver())));
      for (ZipEntry entry : Collections.list(in.entries())) {
        byte[] bytes;
        try (InputStream content = in.getInputStream(entry)) {
          bytes = content.readAllBytes();
        }
        if (entry.getName().endsWith(".class") && version(bytes) < FIRST_KEPT) {
          bytes = modernized(classFile, bytes);
          changed = true;
        }
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(entry.getTimeLocal());
        out.putNextEntry(copy);
        out.write(bytes);
      }
    }
    if (changed) {
      Files.move(made, jar, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.delete(made);
    }
  }

  private static int version(byte[] bytes) {
    return (bytes[6] & 0xff) << 8 | (bytes[7] & 0xff);
  }

  private static byte[] modernized(ClassFile classFile, byte[] bytes) {
    ClassModel old = classFile.parse(bytes);
    return classFile.transformClass(
        old,
        ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
            .andThen(
                (builder, element) -> {
                  if (element instanceof ClassFileVersion) {
                    builder.withVersion(MADE, 0);
                  } else {
                    builder.with(element);
                  }
                }));
  }
}
