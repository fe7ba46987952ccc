package dev.redport.doctor;

import dev.redport.config.Explanation;
import dev.redport.config.Explanation.Origin;
import dev.redport.config.Explanation.Setting;
import dev.redport.config.Problem;
import dev.redport.config.RedisConfig;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the configuration that a service with this environment has. */
@Command(
        name = "env",
        usageHelpWidth = 100,
        sortOptions = false,
        exitCodeOnInvalidInput = Main.COULD_NOT_RUN,
        description = {
            "Prints the configuration a service with this environment has, and where it came from.",
            "Passwords are never shown. Nothing is sent to a server; the files that the variables name are read.",
            "What is wrong comes last, and the exit status is then 2."
        },
        footer = {
            "",
            "Where a value came from:",
            "  default              nothing was set",
            "  environment          the variable of that name",
            "  REDIS_URL            a part of it; of a wrong one nobody knows the parts",
            "  another name         that variable: the file it names, or its value, because this one is not set",
            "",
            "Example:",
            "  REDIS_URL=redis://localhost:6379/1 ./redport doctor env"
        })
final class EnvCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private FormatOption format = new FormatOption();

    @Mixin
    HelpOption help = new HelpOption();

    EnvCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Explanation explanation = RedisConfig.explain(environment);
        List<Problem> problems = Mistakes.of(environment);
        PrintWriter out = spec.commandLine().getOut();
        if (format.isJson()) {
            out.println(json(explanation, problems));
        } else {
            print(explanation, problems, out);
        }
        return problems.isEmpty() ? Main.OK : Main.WRONG;
    }

    private static String from(Setting setting, List<Problem> problems) {
        if (isHidden(setting, problems)) {
            return "REDIS_URL, which is wrong";
        }
        return switch (setting.origin()) {
            case DEFAULT, ENVIRONMENT -> setting.origin().name().toLowerCase(Locale.ROOT);
            case URL, FILE, OTHER -> setting.source().name();
        };
    }

    /** A URL that cannot be read may give it. */
    private static boolean isHidden(Setting setting, List<Problem> problems) {
        return setting.origin() == Origin.DEFAULT
                && Mistakes.urlIsWrong(problems)
                && Mistakes.urlCouldGive(setting.variable().name());
    }

    private static String value(Setting setting, List<Problem> problems) {
        return isHidden(setting, problems) ? "" : setting.shown();
    }

    private static void print(Explanation explanation, List<Problem> problems, PrintWriter out) {
        out.printf("%-29s%-29s%s%n", "Variable", "From", "Value");
        for (Setting setting : explanation.settings()) {
            String value = value(setting, problems).isEmpty() ? "-" : value(setting, problems);
            String name = setting.variable().name();
            boolean wrong =
                    problems.stream().anyMatch(problem -> problem.variable().equals(name));
            out.println(String.format(
                            "%-29s%-29s%s",
                            name, wrong ? "WRONG, see below" : from(setting, problems), wrong ? "" : value)
                    .stripTrailing());
        }
        if (!explanation.warnings().isEmpty()) {
            out.printf("%nUnknown:%n");
            explanation.warnings().forEach(warning -> out.println(Wrapped.item(warning)));
        }
        if (problems.isEmpty()) {
            out.printf("%nThis configuration can be used.%n");
        } else {
            out.printf("%nThis configuration cannot be used:%n");
            problems.forEach(problem -> out.println(Wrapped.item(problem.toString())));
        }
    }

    private static String json(Explanation explanation, List<Problem> problems) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("usable", problems.isEmpty());
        all.put(
                "settings",
                explanation.settings().stream()
                        .map(each -> member(each, problems))
                        .toList());
        all.put("unknown", explanation.warnings());
        all.put("problems", problems.stream().map(Problem::toString).toList());
        return Json.of(all);
    }

    private static Map<String, Object> member(Setting setting, List<Problem> problems) {
        Map<String, Object> member = new LinkedHashMap<>();
        member.put("variable", setting.variable().name());
        member.put("value", value(setting, problems));
        member.put("from", from(setting, problems));
        return member;
    }
}
