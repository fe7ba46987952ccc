package dev.redport.architecture.bad.driver;

final class Prints {
    void hello() {
        System.out.println("hello");
    }
}
