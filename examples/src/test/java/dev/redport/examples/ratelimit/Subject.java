package dev.redport.examples.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.ratelimit.Decision;
import dev.redport.ratelimit.Grant;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.RateLimiter;
import dev.redport.ratelimit.Request;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.VerboseBucket;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.local.LocalBucketBuilder;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A key of the limiter and a bucket of Bucket4j with the same limits, by one clock of their own, that do the same and must
 * come to the same.
 */
final class Subject implements TimeMeter {
    /** A key that is full again within this time may be gone in Redis already, by the real clock. */
    private static final long MAY_EXPIRE = Duration.ofMinutes(1).toMillis() * 1_000;

    private static final long LONGEST_STEP = Duration.ofDays(30).toMillis() * 1_000;

    private final String key;
    private final List<Rate> rates;
    private final Request request;
    private final VerboseBucket bucket;
    private final long start;
    private final long smallest;
    private long micros;
    private long retryMicros;
    private String last = "new";

    /** @param micros when its clock starts */
    Subject(String key, List<Rate> rates, long micros) {
        this.key = key;
        this.rates = rates;
        this.micros = micros;
        start = micros;
        smallest = rates.stream().mapToLong(Rate::capacity).min().orElseThrow();
        Limit[] limits = new Limit[rates.size()];
        LocalBucketBuilder builder = Bucket.builder()
                .withCustomTimePrecision(this)
                .withSynchronizationStrategy(SynchronizationStrategy.NONE);
        for (int i = 0; i < limits.length; i++) {
            Rate rate = rates.get(i);
            limits[i] = rate.limit().named(String.valueOf(i));
            builder.addLimit(limit -> limit.capacity(rate.capacity()).refillGreedy(rate.refill(), rate.period()));
        }
        request = Request.of(key).limits(limits);
        bucket = builder.build().asVerbose();
    }

    @Override
    public long currentTimeNanos() {
        return coarse() * 1_000;
    }

    @Override
    public boolean isWallClockBased() {
        return true;
    }

    /** The time in the unit in which Redport counts these limits. */
    private long coarse() {
        long unit = rates.get(0).unit();
        return micros / unit * unit;
    }

    long micros() {
        return micros;
    }

