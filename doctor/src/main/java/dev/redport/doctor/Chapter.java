package dev.redport.doctor;

/** The chapters of the production guide. */
enum Chapter {
    PREREQUISITES("Prerequisites"),
    CONFIGURATION("Configuration"),
    SECURITY("Security"),
    HIGH_AVAILABILITY("High Availability"),
    MONITORING("Monitoring"),
    TUNING("Performance Tuning"),
    TROUBLESHOOTING("Troubleshooting");

    private final String text;

    Chapter(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
