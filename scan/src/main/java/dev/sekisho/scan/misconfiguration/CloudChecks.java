package dev.sekisho.scan.misconfiguration;

import static dev.sekisho.model.Severity.HIGH;
import static dev.sekisho.model.Severity.LOW;
import static dev.sekisho.model.Severity.MEDIUM;

import dev.sekisho.model.Severity;
import dev.sekisho.scan.misconfiguration.Check.Teller;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Checks of Amazon ECR, ECS and EKS in Terraform and CloudFormation. */
final class CloudChecks {
  private static final Pattern EVERYBODY =
      Pattern.compile("\"Principal\"\\s*:\\s*(\"\\*\"|\\{\\s*\"AWS\"\\s*:\\s*\\[?\\s*\"\\*\")");

  static final List<Check<CloudResource>> ALL =
      List.of(
          needs(
              "ecr.mutable-tags",
              MEDIUM,
              "4.2.2",
              "ECR::Repository",
              "image_tag_mutability",
              "ImageTagMutability",
              v -> v.text().startsWith("IMMUTABLE")),
          needs(
              "ecr.no-scan-on-push",
              MEDIUM,
              "4.4 4.1.1",
              "ECR::Repository",
              "image_scanning_configuration.scan_on_push",
              "ImageScanningConfiguration.ScanOnPush",
              Value::isTrue),
          needs(
              "ecr.no-own-key",
              LOW,
              "4.2.3",
              "ECR::Repository",
              "encryption_configuration.encryption_type",
              "EncryptionConfiguration.EncryptionType",
              v -> v.text().startsWith("KMS")),
          fails(
              "ecr.deletes-images",
              LOW,
              "4.2.2",
              "ECR::Repository",
              "force_delete",
              "EmptyOnDelete",
              Value::isTrue),
          Check.of("ecr.public-policy", HIGH, "4.2.3", CloudChecks::policy),
          needs(
              "ecs.no-insights",
              LOW,
              "4.3.5",
              "ECS::Cluster",
              "setting.value",
              "ClusterSettings.Value",
              v -> v.text().equals("enabled") || v.text().equals("enhanced")),
          fails(
              "ecs.public-address",
              MEDIUM,
              "4.4.2",
              "ECS::Service",
              "network_configuration.assign_public_ip",
              "NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp",
              v -> v.isTrue() || v.text().equals("ENABLED")),
          fails(
              "ecs.execute-command",
              MEDIUM,
              "5.23 4.3.2",
              "ECS::Service",
              "enable_execute_command",
              "EnableExecuteCommand",
              Value::isTrue),
          Check.of("ecs.no-log", LOW, "4.3.5", CloudChecks::log),
          Check.of("ecs.plain-file-system", MEDIUM, "4.4.2", CloudChecks::fileSystem),
          needs(
              "ecs.no-task-role",
              LOW,
              "4.3.2",
              "ECS::TaskDefinition",
              "task_role_arn",
              "TaskRoleArn",
              v -> true),
          Check.of("eks.public-endpoint", HIGH, "4.3.2", CloudChecks::endpoint),
          needs(
              "eks.no-private-endpoint",
              LOW,
              "4.3.2",
              "EKS::Cluster",
              "vpc_config.endpoint_private_access",
              "ResourcesVpcConfig.EndpointPrivateAccess",
              Value::isTrue),
          needs(
              "eks.plain-secrets",
              MEDIUM,
              "4.1.4",
              "EKS::Cluster",
              "encryption_config",
              "EncryptionConfig",
              v -> true),
          Check.of("eks.no-audit-log", MEDIUM, "4.3.2", CloudChecks::audit),
          Check.of("eks.open-remote-access", HIGH, "4.3.2", CloudChecks::remote),
          needs(
              "ec2.metadata-v1",
              MEDIUM,
              "4.3.5",
              "EC2::LaunchTemplate",
              "metadata_options.http_tokens",
              "LaunchTemplateData.MetadataOptions.HttpTokens",
              v -> v.text().equals("required")));

  private CloudChecks() {}

  private static Check<CloudResource> fails(
      String id,
      Severity severity,
      String references,
      String type,
      String terraform,
      String cloudFormation,
      Predicate<Value> isWrong) {
    return of(
        id,
        severity,
        references,
        type,
        (resource, teller) ->
            judge(resource, resource.at(terraform, cloudFormation), isWrong, teller));
  }

  private static Check<CloudResource> needs(
      String id,
      Severity severity,
      String references,
      String type,
      String terraform,
      String cloudFormation,
      Predicate<Value> isRight) {
    return of(
        id,
        severity,
        references,
        type,
        (resource, teller) ->
            required(resource, resource.at(terraform, cloudFormation), isRight, teller));
  }

  private static Check<CloudResource> of(
      String id,
      Severity severity,
      String references,
      String type,
      Check.Look<CloudResource> look) {
    return Check.of(
        id,
        severity,
        references,
        (resource, teller) -> {
          if (resource.type().equals(type)) {
            look.at(resource, teller);
          }
        });
  }

  private static void judge(
      CloudResource resource, Value value, Predicate<Value> isWrong, Teller teller) {
    if (value.isUnknown()) {
      teller.unknown(value.line());
    } else if (isWrong.test(value)) {
      teller.fail(value.line(), resource.name() + ": " + value.text());
    }
  }