    /** Lets time pass: none, next to none, until just before or when the last denied cost may pass, or any. */
    void age(Random random) {
        // Bucket4j rounds down to nanoseconds
        long full = bucket.getAvailableTokens().getDiagnostics().calculateFullRefillingTime() / 1_000 + 1;
        long step = switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> 1 + random.nextInt(3);
            case 2 -> retryMicros;
            case 3 -> Math.max(0, retryMicros - 1);
            case 4 -> Rate.upTo(2 * full, random);
            default -> Rate.upTo(full / 8 + 1, random);
        };
        step = full <= MAY_EXPIRE ? Math.max(step, full) : step;
        // so far that what was used in the longest period is not lost with it
        micros += Math.min(step, Math.max(full <= MAY_EXPIRE ? full : 0, LONGEST_STEP));
        retryMicros = 0;
    }

    /** A cost, most often near what is left. */
    long cost(Random random) {
        long left = Math.min(bucket.getAvailableTokens().getValue(), smallest);
        return switch (random.nextInt(10)) {
            case 0 -> 1;
            case 1 -> Math.max(1, left);
            case 2 -> Math.max(1, left) + 1;
            case 3 -> random.nextInt(10) == 0 ? smallest + 1 : smallest;
            case 4, 5 -> Rate.upTo(Math.max(1, left), random);
            default -> Rate.upTo(smallest, random);
        };
    }

    boolean isNever(long cost) {
        return cost > smallest;
    }

    Request asks(long cost) {
        return request.cost(cost);
    }

    /** Bucket4j takes the cost too, after Redport decided. */
    void tookOrNot(long cost, Decision decision) {
        did("tryAcquire", cost, decision);
        VerboseResult<ConsumptionProbe> result = bucket.tryConsumeAndReturnRemaining(cost);
        ConsumptionProbe probe = result.getValue();
        compare(decision, probe.isConsumed(), probe.getNanosToWaitForRefill(), result);
    }

    void peek(RateLimiter limiter, long cost) {
        Decision decision = limiter.peek(asks(cost));
        did("peek", cost, decision);
        VerboseResult<EstimationProbe> result = bucket.estimateAbilityToConsume(cost);
        EstimationProbe probe = result.getValue();
        compare(decision, probe.canBeConsumed(), probe.getNanosToWaitForRefill(), result);
    }

    void takeUpTo(RateLimiter limiter, long most) {
        Grant grant = limiter.tryAcquireUpTo(asks(most));
        did("tryAcquireUpTo", most, grant.decision());
        long taken = bucket.tryConsumeAsMuchAsPossible(Math.min(most, smallest)).getValue();
        assertThat(grant.granted()).as(this::toString).isEqualTo(taken);
        VerboseResult<EstimationProbe> after = bucket.estimateAbilityToConsume(1);
        long wait = taken < most ? after.getValue().getNanosToWaitForRefill() : 0;
        compare(grant.decision(), taken > 0, wait, after);
    }

    void giveBack(RateLimiter limiter, long cost) {
        Decision decision = limiter.refund(asks(cost));
        did("refund", cost, decision);
        bucket.addTokens(cost);
        VerboseResult<EstimationProbe> after = bucket.estimateAbilityToConsume(1);
        compare(decision, true, after.getValue().getNanosToWaitForRefill(), after);
    }

    /** Charges, but no further than Redport lets debts grow. */
    void charge(RateLimiter limiter, long cost) {
        long room = Long.MAX_VALUE;
        long[] left = left(bucket.getAvailableTokens());
        for (int i = 0; i < left.length; i++) {
            room = Math.min(room, left[i] + rates.get(i).capacity());
        }
        if (cost > room) {
            peek(limiter, cost);
            return;
        }
        Decision decision = limiter.debit(asks(cost));
        did("debit", cost, decision);
        bucket.consumeIgnoringRateLimits(cost);
        VerboseResult<EstimationProbe> after = bucket.estimateAbilityToConsume(1);
        compare(decision, true, after.getValue().getNanosToWaitForRefill(), after);
    }

    void forget(RateLimiter limiter) {
        last = "reset";
        limiter.reset(key);
        bucket.reset();
    }

    private void did(String what, long cost, Decision decision) {
        last = what + " " + cost + ": " + decision;
        boolean known = decision.outcome() != Decision.Outcome.NEVER;
        retryMicros = known ? decision.retryAfter().toNanos() / 1_000 : 0;
    }

    private void compare(Decision decision, boolean allowed, long waitNanos, VerboseResult<?> after) {
        assertThat(decision.allowed()).as(this::toString).isEqualTo(allowed);
        if (waitNanos == Long.MAX_VALUE) {
            assertThat(decision.outcome()).as(this::toString).isEqualTo(Decision.Outcome.NEVER);
            return;
        }
        long[] left = left(after);
        long binding = left[Integer.parseInt(decision.bindingLimit())];
        assertThat(decision.remaining())
                .as(() -> this + ", left " + Arrays.toString(left))
                .isEqualTo(Math.max(0, binding));
        if (decision.retryAfter().isZero()) {
            assertThat(binding)
                    .as(() -> this + ", least of " + Arrays.toString(left))
                    .isEqualTo(Arrays.stream(left).min().orElseThrow());
        }
        assertClose("retry", decision.retryAfter(), waitNanos);
        if (left.length == 1) {
            assertClose("reset", decision.resetAfter(), after.getDiagnostics().calculateFullRefillingTime());
        }
    }

    /** Never too early, and less than a unit too late. */
    private void assertClose(String what, Duration ours, long nanos) {
        long theirs = nanos == 0 ? 0 : nanos - (micros - coarse()) * 1_000;
        assertThat(ours.toNanos() - theirs)
                .as(() -> what + " of " + this)
                .isBetween(0L, rates.get(0).unit() * 1_000);
    }

    private static long[] left(VerboseResult<?> result) {
        return result.getDiagnostics().getAvailableTokensPerEachBandwidth();
    }

    @Override
    public String toString() {
        return key + " " + rates + ", " + (micros - start) + " us old, " + last;
    }
}
