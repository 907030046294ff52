package dev.sekisho.scan.misconfiguration;

import static dev.sekisho.model.Severity.HIGH;
import static dev.sekisho.model.Severity.LOW;
import static dev.sekisho.model.Severity.MEDIUM;

import dev.sekisho.scan.misconfiguration.Check.Teller;
import dev.sekisho.scan.misconfiguration.KubernetesFile.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** Checks of what only Kubernetes has: pods, roles, services, admission. */
final class KubernetesChecks {
  private static final Set<String> SAFE_SYSCTLS =
      Set.of(
          "kernel.shm_rmid_forced",
          "net.ipv4.ip_local_port_range",
          "net.ipv4.ip_local_reserved_ports",
          "net.ipv4.ip_unprivileged_port_start",
          "net.ipv4.ping_group_range",
          "net.ipv4.tcp_fin_timeout",
          "net.ipv4.tcp_keepalive_intvl",
          "net.ipv4.tcp_keepalive_probes",
          "net.ipv4.tcp_keepalive_time",
          "net.ipv4.tcp_rmem",
          "net.ipv4.tcp_syncookies",
          "net.ipv4.tcp_wmem");

  private static final Set<String> LONG_RUNNING = Set.of("Deployment", "StatefulSet", "DaemonSet");
  private static final Set<String> GROUPS =
      Set.of("system:anonymous", "system:unauthenticated", "system:authenticated");

