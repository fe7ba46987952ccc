package dev.redport.examples.architecture.bad.lettuce;

interface UsesGuice {
    com.google.inject.Injector injector();
}
