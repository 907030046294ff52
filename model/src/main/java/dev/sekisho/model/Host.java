package dev.sekisho.model;

import java.util.List;
import java.util.Map;

/**
 * A machine that runs an enforcer (scope families AQ-30 and AQ-35).
 *
 * @param id given by the manager at enrolment, stable over restarts; {@code local} before enrolment
 * @param name the kernel's host name
 * @param logicalName the name given at enrolment, the host name if none was given
 * @param group the enforcer group given at enrolment, empty if none
 * @param labels labels given at enrolment
 * @param addresses IP addresses in text form, loopback left out
 * @param operatingSystem {@code PRETTY_NAME} of os-release, empty if there is none
 */
public record Host(
    String id,
    String name,
    String logicalName,
    String group,
    Map<String, String> labels,
    List<String> addresses,
    String operatingSystem) {
  public Host {
    labels = Map.copyOf(labels);
    addresses = List.copyOf(addresses);
  }
}
