package dev.redport.config;

import java.util.function.Supplier;

/** Credentials whose password is in a file, so that it can be replaced while the service runs. */
record PasswordFile(String username, SecretFile password) implements Supplier<Credentials> {
    @Override
    public Credentials get() {
        return new Credentials(username, password.get());
    }
}
