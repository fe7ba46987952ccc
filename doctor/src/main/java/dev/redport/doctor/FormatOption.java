package dev.redport.doctor;

import picocli.CommandLine.Option;

/** How a subcommand prints what it has to say. */
final class FormatOption {
    enum Format {
        text,
        json
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
            defaultValue = "text")
    private Format format = Format.text;

    boolean isJson() {
        return format == Format.json;
    }
}
