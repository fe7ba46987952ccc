package dev.redport.token;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redport.driver.ErrorKind;
import dev.redport.driver.RedisRejectedException;
import dev.redport.driver.Reply;
import java.time.Instant;
import java.util.Arrays;

/** What a script answered: words, and perhaps a line feed and something sealed. */
record Answer(String[] words, byte[] sealed) {
    static Answer of(Reply reply) {
        byte[] bytes = reply.orThrow().bytes();
        if (bytes == null) {
            throw new RedisRejectedException(ErrorKind.SCRIPT, "A script of the token store gave no answer");
        }
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        String head = new String(bytes, 0, end, US_ASCII);
        return new Answer(
                head.split(" ", -1), Arrays.copyOfRange(bytes, Math.min(end + 1, bytes.length), bytes.length));
    }

    String outcome() {
        return words[0];
    }

    boolean is(String outcome) {
        return words[0].equals(outcome);
    }

    String word(int index) {
        return words[index];
    }

    long number(int index) {
        return Long.parseLong(words[index]);
    }

    Instant time(int index) {
        return Instant.ofEpochMilli(number(index));
    }
}
