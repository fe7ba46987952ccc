package dev.redport.doctor;

import dev.redport.config.RedisConfig;
import dev.redport.driver.Need;
import java.util.Set;

/** Shown in the documentation of the doctor. */
final class DoctorSnippets {
    private DoctorSnippets() {}

    static void examine() {
        // snippet: doctor
        Report report = Doctor.examine(
                RedisConfig.fromEnvironment(), DoctorOptions.defaults().withPorts(Set.of(Need.CACHE)));
        if (report.worst() == Status.FAIL) {
            throw new IllegalStateException(report.toText());
        }
        // end
    }
}
