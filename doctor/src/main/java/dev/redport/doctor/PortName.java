package dev.redport.doctor;

import dev.redport.driver.Need;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A port by its name. */
final class PortName implements ITypeConverter<Need> {
    @Override
    public Need convert(String text) {
        return DoctorOptions.PORTS.stream()
                .filter(port -> name(port).equals(text.strip()))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(text + " (expected: "
                        + DoctorOptions.PORTS.stream().map(PortName::name).collect(Collectors.joining(", ")) + ")"));
    }

    private static String name(Need port) {
        return port.text().replace(' ', '-');
    }
}
