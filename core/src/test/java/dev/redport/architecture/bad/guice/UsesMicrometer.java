package dev.redport.architecture.bad.guice;

interface UsesMicrometer {
    io.micrometer.core.instrument.MeterRegistry registry();
}
