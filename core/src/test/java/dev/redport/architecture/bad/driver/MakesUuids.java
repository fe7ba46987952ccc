package dev.redport.architecture.bad.driver;

import java.util.UUID;

final class MakesUuids {
    String make() {
        return UUID.randomUUID().toString();
    }
}
