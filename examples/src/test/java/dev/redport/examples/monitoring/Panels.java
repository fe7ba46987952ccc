package dev.redport.examples.monitoring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the dashboard shows, row by row. */
final class Panels {
    private static final String BY_OPERATION = "{{client}} {{operation}}";
    private static final String BY_POOL = "{{client}} {{instance}} {{pool}}";

    private Panels() {}

    static Map<String, List<Panel>> rows() {
        Map<String, List<Panel>> rows = new LinkedHashMap<>();
        rows.put("Traffic", traffic());
        rows.put("Latency", latency());
        rows.put("Errors", errors());
        rows.put("Pool", pool());
        rows.put("Cache", cache());
        rows.put("Rate limit", rateLimit());
        rows.put("Tokens", tokens());
        rows.put("Health", health());
        return rows;
    }

    private static List<Panel> traffic() {
        return List.of(
                Panel.of("Redis Operations/sec", "ops", 12, "Calls of each operation, failed ones included.")
                        .showing("sum by (client, operation) (rate(redis_operations_total{O}[W])) > 0", BY_OPERATION),
                Panel.of("Operations/sec by instance", "ops", 12, "Whether the load is spread over the instances.")
                        .showing(
                                "sum by (client, driver, instance) (rate(redis_operations_total{O}[W]))",
                                "{{client}} {{driver}} {{instance}}"));
    }

    private static List<Panel> latency() {
        return List.of(
                Panel.of(
                                "Redis Latency p99",
                                "s",
                                12,
                                "99 of 100 calls are faster, retries and waits included. Alert: above 100 ms.")
                        .showing(quantile("0.99", "client, operation, le") + " > 0", BY_OPERATION),
                Panel.of("Latency of all operations", "s", 12, "Quantiles over all chosen operations.")
                        .showing(quantile("0.5", "client, le"), "{{client}} p50")
                        .showing(quantile("0.95", "client, le"), "{{client}} p95")
                        .showing(quantile("0.99", "client, le"), "{{client}} p99"),
                Panel.of("Mean latency", "s", 8, "Time spent divided by calls.")
                        .showing(
                                "sum by (client, operation) (rate(redis_operation_duration_seconds_sum{O}[W]))"
                                        + " / sum by (client, operation) (rate(redis_operation_duration_seconds_count{O}[W])) > 0",
                                BY_OPERATION),
                Panel.of("Slowest call", "s", 8, "The longest call of the last two to three minutes.")
                        .showing(
                                "max by (client, operation) (redis_operation_duration_seconds_max{O}) > 0",
                                BY_OPERATION),
                Panel.of("Latency distribution", "s", 8, "How many calls took how long.")
                        .as("heatmap")
                        .showing("sum by (le) (increase(redis_operation_duration_seconds_bucket{O}[W]))", "{{le}}"));
    }

    private static String quantile(String quantile, String by) {
        return "histogram_quantile(" + quantile + ", sum by (" + by
                + ") (rate(redis_operation_duration_seconds_bucket{O}[W])))";
    }

    private static List<Panel> errors() {
        return List.of(
                Panel.of("Errors/sec", "ops", 12, "Failed calls by kind. Alert: more than ten a minute.")
                        .showing(
                                "sum by (client, error) (rate(redis_operation_errors_total{O}[W]))",
                                "{{client}} {{error}}"),
                Panel.of("Error ratio", "percentunit", 12, "Failed calls of all calls. Alert: above 5 %.")
                        .showing(
                                "sum by (client) (rate(redis_operation_errors_total{O}[W]))"
                                        + " / sum by (client) (rate(redis_operations_total{O}[W]))",
                                "{{client}}"),
                Panel.of("Errors/sec by operation", "ops", 8, "Operations that fail; empty while none does.")
                        .showing(
                                "sum by (client, operation) (rate(redis_operation_errors_total{O}[W])) > 0",
                                BY_OPERATION),
                Panel.of("Retries/sec", "ops", 8, "Attempts that were repeated, by what the one before failed with.")
                        .showing(
                                "sum by (client, error) (rate(redis_operation_retries_total{O}[W]))",
                                "{{client}} {{error}}"),
                Panel.of("Retries refused/sec", "ops", 8, "Attempts not repeated because the retry budget was spent.")
                        .showing("sum by (client) (rate(redis_retry_budget_exhausted_total{C}[W]))", "{{client}}"));
    }

