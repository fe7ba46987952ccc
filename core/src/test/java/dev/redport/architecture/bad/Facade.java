package dev.redport.architecture.bad;

public final class Facade {}