  private static void required(
      CloudResource resource, Value value, Predicate<Value> isRight, Teller teller) {
    boolean isList = value instanceof Value.Items || value instanceof Value.Table;
    if (value.isUnknown()) {
      // That something is given is enough where nothing is said of what.
      if (!isRight.test(new Value.Text("?", value.line()))) {
        teller.unknown(value.line());
      }
    } else if (!isList && (value.isAbsent() || !isRight.test(value))) {
      int line = value.isAbsent() ? resource.body().line() : value.line();
      teller.fail(line, resource.name() + ": " + (value.isAbsent() ? "not set" : value.text()));
    }
  }

  /** Whom a policy of a repository lets in: its text in Terraform, its structure elsewhere. */
  private static void policy(CloudResource resource, Teller teller) {
    boolean isPolicy = resource.type().equals("ECR::RepositoryPolicy");
    if (!isPolicy && !resource.type().equals("ECR::Repository")) {
      return;
    }
    Value policy =
        isPolicy
            ? resource.at("policy", "PolicyText")
            : resource.at("policy", "RepositoryPolicyText");
    if (policy.isUnknown()) {
      teller.unknown(policy.line());
    } else if (policy instanceof Value.Text text && EVERYBODY.matcher(text.text()).find()) {
      teller.fail(text.line(), resource.name() + ": Principal *");
    }
    for (Value statement : policy.at("Statement").each()) {
      Value principal = statement.at("Principal");
      boolean isEverybody =
          principal.text().equals("*")
              || principal.at("AWS").each().stream().anyMatch(each -> each.text().equals("*"));
      if (isEverybody && !statement.at("Effect").text().equals("Deny")) {
        teller.fail(principal.line(), resource.name() + ": Principal *");
      }
    }
  }

  private static void log(CloudResource resource, Teller teller) {
    if (!resource.type().equals("ECS::TaskDefinition")) {
      return;
    }
    Value definitions = resource.at("container_definitions", "ContainerDefinitions");
    if (definitions instanceof Value.Text text) {
      if (!text.text().contains("\"logConfiguration\"")) {
        teller.fail(text.line(), resource.name() + ": no logConfiguration");
      }
      return;
    }
    for (Value each : definitions.each()) {
      if (each.isUnknown()) {
        teller.unknown(each.line());
      } else if (each.at("logConfiguration").isAbsent() && each.at("LogConfiguration").isAbsent()) {
        teller.fail(each.line(), resource.name() + ": no logConfiguration");
      }
    }
  }

  private static void fileSystem(CloudResource resource, Teller teller) {
    if (!resource.type().equals("ECS::TaskDefinition")) {
      return;
    }
    for (Value volume : resource.at("volume", "Volumes").each()) {
      Value inTerraform = volume.at("efs_volume_configuration");
      Value elsewhere = volume.at("EFSVolumeConfiguration");
      Value system = inTerraform.isAbsent() ? elsewhere : inTerraform;
      if (!system.isAbsent()
          && !system.at("transit_encryption").text().equals("ENABLED")
          && !system.at("TransitEncryption").text().equals("ENABLED")) {
        teller.fail(system.line(), resource.name() + ": transit encryption not enabled");
      }
    }
  }

  /** Public, unless it is switched off or limited to some networks. */
  private static void endpoint(CloudResource resource, Teller teller) {
    if (!resource.type().equals("EKS::Cluster")) {
      return;
    }
    Value open =
        resource.at("vpc_config.endpoint_public_access", "ResourcesVpcConfig.EndpointPublicAccess");
    Value networks =
        resource.at("vpc_config.public_access_cidrs", "ResourcesVpcConfig.PublicAccessCidrs");
    boolean isLimited =
        !networks.isAbsent()
            && networks.each().stream()
                .noneMatch(each -> each.text().equals("0.0.0.0/0") || each.text().equals("::/0"));
    if (open.isUnknown() || networks.isUnknown()) {
      teller.unknown(open.isUnknown() ? open.line() : networks.line());
    } else if (!open.isFalse() && !isLimited) {
      teller.fail(open.line(), resource.name() + ": open to 0.0.0.0/0");
    }
  }

  private static void audit(CloudResource resource, Teller teller) {
    if (!resource.type().equals("EKS::Cluster")) {
      return;
    }
    Value inTerraform = resource.body().at("enabled_cluster_log_types");
    Value elsewhere = resource.body().at("Logging", "ClusterLogging", "EnabledTypes");
    Value types = resource.terraform() ? inTerraform : elsewhere;
    boolean isAudited =
        types.each().stream()
            .anyMatch(
                each -> each.text().equals("audit") || each.at("Type").text().equals("audit"));
    if (types.isUnknown()) {
      teller.unknown(types.line());
    } else if (!isAudited) {
      teller.fail(types.line(), resource.name() + ": no audit log");
    }
  }

  private static void remote(CloudResource resource, Teller teller) {
    Value key = resource.at("remote_access.ec2_ssh_key", "RemoteAccess.Ec2SshKey");
    Value groups =
        resource.at("remote_access.source_security_group_ids", "RemoteAccess.SourceSecurityGroups");
    if (resource.type().equals("EKS::Nodegroup") && !key.isAbsent() && groups.isAbsent()) {
      teller.fail(key.line(), resource.name() + ": open to all addresses");
    }
  }
}
