package dev.redport.architecture.bad.config;

/** Breaks the layers, and makes a cycle. */
final class KnowsADriver {
    final dev.redport.architecture.bad.driver.KnowsConfig driver =
            new dev.redport.architecture.bad.driver.KnowsConfig();
}
