package dev.redport.architecture.bad.driver;

final class Remembers {
    static int calls;

    private Remembers() {}
}
