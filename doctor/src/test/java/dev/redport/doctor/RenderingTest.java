package dev.redport.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class RenderingTest {
    private static final Report REPORT = new Report(
            List.of(
                    new Finding(
                            "a-check", "All is well", Status.PASS, "it \"is\" <fine> & \\ good\u0001", "", "Security"),
                    new Finding("b-check", "Nobody gets in", Status.FAIL, "somebody did", "lock it", "Security"),
                    new Finding("c-check", "It is known", Status.SKIP, "NOPERM", "grant it", "Security"),
                    new Finding("d-check", "It is fast", Status.WARN, "slow", "be faster", "Security")),
            Instant.EPOCH,
            Duration.ofMillis(1234));

    @Test
    void textTellsFaultsFirstWithTheirRemedies() {
        String text = REPORT.toText();
        assertTrue(text.startsWith("FAIL  b-check: somebody did"), text);
        assertTrue(text.contains("-> lock it"), text);
        assertTrue(text.contains("1 failed, 1 warning, 1 passed, 1 skipped in 1.2 s"), text);
    }

    @Test
    void jsonIsEscaped() {
        String json = REPORT.toJson();
        assertTrue(json.contains("\"seen\": \"it \\\"is\\\" <fine> & \\\\ good?\""), json);
        assertTrue(json.startsWith("{\n  \"status\": \"FAIL\""), json);
        assertTrue(json.contains("\"FAIL\": 1"), json);
    }

    @Test
    void junitIsXmlThatCountsFailures() throws Exception {
        Document xml = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(REPORT.toJUnit())));
        assertEquals("4", xml.getDocumentElement().getAttribute("tests"));
        assertEquals("1", xml.getDocumentElement().getAttribute("failures"));
        assertEquals("1", xml.getDocumentElement().getAttribute("skipped"));
        assertEquals(1, xml.getElementsByTagName("failure").getLength());
        assertEquals(1, xml.getElementsByTagName("skipped").getLength());
    }

    @Test
    void theExitStatusIsThatOfTheWorst() {
        assertEquals(2, REPORT.exitStatus(false));
        Report warned = new Report(REPORT.findings().subList(3, 4), Instant.EPOCH, Duration.ZERO);
        assertEquals(0, warned.exitStatus(false));
        assertEquals(1, warned.exitStatus(true));
        assertEquals(0, new Report(REPORT.findings().subList(2, 3), Instant.EPOCH, Duration.ZERO).exitStatus(true));
    }
}
