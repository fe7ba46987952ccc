package dev.redport.architecture.bad.cache;

interface UsesMicrometer {
    io.micrometer.core.instrument.MeterRegistry registry();
}