  static final List<Check<Resource>> ALL =
      List.of(
          Check.of(
              "kubernetes.root-allowed", MEDIUM, "4.1 4.1.2", containers(KubernetesChecks::root)),
          Check.of("kubernetes.root-group", LOW, "4.1.2", pods(KubernetesChecks::rootGroup)),
          Check.of(
              "kubernetes.seccomp-not-set",
              LOW,
              "5.22 4.4.3",
              containers(
                  (c, t) -> {
                    Value own = c.own("seccompProfile", "type");
                    c.needs(own.isAbsent() ? c.shared("seccompProfile", "type") : own, t);
                  })),
          Check.of(
              "kubernetes.proc-unmasked",
              MEDIUM,
              "4.4.3",
              containers((c, t) -> c.is(c.own("procMount"), "Unmasked", t))),
          Check.of(
              "kubernetes.host-process",
              HIGH,
              "4.4.3",
              containers(
                  (c, t) -> {
                    c.is(c.own("windowsOptions", "hostProcess"), "true", t);
                    c.is(c.shared("windowsOptions", "hostProcess"), "true", t);
                  })),
          Check.of(
              "kubernetes.host-port",
              MEDIUM,
              "5.9 4.4.2",
              containers(
                  (c, t) -> c.body().at("ports").each().forEach(p -> c.set(p.at("hostPort"), t)))),
          Check.of(
              "kubernetes.no-liveness-probe",
              LOW,
              "5.27",
              containers((c, t) -> probe(c, "livenessProbe", t))),
          Check.of(
              "kubernetes.no-readiness-probe",
              LOW,
              "5.27",
              containers((c, t) -> probe(c, "readinessProbe", t))),
          Check.of(
              "kubernetes.host-path",
              MEDIUM,
              "5.6 4.5.5",
              pods(
                  (p, t) ->
                      p.body()
                          .at("volumes")
                          .each()
                          .forEach(v -> p.set(v.at("hostPath", "path"), t)))),
          Check.of("kubernetes.unsafe-sysctls", MEDIUM, "4.4.3", pods(KubernetesChecks::sysctls)),
          Check.of(
              "kubernetes.shared-processes",
              LOW,
              "4.4.3",
              pods((p, t) -> p.is(p.body().at("shareProcessNamespace"), "true", t))),
          Check.of("kubernetes.service-account-token", LOW, "4.3.2", pods(KubernetesChecks::token)),
          Check.of("kubernetes.default-namespace", LOW, "4.3.4", pods(KubernetesChecks::namespace)),
          Check.of(
              "kubernetes.secret-in-config-map",
              HIGH,
              "4.1.4",
              of("ConfigMap", KubernetesChecks::configMap)),
          Check.of("kubernetes.role-wildcard", HIGH, "4.3.1", roles(KubernetesChecks::wildcard)),
          Check.of(
              "kubernetes.role-secrets",
              MEDIUM,
              "4.3.2",
              roles((r, t) -> grants(r, t, Set.of("secrets"), Set.of("get", "list", "watch")))),
          Check.of(
              "kubernetes.role-exec",
              MEDIUM,
              "4.3.2",
              roles(
                  (r, t) ->
                      grants(r, t, Set.of("pods/exec", "pods/attach"), Set.of("create", "get")))),
          Check.of(
              "kubernetes.role-create-pods",
              MEDIUM,
              "4.3.1",
              roles(
                  (r, t) ->
                      grants(
                          r,
                          t,
                          Set.of("pods", "deployments", "daemonsets", "jobs"),
                          Set.of("create")))),
          Check.of(
              "kubernetes.role-escalate",
              HIGH,
              "4.3.1",
              roles((r, t) -> verbs(r, t, Set.of("escalate", "bind", "impersonate")))),
          Check.of(
              "kubernetes.role-nodes-proxy",
              HIGH,
              "4.3.1",
              roles((r, t) -> grants(r, t, Set.of("nodes/proxy"), Set.of("get", "create")))),
          Check.of(
              "kubernetes.role-webhooks",
              HIGH,
              "4.3.1",
              roles(
                  (r, t) ->
                      grants(
                          r,
                          t,
                          Set.of(
                              "mutatingwebhookconfigurations", "validatingwebhookconfigurations"),
                          Set.of("create", "update", "patch")))),
          Check.of(
              "kubernetes.role-token-create",
              HIGH,
              "4.3.2",
              roles((r, t) -> grants(r, t, Set.of("serviceaccounts/token"), Set.of("create")))),
          Check.of(
              "kubernetes.cluster-admin", HIGH, "4.3.1", bindings(KubernetesChecks::clusterAdmin)),
          Check.of(
              "kubernetes.anonymous-access", HIGH, "4.3.2", bindings(KubernetesChecks::anonymous)),
          Check.of(
              "kubernetes.default-account-bound",
              MEDIUM,
              "4.3.2",
              bindings(KubernetesChecks::defaultAccount)),
          Check.of(
              "kubernetes.external-addresses",
              MEDIUM,
              "4.3.3",
              of(
                  "Service",
                  (r, t) ->
                      new Part(r.name(), r.body(), r.body())
                          .set(r.body().at("spec", "externalIPs"), t))),
          Check.of(
              "kubernetes.node-port",
              LOW,
              "4.4.2",
              of("Service", (r, t) -> part(r).is(r.body().at("spec", "type"), "NodePort", t))),
          Check.of(
              "kubernetes.open-load-balancer",
              MEDIUM,
              "4.4.2",
              of("Service", KubernetesChecks::loadBalancer)),
          Check.of(
              "kubernetes.ingress-without-tls",
              MEDIUM,
              "4.4.2",
              of("Ingress", (r, t) -> part(r).needs(r.body().at("spec", "tls"), t))),
          Check.of(
              "kubernetes.ingress-snippet",
              HIGH,
              "4.3.2",
              of("Ingress", KubernetesChecks::snippet)),
          Check.of(
              "kubernetes.privileged-namespace",
              MEDIUM,
              "4.4.3",
              of(
                  "Namespace",
                  (r, t) ->
                      part(r)
                          .is(
                              r.body()
                                  .at("metadata", "labels", "pod-security.kubernetes.io/enforce"),
                              "privileged",
                              t))),
          Check.of(
              "kubernetes.open-network-policy",
              MEDIUM,
              "4.3.3",
              of("NetworkPolicy", KubernetesChecks::open)));

  private KubernetesChecks() {}

  /**
   * A pod or container of an object.
   *
   * @param around of a container, the specification of its pod; of a pod, the object
   */
  private record Part(String name, Value around, Value body) {
    Value own(String... path) {
      return body.at("securityContext").at(path);
    }

