package dev.redport.examples.architecture.bad.unheardof;

final class Stranger {}
