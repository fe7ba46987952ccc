package dev.redport.architecture.bad.cache;

public final class Stored {}
