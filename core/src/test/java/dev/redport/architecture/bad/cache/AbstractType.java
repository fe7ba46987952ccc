package dev.redport.architecture.bad.cache;

public abstract class AbstractType {}
