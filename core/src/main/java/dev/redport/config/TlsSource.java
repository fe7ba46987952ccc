package dev.redport.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS material that follows its files, so that certificates can be replaced while the service runs.
 *
 * <p>At most once a second {@link #current} looks whether a file was changed or replaced, and then loads all
 * of them anew. As long as the new files do not load, because one is missing, half-written or does not fit
 * the others, the old material stays in use; each change that is refused is logged once. Whoever connects
 * asks {@link #current} again; connections that are open keep what they have. There is no thread and nothing
 * to close. Thread-safe: while one thread looks, the others go on with what there is.
 *
 * @since 0.1.0
 */
public final class TlsSource {
    private static final Logger log = LoggerFactory.getLogger(TlsSource.class);
    private static final long BETWEEN_LOOKS = TimeUnit.SECONDS.toNanos(1);

    private final TlsConfig tls;
    private final Consumer<Boolean> onReload;
    private final LongSupplier nanoTime;
    private final List<Path> files;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile @Nullable TlsMaterial material;
    private volatile long lastLook;
    // the next two belong to whoever is looking
    private List<FileStamp> inUse;
    private List<FileStamp> refused = List.of();

    /**
     * Reads the files, if TLS is enabled.
     *
     * @param tls which files to follow
     * @throws ConfigException as {@link TlsMaterial#load}
     */
    public TlsSource(TlsConfig tls) {
        this(tls, reloaded -> {});
    }

    /**
     * Reads the files, if TLS is enabled.
     *
     * @param tls which files to follow
     * @param onReload told once for each change whether it is in use now (true) or was refused (false), which
     *     true may follow; called by the thread that asked for the material, must be fast and not throw
     * @throws ConfigException as {@link TlsMaterial#load}
     */
    public TlsSource(TlsConfig tls, Consumer<Boolean> onReload) {
        this(tls, onReload, System::nanoTime);
    }

    TlsSource(TlsConfig tls, Consumer<Boolean> onReload, LongSupplier nanoTime) {
        this.tls = tls;
        this.onReload = onReload;
        this.nanoTime = nanoTime;
        this.files = files(tls);
        // before loading: what changes meanwhile is seen at the next look
        this.inUse = stamps();
        this.material = tls.enabled() ? TlsMaterial.load(tls) : null;
        this.lastLook = nanoTime.getAsLong();
    }

    private static List<Path> files(TlsConfig tls) {
        List<Path> files = new ArrayList<>(List.of(tls.caFile(), tls.certFile(), tls.keyFile()));
        if (tls.keyPassword() instanceof SecretFile password) {
            files.add(password.file());
        }
        return files.stream().filter(TlsConfig::given).toList();
    }

    /**
     * The newest material that works: the same instance until the files change.
     *
     * @return the material
     * @throws IllegalStateException if TLS is not enabled
     */
    public TlsMaterial current() {
        if (tls.enabled() && nanoTime.getAsLong() - lastLook >= BETWEEN_LOOKS && looking.compareAndSet(false, true)) {
            try {
                look();
            } finally {
                lastLook = nanoTime.getAsLong();
                looking.set(false);
            }
        }
        TlsMaterial newest = material;
        if (newest == null) {
            throw new IllegalStateException(Variable.REDIS_TLS_ENABLED + ": false (expected: true)");
        }
        return newest;
    }

    private void look() {
        List<FileStamp> found = stamps();
        if (found.equals(inUse)) {
            refused = List.of();
            return;
        }
        try {
            material = TlsMaterial.load(tls);
        } catch (ConfigException wrong) {
            refuse(found, wrong.problems().stream().map(Problem::toString).collect(Collectors.joining("; ")));
            return;
        } catch (RuntimeException failed) {
            refuse(found, failed.getClass().getSimpleName());
            return;
        }
        inUse = found;
        refused = List.of();
        log.atInfo().log("The files for TLS have changed; new connections use the new ones");
        onReload.accept(true);
    }

    /** Says so once for each change, although it is tried again at each look. */
    private void refuse(List<FileStamp> found, String reason) {
        if (!found.equals(refused)) {
            refused = found;
            log.atWarn()
                    .addKeyValue("reason", reason)
                    .log("The files for TLS have changed but cannot be used; the old ones stay in use");
            onReload.accept(false);
        }
    }

    private List<FileStamp> stamps() {
        return files.stream().map(FileStamp::of).toList();
    }
}
