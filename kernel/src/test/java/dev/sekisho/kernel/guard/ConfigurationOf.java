package dev.sekisho.kernel.guard;

/** Configurations with one control on, so that a test shows which control did it. */
final class ConfigurationOf {
  static final long REVISION = 41;
  static final int CLAUSE = 7;

  private ConfigurationOf() {}

  static Setting set(Mode mode) {
    return new Setting(mode, CLAUSE);
  }

  static GuardConfiguration nothing() {
    return GuardConfiguration.watching(REVISION);
  }

  static GuardConfiguration drift(Mode mode, long allowRules) {
    return new GuardConfiguration(
        REVISION,
        set(mode),
        Setting.OFF,
        Setting.OFF,
        Setting.OFF,
        Setting.OFF,
        ForkLimits.NONE,
        0,
        allowRules,
        false);
  }

  static GuardConfiguration blocklist(Mode mode, long blockRules) {
    return new GuardConfiguration(
        REVISION,
        Setting.OFF,
        set(mode),
        Setting.OFF,
        Setting.OFF,
        Setting.OFF,
        ForkLimits.NONE,
        blockRules,
        0,
        false);
  }

  static GuardConfiguration hostNamespace(Mode mode) {
    return new GuardConfiguration(
        REVISION,
        Setting.OFF,
        Setting.OFF,
        set(mode),
        Setting.OFF,
        Setting.OFF,
        ForkLimits.NONE,
        0,
        0,
        false);
  }

  static GuardConfiguration mappings(Mode mode) {
    return new GuardConfiguration(
        REVISION,
        Setting.OFF,
        Setting.OFF,
        Setting.OFF,
        set(mode),
        Setting.OFF,
        ForkLimits.NONE,
        0,
        0,
        false);
  }

  static GuardConfiguration memoryWrites(Mode mode) {
    return new GuardConfiguration(
        REVISION,
        Setting.OFF,
        Setting.OFF,
        Setting.OFF,
        Setting.OFF,
        set(mode),
        ForkLimits.NONE,
        0,
        0,
        false);
  }

  static GuardConfiguration forks(ForkLimits limits) {
    return new GuardConfiguration(
        REVISION,
        Setting.OFF,
        Setting.OFF,
        Setting.OFF,
        Setting.OFF,
        Setting.OFF,
        limits,
        0,
        0,
        true);
  }
}
