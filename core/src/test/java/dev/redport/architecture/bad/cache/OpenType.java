package dev.redport.architecture.bad.cache;

public class OpenType {}
