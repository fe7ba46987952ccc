package dev.redport.architecture.bad.driver;

import java.security.SecureRandom;

final class MakesSecrets {
    final SecureRandom random = new SecureRandom();
}
