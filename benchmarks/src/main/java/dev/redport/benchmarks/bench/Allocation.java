package dev.redport.benchmarks.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What this JVM allocated and how long it computed. */
final class Allocation {
    private static final long NOT_MEASURED = -1;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final @Nullable Method total = total();

    /** A point in time: the bytes of all threads that ever were, or those of each live one. */
    record Mark(long total, Map<Long, Long> byThread) {}

    /** Since Java 21; it counts what virtual threads allocate, too. */
    private static @Nullable Method total() {
        try {
            return ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes");
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    Mark mark() {
        if (total != null) {
            try {
                return new Mark((Long) total.invoke(threads), Map.of());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        long[] ids = threads.getAllThreadIds();
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        Map<Long, Long> byThread = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            byThread.put(ids[i], Math.max(0, bytes[i]));
        }
        return new Mark(NOT_MEASURED, byThread);
    }

    /** Bytes from one mark to another; -1 if this JVM cannot tell. Those of threads that ended in between may be missing. */
    long between(Mark before, Mark after, boolean virtual) {
        if (total != null) {
            return after.total() - before.total();
        }
        return virtual
                ? NOT_MEASURED
                : after.byThread().entrySet().stream()
                        .mapToLong(each -> each.getValue() - before.byThread().getOrDefault(each.getKey(), 0L))
                        .sum();
    }

    /** Of the whole process. */
    long cpuNanos() {
        return system.getProcessCpuTime();
    }
}
