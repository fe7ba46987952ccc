package dev.redport.config;

import static dev.redport.config.Variable.REDIS_MODE;
import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What a builder was told. Of calls that exclude one another the last counts. */
final class Told {
    private final Map<Variable, Object> values = new EnumMap<>(Variable.class);
    private final Map<Login, Supplier<Credentials>> suppliers = new EnumMap<>(Login.class);

    Map<Variable, Object> values() {
        return values;
    }

    /** Who logs in, if that was told by a supplier rather than by user and password. */
    Optional<Supplier<Credentials>> supplier(Login login) {
        return Optional.ofNullable(suppliers.get(login));
    }

    void put(Variable variable, Object value) {
        values.put(variable, requireNonNull(value, variable.name()));
    }

    void username(Login login, String username) {
        put(login.username(), username);
        suppliers.remove(login);
    }

    void password(Login login, String password) {
        put(login.password(), password);
        values.remove(login.passwordFile());
        suppliers.remove(login);
    }

    void passwordFile(Login login, Path file) {
        put(login.passwordFile(), file);
        values.remove(login.password());
        suppliers.remove(login);
    }

    /** Suppliers that are really values are kept as such, so that equal configurations stay equal. */
    void credentials(Login login, Supplier<Credentials> supplier) {
        if (requireNonNull(supplier, "supplier") instanceof Credentials fixed) {
            username(login, fixed.username());
            password(login, fixed.password().reveal());
        } else if (supplier instanceof PasswordFile file) {
            username(login, file.username());
            passwordFile(login, file.password().file());
        } else {
            suppliers.put(login, supplier);
        }
    }

    /** Switches to a mode and forgets what was told for the others. */
    void mode(Mode mode) {
        mode.foreign().forEach(values::remove);
        if (mode != Mode.SENTINEL) {
            suppliers.remove(Login.SENTINEL);
        }
        put(REDIS_MODE, mode.text());
    }

    /** No nodes leaves them to the environment. */
    void nodes(Variable variable, Endpoint... nodes) {
        values.remove(variable);
        if (nodes.length > 0) {
            put(variable, List.of(nodes));
        }
    }

    void url(Map<Variable, Object> parts) {
        Mode.find(String.valueOf(parts.get(REDIS_MODE))).ifPresent(this::mode);
        if (parts.containsKey(Login.DATA.password())) {
            values.remove(Login.DATA.passwordFile());
            suppliers.remove(Login.DATA);
        }
        values.putAll(parts);
    }
}
