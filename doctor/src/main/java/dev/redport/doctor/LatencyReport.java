package dev.redport.doctor;

import dev.redport.config.RedisConfig;
import dev.redport.config.Topology;
import dev.redport.driver.DriverInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was measured, and what it means.
 *
 * @param info the driver and its configuration
 * @param size bytes each PING carried
 * @param dialled how long connecting took, for each server whose address is known
 * @param pings for each server
 * @param single GETs, one by one
 * @param batch GETs, {@link LatencyRun#BATCH} together
 * @param atServer mean nanoseconds the servers worked on one GET; negative if they do not tell
 */
record LatencyReport(
        DriverInfo info,
        int size,
        List<Dialled> dialled,
        List<Timing> pings,
        Timing single,
        Timing batch,
        double atServer) {
    /** The guide's alert. */
    private static final long SLOW = Duration.ofMillis(100).toNanos();

    /** The median time of each step of connecting to a server, in nanoseconds. */
    record Dialled(String server, long tcp, long tls, long login) {}

    /** A sentence, and whether what it says is as it should be. */
    record Judgement(boolean good, String text) {}

    LatencyReport {
        dialled = List.copyOf(dialled);
        pings = List.copyOf(pings);
    }

    private List<Timing> all() {
        List<Timing> all = new ArrayList<>(pings);
        all.add(single);
        all.add(batch);
        return all;
    }

    boolean good() {
        return judgements().stream().allMatch(Judgement::good);
    }

    List<Judgement> judgements() {
        List<Judgement> judgements = new ArrayList<>();
        Duration read = info.config().timeouts().read();
        long p99 = Math.max(
                single.p99(), pings.stream().mapToLong(Timing::p99).max().orElse(0));
        String timeout = "REDIS_READ_TIMEOUT (" + Millis.readable(read.toNanos()) + ")";
        judgements.add(
                p99 * 10 < read.toNanos()
                        ? new Judgement(
                                true, "p99 is " + Millis.readable(p99) + "; ten times that is within " + timeout + ".")
                        : new Judgement(
                                false,
                                "p99 is " + Millis.readable(p99) + "; ten times that is more than " + timeout
                                        + ", so ordinary calls may time out. Find out why it is slow, or raise the timeout."));
        if (p99 > SLOW) {
            judgements.add(
                    new Judgement(
                            false,
                            "p99 is above 100 ms, at which the production guide's alert goes off. Compare TCP above with the p50: if"
                                    + " they are alike, the network is slow; if not, look at SLOWLOG GET and at the server's CPU."));
        }
        long failures = all().stream().mapToLong(Timing::failures).sum();
        if (failures > 0) {
            judgements.add(new Judgement(false, failures + " calls failed; the log of the server may say why."));
        }
        if (single.max() > 50 * single.perMille(500)
                && single.max() > Duration.ofMillis(10).toNanos()) {
            judgements.add(new Judgement(
                    true,
                    String.format(
                            Locale.ROOT,
                            "The slowest GET took %.0f times the median: a pause of this program or of the server, such as a slow"
                                    + " command (SLOWLOG GET) or a save (INFO persistence).",
                            1.0 * single.max() / single.perMille(500))));
        }
        if (atServer >= 0) {
            judgements.add(new Judgement(
                    true,
                    "Of the " + Millis.readable(single.mean()) + " of a mean GET the server worked "
                            + Millis.readable(atServer)
                            + "; the rest is network, operating systems and this program."));
        }
        double each = 1.0 * batch.perMille(500) / LatencyRun.BATCH;
        judgements.add(new Judgement(
                true,
                String.format(
                        Locale.ROOT,
                        "In a batch of %d one GET takes %s, %.1f times as fast as alone: read many keys with findAll.",
                        LatencyRun.BATCH,
                        Millis.readable(each),
                        single.perMille(500) / each)));
        return judgements;
    }

    private String mode() {
        Topology topology = info.config().topology();
        if (topology instanceof Topology.Sentinel) {
            return "master behind Sentinel";
        }
        return topology instanceof Topology.Cluster ? "Cluster of " + pings.size() + " masters" : "one server";
    }

    String text() {
        RedisConfig config = info.config();
        List<String> lines = new ArrayList<>();
        lines.add("Latency of " + mode() + " through " + info.driver() + " " + info.clientVersion() + ", TLS "
                + (config.tls().enabled() ? "on" : "off") + (size == 0 ? "" : ", PING with " + size + " bytes"));
        lines.add("");
        if (!dialled.isEmpty()) {
            lines.add(String.format("%-36s%9s%9s%9s", "Connecting, ms (median of 5)", "TCP", "TLS", "AUTH"));
            for (Dialled each : dialled) {
                lines.add(String.format(
                        "%-36s%9s%9s%9s",
                        "  " + each.server(), Millis.text(each.tcp()), step(each.tls()), step(each.login())));
            }
            lines.add("");
        }
        lines.add(Timing.header());
        all().forEach(each -> lines.add(each.row()));
        for (Timing each : List.of(pings.get(0), single)) {
            lines.add("");
            lines.add(each.what() + ", number of calls by time");
            lines.addAll(Histogram.of(each.sorted()).lines());
        }
        lines.add("");
        judgements().forEach(each -> lines.add(Wrapped.item((each.good() ? "" : "WRONG: ") + each.text())));
        return String.join(System.lineSeparator(), lines);
    }

    private static String step(long nanos) {
        return nanos == 0 ? "-" : Millis.text(nanos);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("good", good());
        json.put("driver", info.driver());
        json.put("driverVersion", info.clientVersion());
        json.put("topology", mode());
        json.put("tls", info.config().tls().enabled());
        json.put("pingBytes", size);
        json.put("connecting", dialled.stream().map(LatencyReport::member).toList());
        json.put("roundTrips", all().stream().map(Timing::json).toList());
        json.put("batchSize", LatencyRun.BATCH);
        json.put(
                "judgements",
                judgements().stream()
                        .map(each -> Map.of("good", each.good(), "text", each.text()))
                        .toList());
        return json;
    }

    private static Map<String, Object> member(Dialled each) {
        Map<String, Object> member = new LinkedHashMap<>();
        member.put("server", each.server());
        member.put("tcpMs", Millis.number(each.tcp()));
        member.put("tlsMs", Millis.number(each.tls()));
        member.put("authMs", Millis.number(each.login()));
        return member;
    }
}