    private static List<Panel> pool() {
        return List.of(
                Panel.of(
                                "Pool Utilization",
                                "percentunit",
                                12,
                                "Open connections, and those in use, of the most there may be. Lettuce and Redisson"
                                        + " share connections: all are open in good health, and calls in flight count as in"
                                        + " use, so more than 100 % is no fault.")
                        .showing("redis_pool_total_connections{C} / redis_pool_size{C}", BY_POOL + " open")
                        .showing("redis_pool_active_connections{C} / redis_pool_size{C}", BY_POOL + " in use"),
                Panel.of("Connections", "short", 12, "Of all instances together.")
                        .showing("sum by (client) (redis_pool_size{C})", "{{client}} at most")
                        .showing("sum by (client) (redis_pool_total_connections{C})", "{{client}} open")
                        .showing("sum by (client) (redis_pool_active_connections{C})", "{{client}} in use")
                        .showing("sum by (client) (redis_pool_idle_connections{C})", "{{client}} idle"),
                Panel.of("Callers that wait", "short", 8, "Callers that wait for a connection at this moment.")
                        .showing("redis_pool_pending_requests{C}", BY_POOL),
                Panel.of("Pool timeouts/sec", "ops", 8, "Calls that got no connection in time. Alert: any.")
                        .showing(
                                "sum by (client, instance) (rate(redis_pool_timeouts_total{C}[W]))",
                                "{{client}} {{instance}}"),
                Panel.of(
                                "Pool hits and misses/sec",
                                "ops",
                                8,
                                "Calls that found a free place at once; that waited, or for a new connection.")
                        .showing("sum by (client) (rate(redis_pool_hits_total{C}[W]))", "{{client}} at once")
                        .showing("sum by (client) (rate(redis_pool_misses_total{C}[W]))", "{{client}} waited"),
                Panel.of(
                                "Calls to a shared round trip",
                                "short",
                                8,
                                "How many callers share a trip, where they share one.")
                        .showing(
                                "sum by (client) (rate(redis_merge_calls_total{C}[W]))"
                                        + " / sum by (client) (rate(redis_merge_trips_total{C}[W]))",
                                "{{client}}"),
                Panel.of("Wait for a connection", "s", 8, "Mean time of the calls that had to wait.")
                        .showing(mean("redis_pool_wait_seconds", "client"), "{{client}}"),
                Panel.of("Time to connect", "s", 8, "Mean time to open a connection, handshake included.")
                        .showing(mean("redis_connection_create_seconds", "client"), "{{client}}"),
                Panel.of("Connections opened and closed/sec", "ops", 8, "Those that replace lost ones are reconnects.")
                        .showing("sum by (client) (rate(redis_connections_opened_total{C}[W]))", "{{client}} opened")
                        .showing("sum by (client) (rate(redis_reconnects_total{C}[W]))", "{{client}} reconnects")
                        .showing(
                                "sum by (client, reason) (rate(redis_connections_closed_total{C}[W]))",
                                "{{client}} closed, {{reason}}"),
                Panel.of("Broken connections", "short", 8, "Connections that were found broken since the start.")
                        .showing(
                                "sum by (client, instance) (redis_pool_stale_connections{C})",
                                "{{client}} {{instance}}"));
    }

    /** The mean that a sum and a count give; no number while nothing happens. */
    private static String mean(String name, String by) {
        return "sum by (" + by + ") (rate(" + name + "_sum{C}[W])) / sum by (" + by + ") (rate(" + name
                + "_count{C}[W]))";
    }

    private static List<Panel> cache() {
        return List.of(
                Panel.of("Cache Hit Rate", "percentunit", 12, "Lookups that needed no load. Alert: below 80 %.")
                        .showing(
                                "sum by (client, cache) (rate(redis_cache_hits_total{C}[W]))"
                                        + " / (sum by (client, cache) (rate(redis_cache_hits_total{C}[W]))"
                                        + " + sum by (client, cache) (rate(redis_cache_misses_total{C}[W])))",
                                "{{client}} {{cache}}"),
                Panel.of("Lookups/sec", "ops", 12, "Hits, those of them that found there is no value, and misses.")
                        .showing(
                                "sum by (client, cache) (rate(redis_cache_hits_total{C}[W]))",
                                "{{client}} {{cache}} hits")
                        .showing(
                                "sum by (client, cache) (rate(redis_cache_absent_total{C}[W]))",
                                "{{client}} {{cache}} known absent")
                        .showing(
                                "sum by (client, cache) (rate(redis_cache_misses_total{C}[W]))",
                                "{{client}} {{cache}} misses"),
                Panel.of(
                                "Misses through faults/sec",
                                "ops",
                                12,
                                "Entries that could not be decoded; lookups while Redis failed.")
                        .showing(
                                "sum by (client, cache) (rate(redis_cache_corrupt_total{C}[W]))",
                                "{{client}} {{cache}} undecodable")
                        .showing(
                                "sum by (client, cache) (rate(redis_cache_bypassed_total{C}[W]))",
                                "{{client}} {{cache}} bypassed"),
                Panel.of(
                                "Size of values",
                                "bytes",
                                12,
                                "Mean and, of the last two to three minutes, largest value written.")
                        .showing(mean("redis_cache_value_bytes", "client, cache"), "{{client}} {{cache}} mean")
                        .showing(
                                "max by (client, cache) (redis_cache_value_bytes_max{C})",
                                "{{client}} {{cache}} largest"));
    }

