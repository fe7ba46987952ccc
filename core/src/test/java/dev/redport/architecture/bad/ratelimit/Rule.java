package dev.redport.architecture.bad.ratelimit;

public final class Rule {}
