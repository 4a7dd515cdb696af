/*
 * The browser tests' own addresses. The web app's rewrites are fixed when it is built, so the proxy's port is fixed too;
 * the rest follows suit so that a message about a port in use means something.
 */

/** Where browsers go: the web app. */
export const webPort = 3410
/** Where the web app goes: a proxy that can lose the line. */
export const proxyPort = 4410
/** Where the proxy goes: the event server. Doors are knocked on here, whatever the line does. */
export const eventServerPort = 4411

export const webUrl = `http://127.0.0.1:${webPort}`
export const proxyUrl = `http://127.0.0.1:${proxyPort}`
export const eventServerUrl = `http://127.0.0.1:${eventServerPort}`
