package dev.redport.driver;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The virtual threads of the JVM, which has them since 21, while this code is compiled for 17. Thread-safe.
 *
 * @since 0.1.0
 */
public final class VirtualThreads {
    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

    private VirtualThreads() {}

    private static @Nullable MethodHandle isVirtual() {
        if (!areThere()) {
            return null;
        }
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException e) {
            throw missing(e);
        }
    }

    private static IllegalStateException missing(Throwable cause) {
        return new IllegalStateException("This JVM should have virtual threads", cause);
    }

    /**
     * Whether this JVM has them.
     *
     * @return true since Java 21
     */
    public static boolean areThere() {
        return Runtime.version().feature() >= 21;
    }

    /**
     * Whether the caller runs on one.
     *
     * @return false on a platform thread
     */
    public static boolean isCurrent() {
        if (IS_VIRTUAL == null) {
            return false;
        }
        try {
            return (boolean) IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (Throwable e) {
            throw missing(e);
        }
    }

    /**
     * Makes virtual threads, each named with a number.
     *
     * @param prefix of the names
     * @return the factory: {@code Thread.ofVirtual().name(prefix, 1).factory()}
     * @throws IllegalStateException if this JVM has none
     */
    public static ThreadFactory factory(String prefix) {
        try {
            Class<?> builder = Class.forName("java.lang.Thread$Builder");
            Object virtual = Thread.class.getMethod("ofVirtual").invoke(null);
            Object named = builder.getMethod("name", String.class, long.class).invoke(virtual, prefix, 1L);
            return (ThreadFactory) builder.getMethod("factory").invoke(named);
        } catch (ReflectiveOperationException e) {
            throw missing(e);
        }
    }
}
