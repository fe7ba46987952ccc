package dev.redport.architecture.bad.config;

interface UsesMicrometer {
    io.micrometer.core.instrument.MeterRegistry registry();
}
