package dev.redport.testkit;

import java.io.IOException;

/** A JVM that starts a server, tells its process id and waits to be killed. */
final class ServerInChildJvm {
    private ServerInChildJvm() {}

    public static void main(String[] arguments) throws IOException {
        EmbeddedRedis redis = EmbeddedRedis.start();
        if (arguments[0].equals("paused")) {
            redis.pause();
        }
        System.out.println(redis.pid());
        if (System.in.read() >= 0) {
            System.exit(0);
        }
    }
}
