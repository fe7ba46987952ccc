package dev.redport.config;

import static java.util.Comparator.comparingInt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Gathers problems so that all of them are reported at once. One variable is reported once: its first problem. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();

    /** Runs the check and throws what it found. */
    static void throwAnyOf(Consumer<Problems> check) {
        Problems problems = new Problems();
        check.accept(problems);
        problems.throwIfAny();
    }

    void require(boolean holds, Variable variable, Object given, String rule) {
        if (!holds) {
            add(variable, given, rule, variable.example());
        }
    }

    void add(Variable variable, Object given, String rule, String example) {
        add(variable.name(), variable.secret() ? "***" : text(given), rule, example);
    }

    void add(String name, String given, String rule, String example) {
        add(new Problem(name, given, rule, example));
    }

    void add(Problem problem) {
        if (found.stream().noneMatch(earlier -> earlier.variable().equals(problem.variable()))) {
            found.add(problem);
        }
    }

    /** The result, or empty with the problems noted. */
    <T> Optional<T> attempt(Supplier<T> step) {
        try {
            return Optional.of(step.get());
        } catch (ConfigException failed) {
            failed.problems().forEach(this::add);
            return Optional.empty();
        }
    }

    void addAll(Problems others) {
        others.found.forEach(this::add);
    }

    /** Whether all of these are right so far, so that a rule between them makes sense. */
    boolean none(Variable... variables) {
        for (Variable variable : variables) {
            if (found.stream().anyMatch(problem -> problem.variable().equals(variable.name()))) {
                return false;
            }
        }
        return true;
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ConfigException(inOrder());
        }
    }

    List<Problem> inOrder() {
        return found.stream().sorted(comparingInt(Problems::place)).toList();
    }

    /** The variable's place in the table, so that a report reads like the documentation. */
    private static int place(Problem problem) {
        return Arrays.stream(Variable.values())
                .filter(variable -> variable.name().equals(problem.variable()))
                .findFirst()
                .map(Variable::ordinal)
                .orElse(Integer.MAX_VALUE);
    }

    /** The value as one would write it. */
    static String text(Object given) {
        if (given instanceof List<?> many) {
            return many.stream().map(Problems::text).collect(Collectors.joining(","));
        }
        return given instanceof Duration duration ? GoDuration.print(duration) : given.toString();
    }
}
