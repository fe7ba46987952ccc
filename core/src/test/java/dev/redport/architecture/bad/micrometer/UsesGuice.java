package dev.redport.architecture.bad.micrometer;

interface UsesGuice {
    com.google.inject.Injector injector();
}
