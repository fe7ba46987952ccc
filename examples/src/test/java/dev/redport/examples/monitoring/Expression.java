package dev.redport.examples.monitoring;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An expression in Prometheus' language that a user may run.
 *
 * @param place where it stands, for messages
 */
record Expression(String place, String text) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```promql\\n(.*?)^ *```$");
    private static final Pattern ANY_BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern METRIC = Pattern.compile("\\bredis_[a-z0-9_]*[a-z0-9]\\b");
    private static final Pattern GROUPS = Pattern.compile("\\bby \\(([^)]+)\\)");
    private static final Pattern CALCULATES = Pattern.compile("[(\\[{]|[a-z0-9_] [-+*/<>] ");

    /** Those that are to be asked: where comparisons would drop values, they answer 0 or 1. */
    static List<Expression> everywhere() {
        List<Expression> all = new ArrayList<>(dashboard());
        Alert.all().forEach(alert -> all.add(new Expression("alert " + alert.name(), answering(alert.expression()))));
        all.addAll(documents());
        return all;
    }

    /**
     * With every comparison answering 0 or 1 instead of dropping what it is not true for, so that there is a value if, and only if,
     * all that the expression reads is there: of two alternatives both, and what asks for absence is turned round.
     */
    static String answering(String expression) {
        return expression
                .replaceAll("(?<![=!<>~{,\"])(==|!=|>=|<=|>|<)(?![=~\"]) ", "$1 bool ")
                .replaceAll("(?m)^( *)or$", "$1and on ()")
                .replace("unless", "and")
                .replace("absent(", "group(");
    }

    /** Those of the file, with the variables as Grafana fills them in when all is chosen. */
    static List<Expression> dashboard() {
        List<Expression> found = new ArrayList<>();
        JsonNode dashboard =
                JsonMapper.shared().readTree(Repository.read(Repository.MONITORING.resolve("redport-dashboard.json")));
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                String text = target.path("expr")
                        .stringValue()
                        .replace("$__rate_interval", "1m")
                        .replaceAll("\\$(job|client|operation)\\b", ".*");
                found.add(new Expression("panel " + panel.path("title").stringValue(), text));
            }
        }
        return found;
    }

    /** Blocks marked promql, one expression each paragraph, and code between words that calculates with metrics. */
    static List<Expression> documents() {
        List<Expression> found = new ArrayList<>();
        for (Path file : Repository.documents()) {
            String place = Repository.ROOT.relativize(file).toString();
            String text = Repository.read(file);
            BLOCK.matcher(text)
                    .results()
                    .flatMap(block -> Stream.of(block.group(1).split("\n\\s*\n", -1)))
                    .forEach(each -> found.add(new Expression(place, answering(each.strip()))));
            spans(text)
                    .filter(span -> METRIC.matcher(span).find())
                    .filter(span -> CALCULATES.matcher(span).find())
                    .forEach(span -> found.add(new Expression(place, answering(span))));
        }
        return found;
    }

    /** The names between back-quotes, such as those of a table of metrics. */
    static Set<String> documentedMetrics() {
        Set<String> names = new TreeSet<>();
        for (Path file : Repository.documents()) {
            spans(Repository.read(file))
                    .filter(span -> METRIC.matcher(span).matches())
                    .forEach(names::add);
        }
        return names;
    }

    /** With a metric's tags left out where they are only listed, as in {@code name{tag,tag}}. */
    private static Stream<String> spans(String markdown) {
        return SPAN.matcher(ANY_BLOCK.matcher(markdown).replaceAll(""))
                .results()
                .map(span -> span.group(1).replaceFirst("\\{[a-z_, ]+}$", ""));
    }

    Set<String> metrics() {
        Set<String> names = new TreeSet<>();
        METRIC.matcher(text.replaceAll("\"[^\"]*\"", "")).results().forEach(found -> names.add(found.group()));
        return names;
    }

    Set<String> groupedBy() {
        Set<String> labels = new TreeSet<>();
        GROUPS.matcher(text)
                .results()
                .forEach(by -> labels.addAll(List.of(by.group(1).split(", *", -1))));
        return labels;
    }
}
