package dev.redport.config;

import static dev.redport.config.Variable.*;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of topology. */
enum Mode {
    STANDALONE,
    SENTINEL,
    CLUSTER;

    static Optional<Mode> find(String text) {
        return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The variables that mean something in another mode only. */
    List<Variable> foreign() {
        return Arrays.stream(values())
                .filter(other -> other != this)
                .flatMap(other -> other.own().stream())
                .toList();
    }

    private List<Variable> own() {
        return switch (this) {
            case STANDALONE -> List.of();
            case SENTINEL ->
                List.of(
                        REDIS_SENTINEL_MASTER,
                        REDIS_SENTINEL_NODES,
                        REDIS_SENTINEL_USERNAME,
                        REDIS_SENTINEL_PASSWORD,
                        REDIS_SENTINEL_PASSWORD_FILE,
                        REDIS_SENTINEL_TLS_ENABLED);
            case CLUSTER -> List.of(REDIS_CLUSTER_NODES);
        };
    }
}
