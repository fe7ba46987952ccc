/**
 * The same tasks as {@code ./redport bench} runs, as JMH benchmarks, for whoever wants JMH's statistics and profilers. After
 * {@code mvn -q package -Pbench -DskipTests -pl benchmarks -am}:
 *
 * <pre>{@code
 * CP="benchmarks/target/classes:$(cat benchmarks/target/classpath)"
 * java -cp "$CP" org.openjdk.jmh.Main CacheBenchmark -p driver=jedis -p who=raw,redport,spring,jetcache -t 32 -prof gc
 * java -cp "$CP" org.openjdk.jmh.Main MultiGetBenchmark -p driver=lettuce -p latencyMillis=0,0.5,2
 * java -cp "$CP" org.openjdk.jmh.Main LimiterBenchmark -p who=redport,bucket4j,batching,own -bm sample
 * java -cp "$CP" org.openjdk.jmh.Main 'TokenBenchmark|CodecBenchmark' -f 1
 * }</pre>
 *
 * <p>{@code -p setup=plain,tls,cluster} chooses the server, {@code -t} the number of threads,
 * {@code -jvmArgsAppend -Djmh.executor=VIRTUAL_TPE} virtual ones, {@code -prof gc} adds the allocation of the whole process and
 * {@code -prof stack} or {@code -prof jfr} a profile. {@code who} is {@code raw}, {@code redport}
 * or one of the peers that {@link dev.redport.benchmarks.suite.Stage} knows.
 */
@NullMarked
package dev.redport.benchmarks.suite;

import org.jspecify.annotations.NullMarked;
