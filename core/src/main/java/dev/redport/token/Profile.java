package dev.redport.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redport.driver.CodecException;
import dev.redport.driver.ErrorKind;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;

/** Who a session or family is for, and with which device: what is sealed in its record. */
record Profile(Subject subject, Device device) {
    byte[] encode() {
        List<byte[]> fields = List.of(
                subject.tenant().getBytes(UTF_8),
                subject.id().getBytes(UTF_8),
                device.name().getBytes(UTF_8),
                device.address().getBytes(UTF_8),
                device.userAgent().getBytes(UTF_8));
        int size = fields.stream().mapToInt(field -> 2 + field.length).sum();
        ByteBuffer buffer = ByteBuffer.allocate(size);
        fields.forEach(field -> buffer.putShort((short) field.length).put(field));
        return buffer.array();
    }

    static Profile decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            Subject subject = new Subject(field(buffer), field(buffer));
            return new Profile(subject, new Device(field(buffer), field(buffer), field(buffer)));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new CodecException(ErrorKind.CODEC, "A record of the token store has another form than expected");
        }
    }

    private static String field(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.getShort() & 0xFFFF];
        buffer.get(bytes);
        return new String(bytes, UTF_8);
    }
}
