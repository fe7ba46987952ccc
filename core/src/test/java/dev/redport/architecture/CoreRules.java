package dev.redport.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.redport.cache.Cache;
import dev.redport.driver.RedisDriver;
import dev.redport.health.HealthCheck;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * The rules of core for the packages below a root: {@code dev.redport}, or that of the bad fixtures. All are allow-lists:
 * what is not named here is not allowed.
 */
final class CoreRules {
    /** Where chance may come in, and why: delays, jitter, and stamps that tell two writes apart. */
    private static final String[] RANDOM = {
        "driver.RetryingDriver",
        "driver.Layout",
        "driver.Shard",
        "driver.WatchedDirectory",
        "driver.ConnectGate",
        "driver.StandardBreaker",
        "cache.RedisCache",
        "cache.Envelope",
        "token.Mint"
    };

    /** Whose implementations nobody outside may name. */
    private static final Set<String> PORTS = Set.of(
            Cache.class.getName(),
            "dev.redport.token.TokenStore",
            "dev.redport.ratelimit.RateLimiter",
            HealthCheck.class.getName(),
            RedisDriver.class.getName());

    private static final String[] EVERYWHERE = {"java..", "javax.net.ssl..", "org.jspecify..", "org.slf4j.."};

    private final String root;

    CoreRules(String root) {
        this.root = root;
    }

    private String in(String name) {
        return root + "." + name + "..";
    }

    private String[] in(String... names) {
        return Arrays.stream(names).map(this::in).toArray(String[]::new);
    }

    /** config, driver, the features, the facade, then Guice; Micrometer only listens. */
    ArchRule layers() {
        return layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("config")
                .definedBy(in("config"))
                .layer("driver")
                .definedBy(in("driver"))
                .layer("cache")
                .definedBy(in("cache"))
                .layer("token")
                .definedBy(in("token"))
                .layer("ratelimit")
                .definedBy(in("ratelimit"))
                .layer("health")
                .definedBy(in("health"))
                .layer("facade")
                .definedBy(root)
                .layer("guice")
                .definedBy(in("guice"))
                .layer("micrometer")
                .definedBy(in("micrometer"))
                .whereLayer("config")
                .mayNotAccessAnyLayer()
                .whereLayer("driver")
                .mayOnlyAccessLayers("config")
                .whereLayer("cache")
                .mayOnlyAccessLayers("config", "driver")
                .whereLayer("token")
                .mayOnlyAccessLayers("config", "driver")
                .whereLayer("ratelimit")
                .mayOnlyAccessLayers("config", "driver")
                .whereLayer("health")
                .mayOnlyAccessLayers("config", "driver")
                .whereLayer("facade")
                .mayOnlyAccessLayers("config", "driver", "cache", "token", "ratelimit", "health")
                .whereLayer("guice")
                .mayOnlyAccessLayers("config", "driver", "cache", "token", "ratelimit", "health", "facade")
                .whereLayer("micrometer")
                .mayOnlyAccessLayers("config", "driver");
    }

    /** No class escapes the layers by living elsewhere. */
    ArchRule packages() {
        String[] known = in("config", "driver", "cache", "token", "ratelimit", "health", "guice", "micrometer");
        return classes()
                .should()
                .resideInAnyPackage(
                        Stream.concat(Stream.of(root), Stream.of(known)).toArray(String[]::new));
    }

    ArchRule noCycles() {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles();
    }

    ArchRule dependencies() {
        return classes()
                .that()
                .resideOutsideOfPackages(in("config", "token", "cache", "guice", "micrometer"))
                .should(use());
    }

    ArchRule dependenciesOfCryptography() {
        return classes().that().resideInAnyPackage(in("config", "token")).should(use("javax.crypto.."));
    }

    ArchRule dependenciesOfCache() {
        return classes().that().resideInAPackage(in("cache")).should(use("tools.jackson.."));
    }

    ArchRule dependenciesOfGuice() {
        return classes().that().resideInAPackage(in("guice")).should(use("com.google.inject..", "jakarta.inject.."));
    }

    ArchRule dependenciesOfMicrometer() {
        return classes().that().resideInAPackage(in("micrometer")).should(use("io.micrometer.."));
    }

