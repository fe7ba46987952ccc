package dev.redport.architecture.bad.strange;

final class Elsewhere {}
