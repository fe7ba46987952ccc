package dev.redport.examples.demo;

import java.util.List;

/** The part of the tour that is about tokens. */
final class LoginTour {
    static final List<Step> STEPS = List.of(
            login("laptop")
                    .keeping("LAPTOP")
                    .shows("Ada logs in: an access token (JWT) for 3 minutes, a refresh token, the id of her session."),
            login("phone").keeping("PHONE").shows("Once more, on her phone."),
            Step.post("/login", "{\"user\":\"ada\",\"password\":\"babbage\"}", 401, "unauthorized")
                    .shows("401. Nobody is told what was wrong: here or below."),
            get("/devices", "PHONE", 200, "\"name\":\"laptop\"")
                    .shows("Her devices. Redis has name, address and user agent sealed."),
            get("/me", "LAPTOP", 200, "\"user\":\"ada\"")
                    .header("X-Redis-Calls", "1")
                    .shows("Signature and expiry are verified here; one trip to Redis tells that nothing is revoked."),
            refresh("LAPTOP", 200, "refresh_token")
                    .keeping("LAPTOP2")
                    .shows("The refresh token is exchanged for the next one, and a new access token comes with it."),
            refresh("LAPTOP", 200, "${LAPTOP2.refresh_token}")
                    .shows("Once more with the first, as a second tab does: within 30 s the same next one."),
            refresh("LAPTOP2", 200, "refresh_token").keeping("LAPTOP3").shows("And on, to the third."),
            refresh("LAPTOP", 401, "unauthorized")
                    .shows("The first again: now only a thief has a use for it. 401, and a warning in the log."),
            refresh("LAPTOP3", 401, "unauthorized").shows("All refresh tokens of that login are dead, thief's or not,"),
            get("/me", "LAPTOP3", 401, "unauthorized").shows("and so is its session, and the newest access token."),
            get("/me", "PHONE", 200, "\"user\":\"ada\"").shows("The phone is another session, and goes on."),
            post("/logout-everywhere", "PHONE", 200, "\"sessions\":")
                    .shows("Logout everywhere: sessions, refresh tokens and access tokens at one blow."),
            get("/me", "PHONE", 401, "unauthorized").shows("401 for a JWT that is intact and has not expired."),
            refresh("PHONE", 401, "unauthorized").shows("401 for its refresh token."),
            login("phone").keeping("AGAIN").shows("What is issued afterwards, be it a millisecond, is good."),
            get("/me", "AGAIN", 200, "\"user\":\"ada\"").shows("200."),
            post("/logout", "AGAIN", 200, "\"sessions\":1").shows("Logout of this device alone."),
            get("/me", "AGAIN", 401, "unauthorized").shows("401. No list of JWTs was needed: it names its session."));

    private LoginTour() {}

    /** What to try while Redis is away, before and during the outage. */
    static Step loginBefore() {
        return login("tablet").keeping("TABLET");
    }

    static Step meDuring() {
        return get("/me", "TABLET", 503, "timeout");
    }

    private static Step login(String device) {
        String body = "{\"user\":\"ada\",\"password\":\"lovelace\",\"device\":\"" + device + "\"}";
        return Step.post("/login", body, 200, "access_token");
    }

    private static Step refresh(String with, int status, String part) {
        return Step.post("/refresh", "{\"refresh_token\":\"${" + with + ".refresh_token}\"}", status, part);
    }

    private static Step get(String path, String as, int status, String part) {
        return bearing(Step.get(path, status, "", part), as);
    }

    private static Step post(String path, String as, int status, String part) {
        return bearing(Step.post(path, "", status, part), as);
    }

    private static Step bearing(Step step, String as) {
        return step.sending("Authorization", "Bearer ${" + as + ".access_token}");
    }
}