    private static List<Panel> rateLimit() {
        return List.of(
                Panel.of(
                                "Decisions/sec",
                                "ops",
                                12,
                                "Calls that passed, and calls denied. Alert: three times the hour's denials.")
                        .showing(limiter("allowed"), "{{client}} {{limiter}} allowed")
                        .showing(limiter("denied"), "{{client}} {{limiter}} denied"),
                Panel.of("Denied share", "percentunit", 12, "Denials of all decisions.")
                        .showing(
                                limiter("denied") + " / (" + limiter("allowed") + " + " + limiter("denied") + ")",
                                "{{client}} {{limiter}}"),
                Panel.of(
                                "Decisions by way/sec",
                                "ops",
                                12,
                                "Let pass in shadow mode, known without asking Redis, asked together.")
                        .showing(limiter("shadow_denied"), "{{client}} {{limiter}} shadow")
                        .showing(limiter("deny_cache"), "{{client}} {{limiter}} remembered")
                        .showing(limiter("coalesced"), "{{client}} {{limiter}} together"),
                Panel.of(
                                "Decisions without Redis/sec",
                                "ops",
                                12,
                                "What the outage policy did while Redis failed. Alert: any that passed.")
                        .showing(limiter("failopen"), "{{client}} {{limiter}} passed")
                        .showing(limiter("failclosed"), "{{client}} {{limiter}} denied")
                        .showing(limiter("local"), "{{client}} {{limiter}} decided alone"));
    }

    private static String limiter(String what) {
        return "sum by (client, limiter) (rate(redis_ratelimit_" + what + "_total{C}[W]))";
    }

    private static List<Panel> tokens() {
        return List.of(
                Panel.of("Token store outcomes/sec", "ops", 12, "What came of calls to the token stores.")
                        .showing(
                                "sum by (client, store, outcome) (rate(redis_tokenstore_outcomes_total{C}[W])) > 0",
                                "{{client}} {{store}} {{outcome}}"),
                Panel.of("Refusals and thefts/sec", "ops", 12, "Tokens refused or used twice, and logins over a limit.")
                        .showing(
                                "sum by (client, store, outcome) (rate(redis_tokenstore_outcomes_total{C,"
                                        + "outcome=~\".*_refused|.*_reused|.*_rejected\"}[W]))",
                                "{{client}} {{store}} {{outcome}}"));
    }

    private static List<Panel> health() {
        return List.of(
                Panel.of("Health", "short", 6, "1: the last check within a minute was answered; 0: it was not.")
                        .as("stat")
                        .showing("min by (client, instance) (redis_health_up{C})", "{{client}} {{instance}}"),
                Panel.of("Circuit breakers", "short", 6, "How many instances have theirs in which state.")
                        .showing("sum by (client, state) (redis_circuit_state{C})", "{{client}} {{state}}"),
                Panel.of("Calls turned away/sec", "ops", 6, "Calls that an open circuit breaker failed at once.")
                        .showing("sum by (client) (rate(redis_circuit_rejected_total{C}[W]))", "{{client}}"),
                Panel.of(
                                "Duration of health checks",
                                "s",
                                6,
                                "Mean and, of the last two to three minutes, longest check.")
                        .showing(mean("redis_health_check_duration_seconds", "client"), "{{client}} mean")
                        .showing("max by (client) (redis_health_check_duration_seconds_max{C})", "{{client}} longest"),
                Panel.of(
                                "Certificates expire in",
                                "s",
                                12,
                                "Time until the earliest certificate of each file expires. Alert: 14 days.")
                        .showing(
                                "min by (client, which) (redis_tls_certificate_expiry_seconds{C})",
                                "{{client}} {{which}}"),
                Panel.of(
                                "Certificate changes/sec",
                                "ops",
                                12,
                                "Changed files that were taken up (ok), or refused (failed).")
                        .showing(
                                "sum by (client, outcome) (rate(redis_tls_reloads_total{C}[W]))",
                                "{{client}} {{outcome}}"));
    }
}
