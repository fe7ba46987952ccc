package dev.redport.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.redport.Redport;
import dev.redport.micrometer.MicrometerListener;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule holds for core, and finds what is wrong in the classes made to break it. */
@Timeout(60)
class CoreArchitectureTest {
    private static final String BAD = "dev.redport.architecture.bad";
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.redport");
    private static final JavaClasses FIXTURES = new ClassFileImporter().importPackages(BAD);

    /** A rule and the fixtures it must name. */
    private record Rule(String name, Function<CoreRules, ArchRule> rule, String... broken) {
        List<String> violations(String root, JavaClasses classes) {
            return rule.apply(new CoreRules(root))
                    .evaluate(classes)
                    .getFailureReport()
                    .getDetails();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Rule> rules() {
        return List.of(
                new Rule(
                        "layers",
                        CoreRules::layers,
                        "config.KnowsADriver",
                        "cache.KnowsHealth",
                        "cache.KnowsRateLimits",
                        "ratelimit.KnowsACache",
                        "ratelimit.KnowsHealth",
                        "health.KnowsRateLimits",
                        "micrometer.KnowsACache",
                        "health.KnowsAll"),
                new Rule("packages", CoreRules::packages, "strange.Elsewhere"),
                new Rule("no cycles", CoreRules::noCycles, "config.KnowsADriver", "driver.KnowsConfig"),
                new Rule(
                        "dependencies",
                        CoreRules::dependencies,
                        "driver.UsesGuice",
                        "driver.UsesCryptography",
                        "health.UsesJackson",
                        "ratelimit.UsesJackson"),
                new Rule(
                        "dependencies of cryptography", CoreRules::dependenciesOfCryptography, "config.UsesMicrometer"),
                new Rule("dependencies of cache", CoreRules::dependenciesOfCache, "cache.UsesMicrometer"),
                new Rule("dependencies of guice", CoreRules::dependenciesOfGuice, "guice.UsesMicrometer"),
                new Rule("dependencies of micrometer", CoreRules::dependenciesOfMicrometer, "micrometer.UsesGuice"),
                new Rule(
                        "implementations are hidden",
                        CoreRules::implementationsAreHidden,
                        "health.PublicCheck",
                        "ratelimit.PublicLimiter",
                        "health.OpenCheck"),
                new Rule(
                        "public types cannot be extended",
                        CoreRules::publicTypesCannotBeExtended,
                        "cache.OpenType",
                        "cache.OpenException",
                        "cache.AbstractType"),
                new Rule(
                        "sleep only where named",
                        CoreRules::sleepOnlyWhereNamed,
                        "driver.Sleeps",
                        "driver.SleepsByReference",
                        "ratelimit.Sleeps"),
                new Rule(
                        "chance only where named",
                        CoreRules::chanceOnlyWhereNamed,
                        "driver.RollsDice",
                        "driver.MakesUuids",
                        "ratelimit.RollsDice"),
                new Rule("secrets only in tokens", CoreRules::secretsOnlyInTokens, "driver.MakesSecrets"),
                new Rule("no standard streams", CoreRules::noStandardStreams, "driver.Prints"),
                new Rule("no static state", CoreRules::noStaticState, "driver.Remembers"),
                new Rule("host names are verified", CoreRules::hostNamesAreVerified, "config.TrustsAnyHost"),
                new Rule("trust is decided once", CoreRules::trustIsDecidedOnce, "config.TrustsAnyone"));
    }

    @Test
    void looksAtAllOfCoreAndNothingElse() {
        assertThat(CORE.contain(Redport.class)).isTrue();
        assertThat(CORE.contain(MicrometerListener.class)).isTrue();
        assertThat(CORE.contain(CoreArchitectureTest.class)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holdsForCore(Rule rule) {
        assertThat(rule.violations("dev.redport", CORE)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void bites(Rule rule) {
        String found = String.join("\n", rule.violations(BAD, FIXTURES));
        for (String fixture : rule.broken()) {
            assertThat(found).contains(BAD + "." + fixture);
        }
    }
}
