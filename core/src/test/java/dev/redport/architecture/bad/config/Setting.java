package dev.redport.architecture.bad.config;

public final class Setting {}
