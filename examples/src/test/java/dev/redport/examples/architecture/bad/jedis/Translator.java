package dev.redport.examples.architecture.bad.jedis;

public final class Translator {}
