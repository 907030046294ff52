package dev.sekisho.scan.misconfiguration;

import dev.sekisho.scan.misconfiguration.Container.Mount;
import dev.sekisho.scan.misconfiguration.Container.Port;
import dev.sekisho.scan.misconfiguration.Container.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Objects of Kubernetes, and the containers of those that have pods. */
final class KubernetesFile {
  private static final int MOST = 10_000;

  private KubernetesFile() {}

  /**
   * An object.
   *
   * @param name for a person: kind and name
   */
  record Resource(String kind, String name, Value body) {
    /** The specification of its pods; empty if it has none. */
    Optional<Value> pod() {
      Value spec = body.at("spec");
      Value pod =
          switch (kind) {
            case "Pod" -> spec;
            case "PodTemplate" -> body.at("template", "spec");
            case "CronJob" -> spec.at("jobTemplate", "spec", "template", "spec");
            case "Deployment",
                "StatefulSet",
                "DaemonSet",
                "ReplicaSet",
                "ReplicationController",
                "Job" ->
                spec.at("template", "spec");
            default -> new Value.Absent(0);
          };
      return pod instanceof Value.Table ? Optional.of(pod) : Optional.empty();
    }

    /** Annotations of its pods. */
    Value annotations() {
      return switch (kind) {
        case "Pod" -> body.at("metadata", "annotations");
        case "CronJob" ->
            body.at("spec", "jobTemplate", "spec", "template", "metadata", "annotations");
        default -> body.at("spec", "template", "metadata", "annotations");
      };
    }
  }

  static boolean matches(Value document) {
    return !document.at("apiVersion").isAbsent() && !document.at("kind").isAbsent();
  }

  /** The objects of a document; a list has several. */
  static List<Resource> resources(Value document) {
    List<Resource> found = new ArrayList<>();
    add(document, found);
    return found;
  }

  private static void add(Value document, List<Resource> found) {
    String kind = document.at("kind").text();
    if (found.size() >= MOST) {
      return;
    }
    if (kind.equals("List")) {
      document.at("items").each().forEach(item -> add(item, found));
    } else if (!kind.isEmpty()) {
      found.add(new Resource(kind, kind + " " + document.at("metadata", "name").text(), document));
    }
  }

  /** The containers of an object, those that run before and beside it too. */
  static List<Container> containers(Resource resource) {
    Optional<Value> pod = resource.pod();
    List<Container> found = new ArrayList<>();
    if (pod.isPresent()) {
      for (String kind : List.of("containers", "initContainers", "ephemeralContainers")) {
        for (Value container : pod.get().at(kind).each()) {
          found.add(container(resource, pod.get(), container));
        }
      }
    }
    return found;
  }

  private static Value host(Value truth) {
    return truth.isTrue() ? new Value.Text("host", truth.line()) : truth;
  }

  private static Value profile(Value profile, Value older) {
    Value type = profile.at("type");
    return type.isAbsent() ? older : type;
  }

  private static Container container(Resource resource, Value pod, Value container) {
    Value own = container.at("securityContext");
    Value shared = pod.at("securityContext");
    String name = container.at("name").text();
    Container.Settings settings = new Container.Settings();
    Value escalation = own.at("allowPrivilegeEscalation");
    Value annotation =
        resource.annotations().at("container.apparmor.security.beta.kubernetes.io/" + name);
    settings
        .put(Setting.IMAGE, container.at("image"))
        .put(Setting.PRIVILEGED, own.at("privileged"))
        .first(Setting.USER, own.at("runAsUser"), shared.at("runAsUser"))
        .put(Setting.ADDED_CAPABILITIES, own.at("capabilities", "add"))
        .put(Setting.DROPPED_CAPABILITIES, own.at("capabilities", "drop"))
        .put(Setting.NETWORK, host(pod.at("hostNetwork")))
        .put(Setting.PROCESSES, host(pod.at("hostPID")))
        .put(Setting.IPC, host(pod.at("hostIPC")))
        .put(Setting.READ_ONLY_ROOT, own.at("readOnlyRootFilesystem"))
        .put(
            Setting.NO_NEW_PRIVILEGES,
            escalation.isFalse() ? new Value.Text("true", escalation.line()) : escalation)
        .first(
            Setting.SECCOMP,
            profile(own.at("seccompProfile"), new Value.Absent(0)),
            profile(shared.at("seccompProfile"), new Value.Absent(0)))
        .first(
            Setting.APPARMOR,
            profile(own.at("appArmorProfile"), annotation),
            profile(shared.at("appArmorProfile"), new Value.Absent(0)))
        .put(Setting.MEMORY, container.at("resources", "limits", "memory"))
        .put(Setting.CPU, container.at("resources", "limits", "cpu"));
    if (escalation.isTrue()) {
      settings.put(Setting.NO_NEW_PRIVILEGES, new Value.Text("false", escalation.line()));
    }
    return new Container(
        Container.Format.KUBERNETES,
        resource.name() + "/" + name,
        container.line(),
        settings.build(),
        environment(container.at("env")),
        mounts(pod, container),
        ports(container));
  }

  private static Map<String, Value> environment(Value env) {
    Map<String, Value> found = new LinkedHashMap<>();
    env.each().forEach(each -> found.put(each.at("name").text(), each.at("value")));
    return found;
  }

  private static List<Mount> mounts(Value pod, Value container) {
    Map<String, Value> volumes = new LinkedHashMap<>();
    pod.at("volumes").each().forEach(each -> volumes.put(each.at("name").text(), each));
    List<Mount> found = new ArrayList<>();
    for (Value mount : container.at("volumeMounts").each()) {
      Value volume = volumes.get(mount.at("name").text());
      if (volume != null && !volume.at("hostPath").isAbsent()) {
        found.add(
            new Mount(
                volume.at("hostPath", "path"),
                mount.at("mountPath"),
                mount.at("mountPropagation")));
      }
    }
    return found;
  }

  private static List<Port> ports(Value container) {
    List<Port> found = new ArrayList<>();
    for (Value port : container.at("ports").each()) {
      found.add(new Port(port.at("hostIP"), port.at("hostPort"), port.at("containerPort"), false));
    }
    return found;
  }
}