    private ArchCondition<JavaClass> use(String... more) {
        String[] allowed = Stream.of(Stream.of("dev.redport.."), Stream.of(EVERYWHERE), Stream.of(more))
                .flatMap(names -> names)
                .toArray(String[]::new);
        return onlyDependOnClassesThat(resideInAnyPackage(allowed));
    }

    ArchRule implementationsAreHidden() {
        return classes()
                .that(implementAPort())
                .should()
                .bePackagePrivate()
                .andShould(beFinalOr(root + ".driver.ForwardingDriver"));
    }

    private static DescribedPredicate<JavaClass> implementAPort() {
        return describe(
                "implement a port or RedisDriver",
                type -> !type.isInterface()
                        && !type.isAnonymousClass()
                        && type.getAllRawInterfaces().stream().anyMatch(port -> PORTS.contains(port.getName())));
    }

    private static ArchCondition<JavaClass> beFinalOr(String base) {
        return condition(
                "be final, but for " + base,
                type -> type.getModifiers().contains(JavaModifier.FINAL)
                        || type.getName().equals(base));
    }

    ArchRule publicTypesCannotBeExtended() {
        return classes()
                .that()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .should(condition(
                        "be interfaces, final, or abstract exceptions",
                        type -> type.isInterface()
                                || type.isEnum()
                                || type.getModifiers().contains(JavaModifier.FINAL)
                                || (type.getModifiers().contains(JavaModifier.ABSTRACT)
                                        && type.isAssignableTo(Throwable.class))));
    }

    /** Before an attempt is repeated, and until what was reserved may be used. */
    ArchRule sleepOnlyWhereNamed() {
        return noClasses()
                .that()
                .doNotHaveFullyQualifiedName(root + ".driver.RetryingDriver")
                .and()
                .doNotHaveFullyQualifiedName(root + ".ratelimit.RedisRateLimiter")
                .should(accessTargetWhere(describe(
                        "is a sleep",
                        access -> access.getName().equals("sleep")
                                && (owner(access, Thread.class) || owner(access, TimeUnit.class)))));
    }

    ArchRule chanceOnlyWhereNamed() {
        DescribedPredicate<JavaAccess<?>> chance = describe(
                "is chance",
                access -> (access.getTargetOwner().isAssignableTo(Random.class)
                                && !access.getTargetOwner().isAssignableTo(SecureRandom.class))
                        || owner(access, SplittableRandom.class)
                        || (owner(access, Math.class) && access.getName().equals("random"))
                        || (owner(access, UUID.class) && access.getName().equals("randomUUID")));
        return noClasses()
                .that(describe(
                        "are not " + Arrays.toString(RANDOM),
                        type -> Arrays.stream(RANDOM)
                                .noneMatch(name -> type.getName().equals(root + "." + name))))
                .should(accessTargetWhere(chance));
    }

    ArchRule secretsOnlyInTokens() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(in("token"))
                .should()
                .dependOnClassesThat(assignableTo(SecureRandom.class));
    }

    ArchRule noStandardStreams() {
        return NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
    }

    ArchRule noStaticState() {
        return fields().that().areStatic().should().beFinal();
    }

    ArchRule hostNamesAreVerified() {
        return classes()
                .should(condition(
                        "set the endpoint identification of the SSLParameters they make",
                        type -> type.getConstructorCallsFromSelf().stream()
                                        .noneMatch(call -> owner(call, SSLParameters.class))
                                || type.getMethodCallsFromSelf().stream()
                                        .anyMatch(
                                                call -> call.getName().equals("setEndpointIdentificationAlgorithm"))));
    }

    ArchRule trustIsDecidedOnce() {
        return noClasses()
                .that(describe(
                        "are neither TrustEveryone nor PeerRecorder, which asks another one",
                        type -> !type.getName().matches("\\Q" + root + "\\E[.]config[.](TrustEveryone|PeerRecorder)")))
                .should()
                .beAssignableTo(TrustManager.class);
    }

    private static boolean owner(JavaAccess<?> access, Class<?> type) {
        return access.getTargetOwner().isEquivalentTo(type);
    }

    private static ArchCondition<JavaClass> condition(
            String description, java.util.function.Predicate<JavaClass> satisfied) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                events.add(new SimpleConditionEvent(
                        type, satisfied.test(type), type.getName() + " in " + type.getSourceCodeLocation()));
            }
        };
    }
}
