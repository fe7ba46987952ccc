package dev.redport.architecture.bad.driver;

import java.util.concurrent.ThreadLocalRandom;

final class RollsDice {
    int roll() {
        return ThreadLocalRandom.current().nextInt(6);
    }
}
