package dev.redport.examples.demo;

import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** The demo's service for tests of other packages. */
public final class RunningDemo implements AutoCloseable {
    private final DemoService service;

    private RunningDemo(DemoService service) {
        this.service = service;
    }

    /** Starts it on a free port over a Redis that is there, with these variables. */
    public static RunningDemo start(String driver, String redis, Map<String, String> environment)
            throws IOException, SQLException {
        Options options = Options.parse(List.of("--redis", redis, "--port", "0"), driver);
        return new RunningDemo(DemoService.start(options, environment, (count, total) -> {}));
    }

    public URI address() {
        return service.address();
    }

    @Override
    public void close() {
        service.close();
    }
}
