package dev.redport.guice;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.redport.Redport;
import dev.redport.config.RedisConfig;
import dev.redport.driver.DriverFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens when a JVM ends can only be seen in a JVM that ends. */
@Timeout(60)
class ShutdownHookTest {
    @Test
    void closesWhatIsOpenWhenTheJvmEnds() throws Exception {
        assertThat(endOfJvm("hook")).isEqualTo("closed by redport-shutdown\n");
    }

    @Test
    void isGoneOnceRedportIsClosed() throws Exception {
        assertThat(endOfJvm("hook close")).isEqualTo("closed by main\n");
    }

    @Test
    void leavesClosingToTheServiceIfItSaysSo() throws Exception {
        assertThat(endOfJvm("none")).isEmpty();
    }

    @Test
    void mayMeetAnotherHookThatCloses() throws Exception {
        assertThat(endOfJvm("hook closeAtExit"))
                .contains("closed by redport-shutdown\n")
                .contains("closed by service\n");
    }

    private static String endOfJvm(String what) throws IOException, InterruptedException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Service.class.getName(),
                        what)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var output = jvm.getInputStream()) {
            String said = new String(output.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(jvm.exitValue()).isZero();
            return said;
        } finally {
            jvm.destroyForcibly();
        }
    }

    static final class Service {
        private Service() {}

        public static void main(String[] args) {
            FakeFactory factory = new FakeFactory(
                    () -> System.out.print("closed by " + Thread.currentThread().getName() + "\n"));
            RedportModule module = new RedportModule(RedisConfig.defaults());
            Injector injector = Guice.createInjector(
                    args[0].startsWith("hook") ? module : module.withoutShutdownHook(),
                    binder -> binder.bind(DriverFactory.class).toInstance(factory));
            Redport redport = injector.getInstance(Redport.class);
            if (args[0].endsWith("close")) {
                redport.close();
            }
            if (args[0].endsWith("closeAtExit")) {
                Runtime.getRuntime().addShutdownHook(new Thread(redport::close, "service"));
            }
        }
    }
}
