package dev.sekisho.scan.misconfiguration;

import dev.sekisho.scan.misconfiguration.Container.Mount;
import dev.sekisho.scan.misconfiguration.Container.Port;
import dev.sekisho.scan.misconfiguration.Container.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Containers of a task definition of Amazon ECS, with the keys of CloudFormation. */
final class EcsTask {
  private EcsTask() {}

  /**
   * One container.
   *
   * @param name of the task definition
   */
  static Container container(String name, Value task, Value container) {
    Container.Settings settings = new Container.Settings();
    Value linux = container.at("LinuxParameters");
    settings
        .put(Setting.IMAGE, container.at("Image"))
        .put(Setting.PRIVILEGED, container.at("Privileged"))
        .put(Setting.USER, container.at("User"))
        .put(Setting.ADDED_CAPABILITIES, linux.at("Capabilities", "Add"))
        .put(Setting.DROPPED_CAPABILITIES, linux.at("Capabilities", "Drop"))
        .put(Setting.NETWORK, task.at("NetworkMode"))
        .put(Setting.PROCESSES, task.at("PidMode"))
        .put(Setting.IPC, task.at("IpcMode"))
        .put(Setting.READ_ONLY_ROOT, container.at("ReadonlyRootFilesystem"))
        .put(Setting.DEVICES, linux.at("Devices"));
    ComposeFile.options(container.at("DockerSecurityOptions"), settings);
    List<Value> sysctls = new ArrayList<>();
    container.at("SystemControls").each().forEach(each -> sysctls.add(each.at("Namespace")));
    if (!sysctls.isEmpty()) {
      settings.put(Setting.SYSCTLS, new Value.Items(sysctls, container.line()));
    }
    Map<String, Value> environment = new LinkedHashMap<>();
    container
        .at("Environment")
        .each()
        .forEach(each -> environment.put(each.at("Name").text(), each.at("Value")));
    return new Container(
        Container.Format.ECS,
        name + "/" + container.at("Name").text(),
        container.line(),
        settings.build(),
        environment,
        mounts(task, container),
        ports(container));
  }

  private static List<Mount> mounts(Value task, Value container) {
    Map<String, Value> volumes = new LinkedHashMap<>();
    task.at("Volumes").each().forEach(each -> volumes.put(each.at("Name").text(), each));
    List<Mount> found = new ArrayList<>();
    for (Value point : container.at("MountPoints").each()) {
      Value volume = volumes.get(point.at("SourceVolume").text());
      if (volume != null) {
        Value host = volume.at("Host", "SourcePath");
        found.add(
            new Mount(
                host.isAbsent() ? volume.at("HostPath") : host,
                point.at("ContainerPath"),
                new Value.Absent(point.line())));
      }
    }
    return found;
  }

  private static List<Port> ports(Value container) {
    List<Port> found = new ArrayList<>();
    for (Value port : container.at("PortMappings").each()) {
      found.add(
          new Port(
              new Value.Absent(port.line()), port.at("HostPort"), port.at("ContainerPort"), false));
    }
    return found;
  }
}
