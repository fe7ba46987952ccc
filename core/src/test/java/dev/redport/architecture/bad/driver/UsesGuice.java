package dev.redport.architecture.bad.driver;

final class UsesGuice extends com.google.inject.AbstractModule {}
