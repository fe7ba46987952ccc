package dev.redport.config;

import static dev.redport.config.Variable.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a set of variables amounts to: each value with where it came from, and what is wrong. For people who look at a
 * deployment; it shows no secret, not even its length. Immutable.
 *
 * @param settings every variable, in the order of the table {@link Variable}
 * @param problems what {@link RedisConfig#from(Map)} would throw; empty if these variables can be used
 * @param warnings names that are unknown, as {@link Variable#unknown}
 * @see RedisConfig#explain
 * @since 0.1.0
 */
public record Explanation(List<Setting> settings, List<Problem> problems, List<String> warnings) {
    private static final Pattern LOGIN = Pattern.compile("^([a-z-]+://[^:@/]*):[^@/]*@");

    /**
     * Copies the lists.
     *
     * @param settings as above
     * @param problems as above
     * @param warnings as above
     */
    public Explanation {
        settings = List.copyOf(settings);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /**
     * Where a value came from.
     *
     * @since 0.1.0
     */
    public enum Origin {
        /** Nothing was set, or what was set cannot be read; {@link Variable#defaultText}, or no value. */
        DEFAULT,
        /** The variable of that name. */
        ENVIRONMENT,
        /** {@code REDIS_URL}. */
        URL,
        /** The file that another variable names; it is read again whenever the value is needed. */
        FILE,
        /** Not set, so as another variable. */
        OTHER
    }

    /**
     * One variable with the value in force.
     *
     * @param variable the variable
     * @param shown the value as one would write it, {@code ***} for a secret, empty if there is none
     * @param origin where the value came from
     * @param source the variable that gave it; for {@link Origin#DEFAULT} the variable itself
     * @since 0.1.0
     */
    public record Setting(Variable variable, String shown, Origin origin, Variable source) {
        /**
         * Makes the value safe to print: control characters become {@code ?}.
         *
         * @param variable as above
         * @param shown as above
         * @param origin as above
         * @param source as above
         */
        public Setting {
            shown = shown.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
        }
    }

    static Explanation of(Map<String, String> variables) {
        Problems problems = new Problems();
        Settings settings = new Settings(name -> Optional.ofNullable(variables.get(name)), new Told(), problems);
        Rules.all(problems, settings, TlsConfig.PROTOCOLS);
        List<Setting> shown = new ArrayList<>();
        for (Variable variable : Variable.values()) {
            shown.add(setting(variable, settings, variables));
        }
        return new Explanation(shown, problems.inOrder(), Variable.unknown(variables.keySet()));
    }

    private static Setting setting(Variable variable, Settings settings, Map<String, String> variables) {
        if (variable == REDIS_URL) {
            String url = variables.getOrDefault(REDIS_URL.name(), "");
            return url.isEmpty()
                    ? new Setting(variable, "", Origin.DEFAULT, variable)
                    : new Setting(variable, withoutPassword(url), Origin.ENVIRONMENT, variable);
        }
        Variable other = settings.follows(variable);
        if (other != variable) {
            Origin origin = variable.secret() ? Origin.FILE : Origin.OTHER;
            return new Setting(variable, shown(variable, settings.value(other)), origin, other);
        }
        Origin origin = settings.origin(variable);
        Variable source = origin == Origin.URL ? REDIS_URL : variable;
        return new Setting(variable, shown(variable, settings.value(variable)), origin, source);
    }

    /** A text with an {@code @} may be a URL with a password in a wrong place. */
    private static String shown(Variable variable, Object value) {
        String text = Problems.text(value);
        boolean hidden = variable.secret() || text.contains("@") || Problem.isPerhapsThePassword(variable.name(), text);
        return hidden && !text.isEmpty() ? "***" : text;
    }

    /** Only a URL that was understood shows where its password is. */
    private static String withoutPassword(String url) {
        Problems wrong = new Problems();
        RedisUrl.parse(url, wrong);
        if (!wrong.inOrder().isEmpty()) {
            return "***";
        }
        Matcher login = LOGIN.matcher(url);
        return login.find() ? login.replaceFirst("$1:***@") : url;
    }
}
