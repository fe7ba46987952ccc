package dev.redport.driver;

import java.util.List;

/** What the end of a call says about Redis, for the circuit breaker. */
enum Verdict {
    /** It answers; an answer that says no is one. */
    ANSWERED,
    /** It does not answer, or cannot serve now. */
    FAILED,
    /** Nothing. */
    SILENT;

    static Verdict of(RedisException e) {
        return switch (e.kind()) {
            case NOT_CONNECTED, CONNECTION_LOST, TIMEOUT, SERVER_BUSY -> FAILED;
            case READ_ONLY, OUT_OF_MEMORY, AUTH, PERMISSION, REDIRECT, SCRIPT, WRONG_TYPE, OTHER -> ANSWERED;
            case POOL_TIMEOUT, REJECTED, TLS, CODEC, TOO_LARGE, INTERRUPTED -> SILENT;
        };
    }

    /** A failure if at least half of those that say something are. */
    static Verdict of(List<Reply> replies) {
        int failed = 0;
        int answered = 0;
        for (Reply reply : replies) {
            RedisException error = reply.error();
            Verdict verdict = error == null ? ANSWERED : of(error);
            failed += verdict == FAILED ? 1 : 0;
            answered += verdict == ANSWERED ? 1 : 0;
        }
        if (failed > 0 && failed >= answered) {
            return FAILED;
        }
        return answered > 0 ? ANSWERED : SILENT;
    }
}
