package dev.redport.architecture.bad.health;

public final class State {}
