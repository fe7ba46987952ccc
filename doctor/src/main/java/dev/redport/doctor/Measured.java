package dev.redport.doctor;

import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.Verb;
import java.util.List;

/**
 * A server that is measured.
 *
 * @param endpoint its address
 * @param driver sends to it
 */
record Measured(Endpoint endpoint, RedisDriver driver) {
    /** The masters as they are now. */
    static List<Measured> of(RedisDriver driver) {
        Call call = call(driver.info().config());
        return driver.masters(call).drivers().stream()
                .map(master -> new Measured(address(master, call), master))
                .toList();
    }

    private static Endpoint address(RedisDriver master, Call call) {
        return master.executeOnMasters(Command.of(Verb.PING), call).get(0).master();
    }

    static Call call(RedisConfig config) {
        return Call.start(Operation.OTHER, config.timeouts().operation());
    }
}
