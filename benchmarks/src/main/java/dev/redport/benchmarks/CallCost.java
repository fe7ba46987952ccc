package dev.redport.benchmarks;

import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.FaultProxy;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * What one call costs at the server, by one thread; counted, so it is exact on any machine.
 *
 * @param trips requests, each with its answer
 * @param inner commands that scripts ran
 * @param wire all commands, those in scripts too, and bytes
 */
record CallCost(double trips, double inner, WireCost wire) {
    static final String[] COLUMNS = {"", "trips", "commands", "in scripts", "B to server", "B to client"};

    /** For calls whose requests are small. */
    static CallCost of(EmbeddedRedis redis, FaultProxy proxy, Batch batch) {
        WireCost wire = WireCost.settled(redis, proxy, batch);
        return new CallCost(Trips.of(redis, batch), InnerCommands.of(redis, batch), wire);
    }

    /**
     * For calls of Redport, whose requests may be so large that the server reads them in pieces.
     *
     * @param calls how often the driver was asked so far
     */
    static CallCost of(EmbeddedRedis redis, FaultProxy proxy, Batch batch, LongSupplier calls) {
        CallCost cost = of(redis, proxy, batch);
        long[] asked = {0};
        Batch counting = number -> {
            var call = batch.prepare(number);
            return i -> {
                long before = calls.getAsLong();
                call.accept(i);
                asked[0] += calls.getAsLong() - before;
            };
        };
        counting.run(WireCost.CALLS);
        return new CallCost(Math.min(cost.trips, asked[0] / (double) WireCost.CALLS), cost.inner, cost.wire);
    }

    /** As {@link #COLUMNS}. */
    Object[] row() {
        return new Object[] {
            number(trips),
            number(wire.commands() - inner),
            number(inner),
            number(wire.toServer()),
            number(wire.toClient())
        };
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%,.2f", value);
    }
}
