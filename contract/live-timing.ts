/*
 * The numbers of the live protocol that both sides keep. Apart from live.ts so that a browser gets them without zod.
 */

/** The server's clock is sent this often. */
export const clockIntervalMs = 1000
/** Silence of the server's clock longer than this means that a screen can no longer be trusted. */
export const silenceLimitMs = 5000
/** Where the socket is, without a trailing slash. */
export const livePath = '/live'

/** Why the handshake of a socket is refused to whoever is not signed in; every other refusal is worth another try. */
export const signInRequired = 'sign-in-required'
