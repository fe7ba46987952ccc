/**
 * The token store port: JWT revocation, sessions, refresh tokens and one-time tokens.
 *
 * <p>A {@link dev.redport.token.TokenStore} is made from a {@link dev.redport.token.TokenSpec} and has four parts. All keys of
 * a {@link dev.redport.token.Subject} carry one hash tag, a keyed pseudonym of the subject, so each change is one script in
 * one slot. Three ideas decide the rest. The scored index is the truth: a session or family exists if and only if its
 * member's score is in the future, and everything else is payload. Revocation is a watermark: what bears a {@link
 * dev.redport.token.Stamp} at or below a cut-off is dead, whatever is stored. Refresh tokens are derived and authenticated:
 * Redis keeps the number of the generation, a token proves which one it is. Redis holds no token, subject, address or user
 * agent in the clear. When Redis fails, every method throws: nothing reads as "not revoked".
 */
@NullMarked
package dev.redport.token;

import org.jspecify.annotations.NullMarked;
