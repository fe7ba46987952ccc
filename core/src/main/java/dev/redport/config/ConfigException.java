package dev.redport.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration cannot be used. Its message lists every problem, one a line, and never a secret.
 *
 * @since 0.1.0
 */
public final class ConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final Problem[] problems;

    /**
     * An exception with these problems.
     *
     * @param problems at least one problem
     */
    public ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = problems.toArray(Problem[]::new);
    }

    /** One problem with a setting. Causes are left out: a parser's message may quote what it could not read. */
    static ConfigException of(Variable variable, Object given, String rule) {
        return new ConfigException(List.of(new Problem(variable.name(), given.toString(), rule, "")));
    }

    /**
     * Every problem, in the order of the table {@link Variable}.
     *
     * @return the problems, at least one
     */
    public List<Problem> problems() {
        return List.of(problems);
    }
}
