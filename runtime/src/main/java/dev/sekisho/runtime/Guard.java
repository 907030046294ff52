package dev.sekisho.runtime;

import dev.sekisho.model.Assurance;
import dev.sekisho.policy.AllowedRegistries;
import dev.sekisho.policy.AllowedRuntimes;
import dev.sekisho.policy.Control;
import dev.sekisho.policy.EffectivePolicy;
import dev.sekisho.policy.LimitContainerPrivileges;
import dev.sekisho.policy.LimitNewPrivileges;
import dev.sekisho.policy.PreventOverrideDefaultConfiguration;
import dev.sekisho.policy.VolumesBlocklist;
import java.util.List;

/**
 * What holds one control: it compiles the control's clauses into the kernel's form and says how
 * surely they hold. The {@code permits} clause is the registry.
 */
public sealed interface Guard
    permits DriftPreventionGuard, //
        ExecutableBlocklistGuard,
        ForensicsSensor,
        ForkGuardGuard,
        StartGuard {

  /** All guards, one for each control of this version. */
  List<Guard> ALL =
      List.of(
          new DriftPreventionGuard(),
          new ExecutableBlocklistGuard(),
          new ForensicsSensor(),
          new ForkGuardGuard(),
          new StartGuard(AllowedRegistries.class, AllowedRegistries.NAME),
          new StartGuard(AllowedRuntimes.class, AllowedRuntimes.NAME),
          new StartGuard(LimitContainerPrivileges.class, LimitContainerPrivileges.NAME),
          new StartGuard(LimitNewPrivileges.class, LimitNewPrivileges.NAME),
          new StartGuard(
              PreventOverrideDefaultConfiguration.class, PreventOverrideDefaultConfiguration.NAME),
          new StartGuard(VolumesBlocklist.class, VolumesBlocklist.NAME));

  /** The control that it holds. */
  Class<? extends Control> control();

  /** The control's name in policies. */
  String name();

  /** Adds what the clauses of this control ask of the kernel. */
  void compile(EffectivePolicy policy, KernelForm.Draft draft);

  /** How surely the clauses of this control hold on what the container stands on. */
  Assurance assurance(EffectivePolicy policy, Footing footing);
}
