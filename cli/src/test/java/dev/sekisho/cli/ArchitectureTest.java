package dev.sekisho.cli;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What keeps the shape of the whole project: the module table, no cycles, native calls in one
 * place.
 */
class ArchitectureTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static JavaClasses classes;

  @BeforeAll
  static void readClasses() throws IOException {
    List<Path> folders =
        modules().stream()
            .map(module -> ROOT.resolve(module).resolve("target/classes"))
            .filter(Files::isDirectory)
            .toList();
    // Other modules are built before this one; manager and performance may not be, when only this
    // one is.
    assertThat(folders).hasSizeGreaterThanOrEqualTo(8);
    classes = new ClassFileImporter().importPaths(folders);
  }

  private static List<String> modules() throws IOException {
    return Pattern.compile("<module>(.*?)</module>")
        .matcher(Files.readString(ROOT.resolve("pom.xml")))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  @Test
  void theModuleTableSaysWhatThePomsSay() throws IOException {
    Map<String, Set<String>> poms = new TreeMap<>();
    for (String module : modules()) {
      poms.put(module, ours(Files.readString(ROOT.resolve(module).resolve("pom.xml"))));
    }
    Map<String, Set<String>> table = new TreeMap<>();
    for (String line : Files.readAllLines(ROOT.resolve("docs/architecture.md"))) {
      String[] cells = line.split("\\|", -1);
      if (cells.length == 5 && cells[1].strip().matches("`[a-z]+`")) {
        table.put(name(cells[1]), names(cells[3]));
      }
    }
    assertThat(table).isEqualTo(poms);
  }

  /** Dependencies on our modules that are not for tests only. */
  private static Set<String> ours(String pom) {
    String dependencies = pom.replaceFirst("(?s)<parent>.*?</parent>", "");
    return Pattern.compile("(?s)<dependency>(.*?)</dependency>")
        .matcher(dependencies)
        .results()
        .map(match -> match.group(1))
        .filter(text -> text.contains("<groupId>dev.sekisho<") && !text.contains(">test<"))
        .map(text -> text.replaceFirst("(?s).*<artifactId>sekisho-(.*?)</artifactId>.*", "$1"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String name(String cell) {
    return cell.replace("`", "").strip();
  }

  private static Set<String> names(String cell) {
    return Arrays.stream(cell.split(",", -1))
        .map(ArchitectureTest::name)
        .filter(name -> !name.equals("–") && !name.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.sekisho.(**)").should().beFreeOfCycles().check(classes);
  }

  /** The classes outside are libyara's, which are loaded where a user gives YARA rules. */
  @Test
  void onlyTheKernelModuleMakesNativeCalls() {
    ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("dev.sekisho.kernel..")
        .and()
        .haveNameNotMatching("dev\\.sekisho\\.scan\\.malware\\.Yara(Library|Rules)(\\$.*)?")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "link to native code",
                type ->
                    type.getName().equals("java.lang.foreign.Linker")
                        || type.getName().equals("java.lang.foreign.SymbolLookup")))
        .check(classes);
  }

  @Test
  void noModuleIsNamedForNothing() throws IOException {
    assertThat(modules()).doesNotContain("common", "core", "util", "impl");
    try (Stream<Path> files = Files.walk(ROOT, 9)) {
      assertThat(
              files
                  .filter(file -> file.toString().endsWith(".java"))
                  .filter(file -> file.toString().contains("/src/main/"))
                  .map(file -> file.getFileName().toString())
                  .filter(
                      file -> file.matches(".*(Util|Utils|Helper|Impl|Manager|Base|Common)\\.java"))
                  .filter(file -> !file.equals("LocalManager.java"))
                  .toList())
          .isEmpty();
    }
  }
}
