package dev.redport.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds variables that look like ours but are not, most likely because of a slip. */
final class UnknownVariables {
    /** What Kubernetes sets for a service called redis or redis-something. */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "(REDIS(?:_\\w+?)??)_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP)(_(ADDR|PORT|PROTO))?)?)");

    private static final Set<String> KNOWN =
            Arrays.stream(Variable.values()).map(Variable::name).collect(Collectors.toUnmodifiableSet());

    private UnknownVariables() {}

    static List<String> in(Collection<String> names) {
        return names.stream()
                .filter(name -> name.startsWith("REDIS_"))
                .filter(name -> !KNOWN.contains(name))
                .filter(name -> !isServiceLink(name, names))
                .sorted()
                .map(name -> printable(name) + ": unknown variable, not used (nearest: " + nearest(name) + ")")
                .toList();
    }

    private static boolean isServiceLink(String name, Collection<String> names) {
        Matcher link = SERVICE_LINK.matcher(name);
        return link.matches() && names.contains(link.group(1) + "_SERVICE_HOST");
    }

    private static String printable(String name) {
        return name.replaceAll("[^!-~]", "?");
    }

    private static String nearest(String name) {
        return Arrays.stream(Variable.values())
                .map(Variable::name)
                .min(Comparator.comparingInt(known -> distance(name, known)))
                .orElseThrow();
    }

    /** Levenshtein's edit distance, row by row. */
    static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        Arrays.setAll(previous, column -> column);
        for (int row = 1; row <= left.length(); row++) {
            int[] current = new int[right.length() + 1];
            current[0] = row;
            for (int column = 1; column <= right.length(); column++) {
                int changed = left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1;
                current[column] =
                        Math.min(previous[column - 1] + changed, Math.min(previous[column], current[column - 1]) + 1);
            }
            previous = current;
        }
        return previous[right.length()];
    }
}
