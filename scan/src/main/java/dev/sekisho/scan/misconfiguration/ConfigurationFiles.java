package dev.sekisho.scan.misconfiguration;

import dev.sekisho.model.Finding;
import dev.sekisho.scan.format.MalformedException;
import dev.sekisho.scan.inventory.ContentInspector;
import dev.sekisho.scan.inventory.FileContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Checks of the files that images and containers are made from: Dockerfiles, Compose files,
 * manifests of Kubernetes, Terraform and CloudFormation, told by name and content.
 */
public final class ConfigurationFiles implements ContentInspector {
  private static final int LARGEST = 8 << 20;

  /** What is about Dockerfiles rather than one. */
  private static final Set<String> OTHER =
      Set.of(
          "adoc",
          "class",
          "css",
          "dockerignore",
          "go",
          "html",
          "java",
          "js",
          "json",
          "kt",
          "md",
          "png",
          "py",
          "rb",
          "rs",
          "rst",
          "svg",
          "ts");

  private ConfigurationFiles() {}

  /** Makes inspectors. */
  public static ContentInspector.Factory factory() {
    return ContentInspector.Factory.of("configuration-files-1", ConfigurationFiles::new);
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  private static boolean isDockerfile(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return name.matches("(.+\\.)?(dockerfile|containerfile)(\\..+)?") && !OTHER.contains(ending);
  }

  @Override
  public boolean wants(String path, long sizeBytes, int mode) {
    if (sizeBytes == 0 || path.contains("node_modules/") || path.contains("!/")) {
      return false;
    }
    String name = name(path);
    return name.endsWith(".yaml")
        || name.endsWith(".yml")
        || name.endsWith(".tf")
        || (name.endsWith(".json") && !name.startsWith("package"))
        || name.endsWith(".template")
        || isDockerfile(name);
  }

  @Override
  public void inspect(FileContent file, Consumer<Finding> findings) throws IOException {
    String name = name(file.path());
    boolean isPlain = isDockerfile(name) || name.endsWith(".tf");
    if (file.sizeBytes() > LARGEST) {
      if (isPlain) {
        throw new MalformedException("is larger than the " + (LARGEST >> 20) + " MB that are read");
      }
      return;
    }
    String text = new String(file.bytes(), 0, (int) file.sizeBytes(), StandardCharsets.UTF_8);
    Outcomes outcomes = new Outcomes(file.path(), Outcomes.ignored(text));
    if (isDockerfile(name)) {
      dockerfile(text, outcomes);
    } else if (name.endsWith(".tf")) {
      cloud(CloudResource.terraform(text), outcomes);
    } else if (isOfUse(name, text)) {
      documents(name, text, outcomes);
    }
    outcomes.tell(findings);
  }

  private static void dockerfile(String text, Outcomes outcomes) throws MalformedException {
    Dockerfile file = Dockerfile.read(text);
    if (file.stages().isEmpty()) {
      throw new MalformedException("has no FROM");
    }
    outcomes.check(DockerfileChecks.ALL, file);
  }

  /**
   * Whether its words are those of a format that is known; what else is YAML or JSON is not read.
   */
  private static boolean isOfUse(String name, String text) {
    boolean isCompose =
        text.contains("services") && (name.contains("compose") || text.contains("image"));
    boolean isKubernetes = text.contains("apiVersion") && text.contains("kind");
    boolean isCloudFormation = text.contains("Resources") && text.contains("AWS::");
    boolean isTerraform = name.endsWith(".tf.json");
    boolean isTask = text.contains("containerDefinitions");
    return isCompose || isKubernetes || isCloudFormation || isTerraform || isTask;
  }

  private static void documents(String name, String text, Outcomes outcomes)
      throws MalformedException {
    if (text.contains("{{") && text.contains("apiVersion")) {
      throw new MalformedException(
          "is a template: scan what it is rendered to, such as by helm template");
    }
    for (Value document :
        YamlDocuments.read(name.endsWith("json") ? text.replace('\t', ' ') : text)) {
      if (ComposeFile.matches(name, document)) {
        each(ComposeFile.containers(document), outcomes);
      } else if (KubernetesFile.matches(document)) {
        for (KubernetesFile.Resource resource : KubernetesFile.resources(document)) {
          each(KubernetesFile.containers(resource), outcomes);
          outcomes.check(KubernetesChecks.ALL, resource);
        }
      } else if (CloudResource.isCloudFormation(document)) {
        cloud(CloudResource.cloudFormation(document), outcomes);
      } else if (name.endsWith(".tf.json")) {
        cloud(CloudResource.terraform(document), outcomes);
      } else if (!document.at("containerDefinitions").isAbsent()) {
        Value task = CloudResource.capitals(document);
        cloud(
            List.of(
                new CloudResource("ECS::TaskDefinition", task.at("Family").text(), false, task)),
            outcomes);
      }
    }
  }

  private static void each(List<Container> containers, Outcomes outcomes) {
    for (Container container : containers) {
      outcomes.check(ContainerChecks.ALL, container);
    }
  }

  private static void cloud(List<CloudResource> resources, Outcomes outcomes)
      throws MalformedException {
    for (CloudResource resource : resources) {
      each(resource.containers(), outcomes);
      outcomes.check(CloudChecks.ALL, resource);
    }
  }
}
