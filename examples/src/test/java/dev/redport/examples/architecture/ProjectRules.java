package dev.redport.examples.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * The rules between modules, for the drivers below a root: {@code dev.redport.driver}, or that of the bad fixtures. A new
 * driver needs a line in {@link #CLIENTS}.
 */
final class ProjectRules {
    /** A driver and the packages of its client. */
    static final Map<String, Set<String>> CLIENTS = Map.of(
            "lettuce", Set.of("io.lettuce..", "io.netty..", "reactor.core.."),
            "jedis", Set.of("redis.clients.jedis..", "org.apache.commons.pool2.."),
            "redisson", Set.of("org.redisson..", "io.netty.."));

    private static final String[] EVERYWHERE = {
        "java..",
        "javax.net.ssl..",
        "jdk.net..",
        "org.jspecify..",
        "org.slf4j..",
        "dev.redport.config..",
        "dev.redport.driver"
    };

    private static final String[] GUICE = {"com.google.inject..", "jakarta.inject.."};

    private final String drivers;

    ProjectRules(String drivers) {
        this.drivers = drivers;
    }

    /** Every driver is known here, so that the other rules look at it. */
    ArchRule driversAreKnown() {
        return classes().that().resideInAPackage(drivers + ".*..").should().resideInAnyPackage(own());
    }

    private String[] own() {
        return CLIENTS.keySet().stream()
                .map(driver -> drivers + "." + driver + "..")
                .toArray(String[]::new);
    }

    /** Its client, config and the driver interface; no feature, no other driver; Guice only in its module. */
    ArchRule driversOnlyTranslate() {
        return classes().that().resideInAnyPackage(own()).should(new ArchCondition<>("use only what a driver needs") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String driver = driverOf(type);
                boolean module = outermost(type).getSimpleName().endsWith("Module");
                String[] allowed = Stream.of(
                                Stream.of(EVERYWHERE),
                                Stream.of(drivers + "." + driver + ".."),
                                CLIENTS.getOrDefault(driver, Set.of()).stream(),
                                module ? Stream.of(GUICE) : Stream.<String>of())
                        .flatMap(names -> names)
                        .toArray(String[]::new);
                onlyDependOnClassesThat(resideInAnyPackage(allowed)).check(type, events);
            }
        });
    }

    private String driverOf(JavaClass type) {
        return type.getPackageName().substring(drivers.length() + 1).replaceFirst("\\..*", "");
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ProjectRules::outermost).orElse(type);
    }

    /** But for the door that takes a client made by the user: a static method {@code over} of a class {@code ...Driver}. */
    ArchRule noClientTypeInAPublicSignature() {
        Predicate<JavaClass> client = resideInAnyPackage(
                CLIENTS.values().stream().flatMap(Set::stream).distinct().toArray(String[]::new));
        return classes()
                .that()
                .resideInAnyPackage(own())
                .and()
                .arePublic()
                .should(new ArchCondition<>("show no type of the client") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        for (String shown : shown(type, client)) {
                            events.add(SimpleConditionEvent.violated(type, shown));
                        }
                    }
                });
    }

    private static List<String> shown(JavaClass type, Predicate<JavaClass> client) {
        List<String> shown = new ArrayList<>();
        Stream.concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream())
                .filter(client)
                .forEach(parent -> shown.add(type.getName() + " is a " + parent.getName()));
        type.getMembers().stream()
                .filter(ProjectRules::isVisible)
                .filter(member -> !isDoor(member))
                .filter(member -> types(member).anyMatch(client))
                .forEach(member -> shown.add(member.getFullName()));
        return shown;
    }

    private static boolean isVisible(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static boolean isDoor(JavaMember member) {
        return member.getName().equals("over")
                && member.getModifiers().contains(JavaModifier.STATIC)
                && member.getOwner().getSimpleName().endsWith("Driver");
    }

    private static Stream<JavaClass> types(JavaMember member) {
        if (member instanceof JavaField field) {
            return field.getType().getAllInvolvedRawTypes().stream();
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        Stream<JavaType> signature = Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream());
        return Stream.concat(
                signature.flatMap(type -> type.getAllInvolvedRawTypes().stream()), unit.getExceptionTypes().stream());
    }

    /** Core and the drivers stand without what is built around them. */
    ArchRule publishedModulesStandAlone() {
        return noClasses()
                .that()
                .resideOutsideOfPackages("dev.redport.testkit..", "dev.redport.benchmarks..")
                .and(describe(
                        "are not the examples",
                        type -> !type.getPackageName().startsWith("dev.redport.examples")
                                || type.getPackageName().startsWith(drivers)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.redport.testkit..", "dev.redport.examples..", "dev.redport.benchmarks..", "org.junit..");
    }

    ArchRule hostNamesAreVerified() {
        return classes().that().resideInAnyPackage(own()).should(new ArchCondition<>("verify the host name over TLS") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean makes = type.getConstructorCallsFromSelf().stream().anyMatch(ProjectRules::isOfSslParameters);
                boolean verifies = type.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> call.getName().equals("setEndpointIdentificationAlgorithm"));
                events.add(new SimpleConditionEvent(
                        type, !makes || verifies, type.getName() + " makes SSLParameters that accept any host name"));
            }
        });
    }

    private static boolean isOfSslParameters(JavaAccess<?> access) {
        return access.getTargetOwner().isEquivalentTo(SSLParameters.class);
    }

    /** Whom to trust is decided in config alone. */
    ArchRule driversTrustWhomConfigTrusts() {
        return noClasses().that().resideInAnyPackage(own()).should().beAssignableTo(TrustManager.class);
    }
}
