package dev.redport.doctor;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Errors on one line or two, instead of the whole help or a stack. */
final class BriefErrors {
    private BriefErrors() {}

    static CommandLine on(CommandLine line) {
        return line.setParameterExceptionHandler((wrong, arguments) -> brief(wrong))
                .setExecutionExceptionHandler((failed, command, parsed) -> {
                    command.getErr().println(Wrapped.text(message(failed)));
                    return Main.COULD_NOT_RUN;
                });
    }

    private static int brief(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        command.getErr().println(Wrapped.text(Main.withoutPasswords(String.valueOf(wrong.getMessage()))));
        UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
        command.getErr()
                .println("./redport " + command.getCommandSpec().qualifiedName() + " --help tells what can be given.");
        return Main.COULD_NOT_RUN;
    }

    /** With the class of what nobody expected, because its message may be empty. */
    private static String message(Exception failed) {
        return failed instanceof CouldNotRunException
                ? String.valueOf(failed.getMessage())
                : failed.getClass().getSimpleName() + ": " + failed.getMessage();
    }
}