    Value shared(String... path) {
      return around.at("securityContext").at(path);
    }

    /** Fails where it is that. */
    void is(Value value, String wrong, Teller teller) {
      if (value.isUnknown()) {
        teller.unknown(value.line());
      } else if (value.text().equals(wrong)) {
        teller.fail(value.line(), name + ": " + wrong);
      }
    }

    /** Fails where it is set at all. */
    void set(Value value, Teller teller) {
      if (!value.isAbsent() && !value.text().equals("0")) {
        teller.fail(value.line(), name + ": " + value.text());
      }
    }

    /** Fails where it is not set. */
    void needs(Value value, Teller teller) {
      if (value.isAbsent()) {
        teller.fail(body.line(), name + ": not set");
      }
    }
  }

  private static Part part(Resource resource) {
    return new Part(resource.name(), resource.body(), resource.body());
  }

  private static Check.Look<Resource> of(String kind, Check.Look<Resource> look) {
    return (resource, teller) -> {
      if (resource.kind().equals(kind)) {
        look.at(resource, teller);
      }
    };
  }

  private static Check.Look<Resource> pods(BiConsumer<Part, Teller> look) {
    return (resource, teller) ->
        resource
            .pod()
            .ifPresent(pod -> look.accept(new Part(resource.name(), resource.body(), pod), teller));
  }

  private static Check.Look<Resource> containers(BiConsumer<Part, Teller> look) {
    return (resource, teller) -> {
      if (resource.pod().isEmpty()) {
        return;
      }
      Value pod = resource.pod().get();
      for (String kind : List.of("containers", "initContainers")) {
        for (Value each : pod.at(kind).each()) {
          String name = resource.name() + "/" + each.at("name").text();
          look.accept(new Part(name, pod, each), teller);
        }
      }
    };
  }

  private static void root(Part container, Teller teller) {
    Value own = container.own("runAsNonRoot");
    Value required = own.isAbsent() ? container.shared("runAsNonRoot") : own;
    Value user = container.own("runAsUser");
    Value number = user.isAbsent() ? container.shared("runAsUser") : user;
    if (required.isUnknown() || number.isUnknown()) {
      teller.unknown(required.line());
    } else if (!required.isTrue() && number.number().orElse(0) == 0) {
      teller.fail(container.body().line(), container.name() + ": runAsNonRoot not set");
    }
  }

  private static void rootGroup(Part pod, Teller teller) {
    for (String key : List.of("runAsGroup", "fsGroup")) {
      pod.is(pod.body().at("securityContext", key), "0", teller);
    }
  }

  private static void probe(Part container, String probe, Teller teller) {
    boolean isLongRunning =
        LONG_RUNNING.stream().anyMatch(kind -> container.name().startsWith(kind + " "));
    boolean isInitial = container.around().at("initContainers").each().contains(container.body());
    if (isLongRunning && !isInitial) {
      container.needs(container.body().at(probe), teller);
    }
  }

  private static void sysctls(Part pod, Teller teller) {
    for (Value sysctl : pod.body().at("securityContext", "sysctls").each()) {
      String name = sysctl.at("name").text();
      if (!SAFE_SYSCTLS.contains(name)) {
        teller.fail(sysctl.line(), pod.name() + ": " + name);
      }
    }
  }

  private static void token(Part pod, Teller teller) {
    Value mounted = pod.body().at("automountServiceAccountToken");
    if (mounted.isUnknown()) {
      teller.unknown(mounted.line());
    } else if (!mounted.isFalse()) {
      teller.fail(mounted.isAbsent() ? pod.body().line() : mounted.line(), pod.name());
    }
  }

  private static void namespace(Part pod, Teller teller) {
    pod.is(pod.around().at("metadata", "namespace"), "default", teller);
  }

  private static void configMap(Resource resource, Teller teller) {
    resource
        .body()
        .at("data")
        .fields()
        .forEach(
            (name, value) -> {
              if (Names.isSecret(name, value.text())) {
                teller.fail(value.line(), resource.name() + ": " + name);
              }
            });
  }

