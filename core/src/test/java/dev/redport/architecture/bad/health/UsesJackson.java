package dev.redport.architecture.bad.health;

interface UsesJackson {
    tools.jackson.databind.json.JsonMapper mapper();
}
