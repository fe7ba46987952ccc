package dev.redport.architecture.bad.driver;

final class Sleeps {
    void doze() throws InterruptedException {
        Thread.sleep(1);
    }
}
