package dev.redport.doctor;

import picocli.CommandLine.Option;

/** What every subcommand understands. */
final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    boolean help;
}
