package dev.redport.examples.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.redport.Redport;
import dev.redport.driver.DriverFactory;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule holds for all modules, and finds what is wrong in the classes made to break it. */
@Timeout(60)
class ProjectArchitectureTest {
    private static final String BAD = "dev.redport.examples.architecture.bad";
    private static final JavaClasses PROJECT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.redport");
    private static final JavaClasses FIXTURES = new ClassFileImporter().importPackages(BAD);

    /** A rule and the fixtures it must name. */
    private record Rule(String name, Function<ProjectRules, ArchRule> rule, String... broken) {
        List<String> violations(String drivers, JavaClasses classes) {
            return rule.apply(new ProjectRules(drivers))
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
                new Rule("drivers are known", ProjectRules::driversAreKnown, "unheardof.Stranger"),
                new Rule(
                        "drivers only translate",
                        ProjectRules::driversOnlyTranslate,
                        "lettuce.UsesAFeature",
                        "lettuce.UsesAnotherDriver",
                        "lettuce.UsesGuice",
                        "jedis.UsesLettuce"),
                new Rule(
                        "no client type in a public signature",
                        ProjectRules::noClientTypeInAPublicSignature,
                        "lettuce.ShowsItsClient.field",
                        "lettuce.ShowsItsClient.<init>",
                        "lettuce.ShowsItsClient.take",
                        "lettuce.ShowsItsClient.give",
                        "lettuce.ShowsItsClient.over",
                        "lettuce.ShowsItsClient is a "),
                new Rule(
                        "published modules stand alone",
                        ProjectRules::publishedModulesStandAlone,
                        "lettuce.UsesTestkit"),
                new Rule("host names are verified", ProjectRules::hostNamesAreVerified, "lettuce.TrustsAnyHost"),
                new Rule(
                        "drivers trust whom config trusts",
                        ProjectRules::driversTrustWhomConfigTrusts,
                        "lettuce.TrustsAnyone"));
    }

    @Test
    void looksAtCoreAndEveryDriver() {
        assertThat(PROJECT.contain(Redport.class)).isTrue();
        assertThat(ServiceLoader.load(DriverFactory.class)).isNotEmpty().allSatisfy(factory -> {
            assertThat(PROJECT.contain(factory.getClass())).isTrue();
            assertThat(ProjectRules.CLIENTS).containsKey(factory.name());
        });
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holdsForTheProject(Rule rule) {
        assertThat(rule.violations("dev.redport.driver", PROJECT)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void bites(Rule rule) {
        String found = String.join("\n", rule.violations(BAD, FIXTURES));
        for (String fixture : rule.broken()) {
            assertThat(found).contains(BAD + "." + fixture);
        }
    }

    @Test
    void leavesTheDoorForAClientOfTheUser() {
        assertThat(rules().get(2).violations(BAD, FIXTURES)).noneMatch(found -> found.contains("DoorDriver"));
    }
}
