package dev.redport.architecture.bad.cache;

public class OpenException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
