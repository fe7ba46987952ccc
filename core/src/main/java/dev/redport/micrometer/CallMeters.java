package dev.redport.micrometer;

import dev.redport.driver.ErrorKind;
import org.jspecify.annotations.Nullable;

/** The meters of one operation. */
interface CallMeters {
    void call(long nanos, @Nullable ErrorKind error);

    void retry(ErrorKind error);
}
