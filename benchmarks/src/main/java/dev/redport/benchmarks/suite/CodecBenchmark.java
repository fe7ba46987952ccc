package dev.redport.benchmarks.suite;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redport.cache.Codec;
import dev.redport.cache.Codecs;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.json.JsonMapper;

/** Values to bytes and back without a server; by Redport's codecs and by what they stand on. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    /**
     * What the JSON benchmarks hold.
     *
     * @param id a number
     * @param name a short text
     * @param text a text of the size that is asked for
     */
    public record Page(long id, String name, String text) {}

    /** Characters of the text. */
    @Param({"100", "1024", "10240"})
    public int valueSize;

    private final Codec<String> string = Codecs.string();
    private final Codec<Page> json = Codecs.json(Page.class);
    private final JsonMapper mapper = JsonMapper.builder().build();
    private String text = "";
    private byte[] textBytes = {};
    private Page page = new Page(0, "", "");
    private byte[] jsonBytes = {};

    /** Creates one; JMH does. */
    public CodecBenchmark() {}

    /** Makes the values. */
    @Setup
    public void prepare() {
        char[] letters = new char[valueSize];
        Arrays.fill(letters, 'x');
        text = new String(letters);
        textBytes = string.encode(text);
        page = new Page(4711, "front page", text);
        jsonBytes = json.encode(page);
    }

    /**
     * Text by the JDK.
     *
     * @return bytes
     */
    @Benchmark
    public byte[] encodeStringJdk() {
        return text.getBytes(UTF_8);
    }

    /**
     * Text by Redport.
     *
     * @return bytes
     */
    @Benchmark
    public byte[] encodeString() {
        return string.encode(text);
    }

    /**
     * Text by the JDK.
     *
     * @return text
     */
    @Benchmark
    public String decodeStringJdk() {
        return new String(textBytes, UTF_8);
    }

    /**
     * Text by Redport, which refuses bytes that are none.
     *
     * @return text
     */
    @Benchmark
    public String decodeString() {
        return string.decode(textBytes);
    }

    /**
     * JSON by Jackson.
     *
     * @return bytes
     */
    @Benchmark
    public byte[] encodeJsonJackson() {
        return mapper.writeValueAsBytes(page);
    }

    /**
     * JSON by Redport.
     *
     * @return bytes
     */
    @Benchmark
    public byte[] encodeJson() {
        return json.encode(page);
    }

    /**
     * JSON by Jackson.
     *
     * @return the value
     */
    @Benchmark
    public Page decodeJsonJackson() {
        return mapper.readValue(jsonBytes, Page.class);
    }

    /**
     * JSON by Redport.
     *
     * @return the value
     */
    @Benchmark
    public Page decodeJson() {
        return json.decode(jsonBytes);
    }
}
