package dev.sekisho.scan.misconfiguration;

import dev.sekisho.scan.format.MalformedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A resource of Terraform or CloudFormation.
 *
 * @param type in CloudFormation's words, such as {@code ECR::Repository}
 * @param terraform whether its keys are Terraform's
 */
record CloudResource(String type, String name, boolean terraform, Value body) {
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("aws_ecr_repository", "ECR::Repository"),
          Map.entry("aws_ecr_repository_policy", "ECR::RepositoryPolicy"),
          Map.entry("aws_ecs_cluster", "ECS::Cluster"),
          Map.entry("aws_ecs_service", "ECS::Service"),
          Map.entry("aws_ecs_task_definition", "ECS::TaskDefinition"),
          Map.entry("aws_eks_cluster", "EKS::Cluster"),
          Map.entry("aws_eks_node_group", "EKS::Nodegroup"),
          Map.entry("aws_launch_template", "EC2::LaunchTemplate"));

  /** A setting, by Terraform's path of keys and CloudFormation's. */
  Value at(String inTerraform, String inCloudFormation) {
    String path = terraform ? inTerraform : inCloudFormation;
    return body.at(path.split("\\.", -1));
  }

  /** Those of a Terraform file that have to do with containers. */
  static List<CloudResource> terraform(String text) throws MalformedException {
    List<CloudResource> found = new ArrayList<>();
    for (HclFile.Block block : HclFile.read(text)) {
      if (block.type().equals("resource") && block.labels().size() == 2) {
        add(block.labels().get(0), block.labels().get(1), block.body(), found);
      }
    }
    return found;
  }

  /** Those of a Terraform file in JSON. */
  static List<CloudResource> terraform(Value document) {
    List<CloudResource> found = new ArrayList<>();
    document
        .at("resource")
        .fields()
        .forEach(
            (type, named) -> named.fields().forEach((name, body) -> add(type, name, body, found)));
    return found;
  }

  private static void add(String type, String name, Value body, List<CloudResource> found) {
    if (TYPES.containsKey(type)) {
      found.add(new CloudResource(TYPES.getOrDefault(type, ""), type + "." + name, true, body));
    }
  }

  static boolean isCloudFormation(Value document) {
    return document.at("Resources").fields().values().stream()
        .anyMatch(resource -> resource.at("Type").text().startsWith("AWS::"));
  }

  /** Those of a template of CloudFormation; defaults of its parameters are put in. */
  static List<CloudResource> cloudFormation(Value document) {
    Map<String, Value> known = new LinkedHashMap<>();
    document
        .at("Parameters")
        .fields()
        .forEach((name, parameter) -> known.put(name, parameter.at("Default")));
    List<CloudResource> found = new ArrayList<>();
    document
        .at("Resources")
        .fields()
        .forEach(
            (name, resource) -> {
              String type = resource.at("Type").text().replaceFirst("^AWS::", "");
              if (TYPES.containsValue(type)) {
                Value body = resource.at("Properties").map(value -> put(value, known));
                found.add(new CloudResource(type, name, false, body));
              }
            });
    return found;
  }

  private static Value put(Value value, Map<String, Value> known) {
    Optional<String> reference = Optional.empty();
    if (value instanceof Value.Unknown unknown && unknown.expression().startsWith("!Ref ")) {
      reference = Optional.of(unknown.expression().substring(5).strip());
    } else if (value instanceof Value.Table table && table.fields().size() == 1) {
      String key = table.fields().keySet().iterator().next();
      if (key.equals("Ref")) {
        reference = Optional.of(table.at("Ref").text());
      } else if (key.startsWith("Fn::")) {
        return new Value.Unknown(key, table.line());
      }
    }
    if (reference.isEmpty()) {
      return value;
    }
    return known.get(reference.get()) instanceof Value.Text text
        ? new Value.Text(text.text(), value.line())
        : new Value.Unknown(reference.get(), value.line());
  }

  /** The containers of a task definition. */
  List<Container> containers() throws MalformedException {
    if (!type.equals("ECS::TaskDefinition")) {
      return List.of();
    }
    Value definitions = at("container_definitions", "ContainerDefinitions");
    if (definitions instanceof Value.Text text) {
      List<Value> documents = YamlDocuments.read(text.text().replace('\t', ' '));
      int offset = text.line() - 1;
      definitions =
          documents.isEmpty() ? definitions : documents.getFirst().map(v -> moved(v, offset));
    }
    Value task = terraform ? ecs(body) : body;
    List<Container> found = new ArrayList<>();
    for (Value each : definitions.each()) {
      found.add(EcsTask.container(name, task, terraform ? capitals(each) : each));
    }
    return found;
  }

  /** Lines of a text inside another. */
  private static Value moved(Value value, int offset) {
    return value instanceof Value.Text text
        ? new Value.Text(text.text(), text.line() + offset)
        : value;
  }

  /** The keys of Terraform's task definition in CloudFormation's words. */
  private static Value ecs(Value body) {
    Map<String, Value> fields = new LinkedHashMap<>();
    body.fields().forEach((key, value) -> fields.put(pascal(key), renamed(value)));
    if (fields.containsKey("Volume")) {
      fields.put("Volumes", fields.getOrDefault("Volume", new Value.Absent(0)));
    }
    return new Value.Table(fields, body.line());
  }

  private static Value renamed(Value value) {
    return switch (value) {
      case Value.Items items ->
          new Value.Items(
              items.items().stream().map(CloudResource::renamed).toList(), items.line());
      case Value.Table table -> {
        Map<String, Value> fields = new LinkedHashMap<>();
        table.fields().forEach((key, field) -> fields.put(pascal(key), renamed(field)));
        yield new Value.Table(fields, table.line());
      }
      default -> value;
    };
  }

  private static String pascal(String snake) {
    StringBuilder pascal = new StringBuilder();
    for (String part : snake.split("_", -1)) {
      if (!part.isEmpty()) {
        pascal.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1));
      }
    }
    return pascal.toString();
  }

  /** The keys of the API, which begin with a small letter, as CloudFormation writes them. */
  static Value capitals(Value value) {
    return renamed(value);
  }
}