  private static Check.Look<Resource> roles(BiConsumer<Resource, Teller> look) {
    return (resource, teller) -> {
      if (resource.kind().equals("Role") || resource.kind().equals("ClusterRole")) {
        look.accept(resource, teller);
      }
    };
  }

  private static List<String> texts(Value value) {
    List<String> texts = new ArrayList<>();
    value.each().forEach(each -> texts.add(each.text()));
    return texts;
  }

  private static void wildcard(Resource role, Teller teller) {
    for (Value rule : role.body().at("rules").each()) {
      for (String key : List.of("verbs", "resources")) {
        if (texts(rule.at(key)).contains("*")) {
          teller.fail(rule.at(key).line(), role.name() + ": all " + key);
        }
      }
    }
  }

  private static void grants(
      Resource role, Teller teller, Set<String> resources, Set<String> verbs) {
    for (Value rule : role.body().at("rules").each()) {
      if (!rule.at("resourceNames").isAbsent()) {
        continue;
      }
      List<String> on = texts(rule.at("resources"));
      List<String> may = texts(rule.at("verbs"));
      if (on.stream().anyMatch(resources::contains)
          && may.stream().anyMatch(verb -> verb.equals("*") || verbs.contains(verb))) {
        teller.fail(
            rule.line(), role.name() + ": " + String.join(", ", may) + " " + String.join(", ", on));
      }
    }
  }

  private static void verbs(Resource role, Teller teller, Set<String> verbs) {
    for (Value rule : role.body().at("rules").each()) {
      texts(rule.at("verbs")).stream()
          .filter(verbs::contains)
          .forEach(verb -> teller.fail(rule.line(), role.name() + ": " + verb));
    }
  }

  private static Check.Look<Resource> bindings(BiConsumer<Resource, Teller> look) {
    return (resource, teller) -> {
      if (resource.kind().equals("RoleBinding") || resource.kind().equals("ClusterRoleBinding")) {
        look.accept(resource, teller);
      }
    };
  }

  private static void clusterAdmin(Resource binding, Teller teller) {
    part(binding).is(binding.body().at("roleRef", "name"), "cluster-admin", teller);
  }

  private static void anonymous(Resource binding, Teller teller) {
    for (Value subject : binding.body().at("subjects").each()) {
      String name = subject.at("name").text();
      if (GROUPS.contains(name) || name.equals("system:serviceaccounts")) {
        teller.fail(subject.line(), binding.name() + ": " + name);
      }
    }
  }

  private static void defaultAccount(Resource binding, Teller teller) {
    for (Value subject : binding.body().at("subjects").each()) {
      if (subject.at("kind").text().equals("ServiceAccount")
          && subject.at("name").text().equals("default")) {
        teller.fail(subject.line(), binding.name());
      }
    }
  }

  private static void loadBalancer(Resource service, Teller teller) {
    Value spec = service.body().at("spec");
    boolean isInternal =
        service.body().at("metadata", "annotations").fields().keySet().stream()
            .anyMatch(key -> key.contains("internal"));
    if (spec.at("type").text().equals("LoadBalancer")
        && !isInternal
        && spec.at("loadBalancerSourceRanges").isAbsent()) {
      teller.fail(spec.line(), service.name());
    }
  }

  private static void snippet(Resource ingress, Teller teller) {
    ingress
        .body()
        .at("metadata", "annotations")
        .fields()
        .forEach(
            (key, value) -> {
              if (key.endsWith("-snippet")) {
                teller.fail(value.line(), ingress.name() + ": " + key);
              }
            });
  }

  /** A rule that says nothing of peers lets all in, or out. */
  private static void open(Resource policy, Teller teller) {
    for (String key : List.of("ingress", "egress")) {
      for (Value rule : policy.body().at("spec", key).each()) {
        if (rule instanceof Value.Table table && table.fields().isEmpty()) {
          teller.fail(rule.line(), policy.name() + ": " + key + " {}");
        }
      }
    }
  }
}
