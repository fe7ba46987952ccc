package dev.redport.doctor;

import static dev.redport.config.Variable.REDIS_CLUSTER_NODES;
import static dev.redport.config.Variable.REDIS_DB;
import static dev.redport.config.Variable.REDIS_HOST;
import static dev.redport.config.Variable.REDIS_MODE;
import static dev.redport.config.Variable.REDIS_PASSWORD;
import static dev.redport.config.Variable.REDIS_PORT;
import static dev.redport.config.Variable.REDIS_SENTINEL_MASTER;
import static dev.redport.config.Variable.REDIS_SENTINEL_NODES;
import static dev.redport.config.Variable.REDIS_TLS_ENABLED;
import static dev.redport.config.Variable.REDIS_URL;
import static dev.redport.config.Variable.REDIS_USERNAME;

import dev.redport.config.ConfigException;
import dev.redport.config.Explanation.Setting;
import dev.redport.config.Problem;
import dev.redport.config.RedisConfig;
import dev.redport.config.TlsMaterial;
import dev.redport.config.Variable;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that is wrong with the variables of a service, what a wrong URL keeps from being looked at included. */
final class Mistakes {
    private static final Set<Variable> OF_URL = EnumSet.of(
            REDIS_HOST,
            REDIS_PORT,
            REDIS_USERNAME,
            REDIS_PASSWORD,
            REDIS_DB,
            REDIS_TLS_ENABLED,
            REDIS_MODE,
            REDIS_SENTINEL_MASTER,
            REDIS_SENTINEL_NODES,
            REDIS_CLUSTER_NODES);

    private Mistakes() {}

    static List<Problem> of(Map<String, String> variables) {
        List<Problem> problems = thrownFor(variables);
        if (!urlIsWrong(problems)) {
            return shown(problems, variables);
        }
        Map<String, String> rest = new HashMap<>(variables);
        rest.remove(REDIS_URL.name());
        Stream<Problem> others = thrownFor(rest).stream()
                .filter(each -> !urlCouldGive(each.variable()) || isSet(each.variable(), variables))
                .filter(each -> !each.rule().contains(REDIS_MODE.name()) || isSet(REDIS_MODE.name(), variables))
                .filter(each ->
                        problems.stream().noneMatch(known -> known.variable().equals(each.variable())));
        return shown(Stream.concat(problems.stream(), others).toList(), variables);
    }

    /** Whether the URL cannot be read, so that nobody knows what it would give. */
    static boolean urlIsWrong(List<Problem> problems) {
        return problems.stream().anyMatch(each -> each.variable().equals(REDIS_URL.name()));
    }

    static boolean urlCouldGive(String variable) {
        return OF_URL.stream().anyMatch(each -> each.name().equals(variable));
    }

    private static boolean isSet(String variable, Map<String, String> variables) {
        return !variables.getOrDefault(variable, "").isEmpty();
    }

    private static List<Problem> thrownFor(Map<String, String> variables) {
        try {
            RedisConfig config = RedisConfig.from(name -> Optional.ofNullable(variables.get(name)));
            if (config.tls().enabled()) {
                TlsMaterial.load(config.tls());
            }
            return List.of();
        } catch (ConfigException wrong) {
            return wrong.problems();
        }
    }

    /** The configuration hides a secret, and a wrong URL, without a look at whether there is one. */
    private static List<Problem> shown(List<Problem> problems, Map<String, String> variables) {
        Map<String, Setting> settings = RedisConfig.explain(variables).settings().stream()
                .collect(Collectors.toMap(each -> each.variable().name(), each -> each));
        return problems.stream()
                .map(each -> shown(each, settings.get(each.variable())))
                .toList();
    }

    private static Problem shown(Problem problem, @Nullable Setting setting) {
        if (setting == null || !(setting.variable().secret() || setting.variable() == REDIS_URL)) {
            return problem;
        }
        return new Problem(problem.variable(), setting.shown(), problem.rule(), problem.example());
    }
}
