package dev.sekisho.policy.scope;

import dev.sekisho.model.Container;
import dev.sekisho.model.Host;
import dev.sekisho.model.Image;
import dev.sekisho.model.Workload;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a scope can ask of a workload: the six families AQ-30..35. An attribute whose family is in
 * {@link Workload#unknown} is not yet known; an empty one is known to be absent. What each means is
 * in the message catalogue under {@code attribute.NAME}.
 */
@SuppressWarnings("ImmutableEnumChecker") // types are records and readers are stateless
public enum Attribute {
  ENFORCER_LOGICAL_NAME("enforcer.logicalName", Family.ENFORCER, host(Host::logicalName)),
  ENFORCER_GROUP("enforcer.group", Family.ENFORCER, host(Host::group)),
  ENFORCER_LABELS("enforcer.labels", Family.ENFORCER, Types.LABELS, w -> w.host().labels()),

  CONTAINER_ID("container.id", Family.CONTAINER, container(Container::id)),
  CONTAINER_NAME("container.name", Family.CONTAINER, container(Container::name)),
  CONTAINER_IMAGE("container.image", Family.IMAGE, image(Image::name)),
  CONTAINER_LABELS(
      "container.labels", Family.CONTAINER, Types.LABELS, container(Container::labels)),
  CONTAINER_ENVIRONMENT(
      "container.environment",
      Family.CONTAINER,
      Types.TEXTS,
      container(c -> c.environment().stream().sorted().toList())),
  CONTAINER_USER(
      "container.user", Family.CONTAINER, container(c -> c.user().isEmpty() ? "root" : c.user())),
  CONTAINER_RUNTIME("container.runtime", Family.CONTAINER, container(Container::runtime)),
  CONTAINER_ENGINE("container.engine", Family.CONTAINER, container(Container::engine)),

  IMAGE_NAME("image.name", Family.IMAGE, image(Image::name)),
  IMAGE_ID("image.id", Family.IMAGE, image(i -> i.id().toString())),
  IMAGE_REGISTRY("image.registry", Family.IMAGE, image(Image::registry)),
  IMAGE_REPOSITORY("image.repository", Family.IMAGE, image(Image::repository)),
  IMAGE_TAG("image.tag", Family.IMAGE, image(Image::tag)),
  IMAGE_DIGESTS("image.digests", Family.IMAGE, Types.TEXTS, image(Image::repositoryDigests)),
  IMAGE_LABELS("image.labels", Family.IMAGE, Types.LABELS, image(Image::labels)),
  IMAGE_ENVIRONMENT(
      "image.environment",
      Family.IMAGE,
      Types.TEXTS,
      image(i -> i.environment().stream().sorted().toList())),
  IMAGE_ARCHITECTURE("image.architecture", Family.IMAGE, image(Image::architecture)),
  IMAGE_OS("image.os", Family.IMAGE, image(Image::operatingSystem)),

  KUBERNETES_NAMESPACE(
      "kubernetes.namespace", Family.KUBERNETES, kubernetes(Workload.Kubernetes::namespace)),
  KUBERNETES_POD("kubernetes.pod", Family.KUBERNETES, kubernetes(Workload.Kubernetes::pod)),
  KUBERNETES_DEPLOYMENT(
      "kubernetes.deployment", Family.KUBERNETES, kubernetes(Workload.Kubernetes::deployment)),
  KUBERNETES_LABELS(
      "kubernetes.labels",
      Family.KUBERNETES,
      Types.LABELS,
      kubernetes(Workload.Kubernetes::labels)),

  MARATHON_APPLICATION_ID(
      "marathon.applicationId", Family.MARATHON, marathon(Workload.Marathon::applicationId)),
  MARATHON_PACKAGE_NAME(
      "marathon.packageName", Family.MARATHON, marathon(Workload.Marathon::packageName)),

  HOST_NAME("host.name", Family.HOST, host(Host::name)),
  HOST_ADDRESSES("host.addresses", Family.HOST, Types.TEXTS, w -> w.host().addresses()),
  HOST_GROUP("host.group", Family.HOST, host(Host::group)),
  // Workloads of this version are containers, which belong to no user of the host: known to be
  // absent until processes of the host are workloads too.
  HOST_USER("host.user", Family.HOST, w -> ""),
  HOST_OS("host.os", Family.HOST, host(Host::operatingSystem));

  /** The families, as they are called in scopes and in {@link Workload#unknown}. */
  public enum Family {
    ENFORCER,
    CONTAINER,
    IMAGE,
    KUBERNETES,
    MARATHON,
    HOST;

    /** The name in lower case. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Map<String, Attribute> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Attribute::text, a -> a));

  private final String text;
  private final Family family;
  private final Type type;
  private final Function<Workload, Object> reader;

  Attribute(String text, Family family, Function<Workload, Object> reader) {
    this(text, family, Types.TEXT, reader);
  }

  Attribute(String text, Family family, Type type, Function<Workload, Object> reader) {
    this.text = text;
    this.family = family;
    this.type = type;
    this.reader = reader;
  }

  /** The attribute of a name, such as {@code image.repository}. */
  public static Optional<Attribute> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** The name in scopes. */
  public String text() {
    return text;
  }

  public Family family() {
    return family;
  }

  /** The CEL type in words, such as {@code map(string, string)}. */
  public String typeText() {
    return type.toString();
  }

  /**
   * Whether whoever starts the workload chooses its value, so that an exemption that rests on it
   * can be taken by anyone.
   */
  public boolean chosenByAuthor() {
    return switch (this) {
      case CONTAINER_LABELS,
          CONTAINER_ENVIRONMENT,
          IMAGE_LABELS,
          IMAGE_ENVIRONMENT,
          KUBERNETES_LABELS ->
          true;
      default -> false;
    };
  }

  Type type() {
    return type;
  }

  /** A {@code String}, {@code List<String>} or {@code Map<String, String>}, or {@link Missing}. */
  Object value(Workload workload) {
    if (!workload.unknown().isEmpty() && workload.unknown().contains(family.text())) {
      return Missing.UNKNOWN;
    }
    Object value = reader.apply(workload);
    boolean empty = value instanceof String string && string.isEmpty();
    return empty ? Missing.ABSENT : value;
  }

  private static Function<Workload, Object> host(Function<Host, Object> part) {
    return workload -> part.apply(workload.host());
  }

  private static Function<Workload, Object> container(Function<Container, Object> part) {
    return workload -> workload.container().map(part).orElse(Missing.ABSENT);
  }

  private static Function<Workload, Object> image(Function<Image, Object> part) {
    return workload -> workload.image().map(part).orElse(Missing.ABSENT);
  }

  private static Function<Workload, Object> kubernetes(Function<Workload.Kubernetes, Object> part) {
    return workload -> workload.kubernetes().map(part).orElse(Missing.ABSENT);
  }

  private static Function<Workload, Object> marathon(Function<Workload.Marathon, Object> part) {
    return workload -> workload.marathon().map(part).orElse(Missing.ABSENT);
  }
}
