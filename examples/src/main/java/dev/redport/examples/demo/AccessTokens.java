package dev.redport.examples.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.redport.token.Refreshed;
import dev.redport.token.SessionId;
import dev.redport.token.Stamp;
import dev.redport.token.Subject;
import dev.redport.token.TokenRef;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Access tokens: JWTs (RFC 9068) that Nimbus signs and verifies. What they carry for the token store: {@code jti}, {@code sub},
 * {@code exp}, {@code sid}, and the stamp in a claim of our own. The key is made at each start: who holds an older token refreshes it.
 */
final class AccessTokens {
    /** Shorter than {@link LoginSpec#LONGEST_ACCESS}, so that the clocks of this process and of Redis may differ. */
    static final Duration LIFE = Duration.ofMinutes(3);

    private static final String ISSUER = "redport-demo";
    private static final String STAMP = "stamp";
    private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
    private static final Set<String> REQUIRED = Set.of("jti", "sub", "iat", "exp", "sid", STAMP);

    private final byte[] key = new byte[32];
    private final DefaultJWTProcessor<SecurityContext> verifier = new DefaultJWTProcessor<>();

    AccessTokens() {
        new SecureRandom().nextBytes(key);
        DefaultJWTClaimsVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<>(
                ISSUER, new JWTClaimsSet.Builder().issuer(ISSUER).build(), REQUIRED);
        claims.setMaxClockSkew(0); // a minute unless set; the TokenSpec's clockSkew must be as much
        verifier.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(TYPE));
        verifier.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.HS256, new ImmutableSecret<>(key)));
        verifier.setJWTClaimsSetVerifier(claims);
    }

    /** What a valid token says. */
    record Verified(Subject subject, SessionId session, Instant expires, TokenRef ref) {}

    /** A token to go with a refresh token that was just issued. */
    String issue(Refreshed with) {
        Instant now = Instant.now();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .jwtID(UUID.randomUUID().toString())
                .issuer(ISSUER)
                .audience(ISSUER)
                .subject(with.subject().id())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFE)))
                .claim("sid", with.session().orElseThrow().text())
                .claim(STAMP, with.stamp().millis())
                .build();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).type(TYPE).build(), claims);
        try {
            token.sign(new MACSigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    /** What a token says, if its signature, type, issuer and expiry are right; whether it was revoked is another question. */
    Optional<Verified> verify(String token) {
        try {
            JWTClaimsSet claims = verifier.process(token, null);
            Subject subject = Subject.of(claims.getSubject());
            SessionId session = SessionId.of(claims.getStringClaim("sid"));
            Instant expires = claims.getExpirationTime().toInstant();
            Stamp stamp = new Stamp(claims.getLongClaim(STAMP));
            TokenRef ref =
                    TokenRef.of(claims.getJWTID(), subject, stamp, expires).session(session);
            return Optional.of(new Verified(subject, session, expires, ref));
        } catch (ParseException | BadJOSEException | JOSEException e) {
            return Optional.empty();
        }
    }
}
