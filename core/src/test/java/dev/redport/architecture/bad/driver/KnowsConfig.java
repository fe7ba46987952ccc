package dev.redport.architecture.bad.driver;

/** Right by itself. */
public final class KnowsConfig {
    final dev.redport.architecture.bad.config.Setting setting = new dev.redport.architecture.bad.config.Setting();
}
