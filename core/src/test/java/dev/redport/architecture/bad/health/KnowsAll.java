package dev.redport.architecture.bad.health;

final class KnowsAll {
    final dev.redport.architecture.bad.Facade facade = new dev.redport.architecture.bad.Facade();
}
