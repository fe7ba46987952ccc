package dev.redport.architecture.bad.ratelimit;

interface UsesJackson {
    tools.jackson.databind.json.JsonMapper mapper();
}
