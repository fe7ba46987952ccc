package dev.redport.driver;

import static java.util.Objects.requireNonNull;

import dev.redport.config.Endpoint;
import java.util.List;

/**
 * What one master said.
 *
 * @param master where it is
 * @param reply its reply, or why there is none
 * @since 0.1.0
 */
public record MasterReply(Endpoint master, Reply reply) {
    /** Checks the parts. */
    public MasterReply {
        requireNonNull(master, "master");
        requireNonNull(reply, "reply");
    }

    static List<Reply> replies(List<MasterReply> all) {
        return all.stream().map(MasterReply::reply).toList();
    }
}
