package dev.redport.config;

import static dev.redport.config.Variable.*;

/** Where somebody logs in, with the variables that say who. */
enum Login {
    /** The servers that hold the data. */
    DATA(REDIS_USERNAME, REDIS_PASSWORD, REDIS_PASSWORD_FILE),
    SENTINEL(REDIS_SENTINEL_USERNAME, REDIS_SENTINEL_PASSWORD, REDIS_SENTINEL_PASSWORD_FILE);

    private final Variable username;
    private final Variable password;
    private final Variable passwordFile;

    Login(Variable username, Variable password, Variable passwordFile) {
        this.username = username;
        this.password = password;
        this.passwordFile = passwordFile;
    }

    Variable username() {
        return username;
    }

    Variable password() {
        return password;
    }

    Variable passwordFile() {
        return passwordFile;
    }
}
