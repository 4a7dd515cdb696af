/*
 * The browser tests' own addresses: ports that nobody has, so that two runs on one machine do not meet.
 * e2e/global-setup.ts chooses them before any worker starts, and hands them on in the environment.
 */

/** Where browsers go: the web app. */
export const webPort = portOf('VIGIE_E2E_WEB_PORT')
/** Where the web app goes: a proxy that can lose the line. */
export const proxyPort = portOf('VIGIE_E2E_PROXY_PORT')
/** Where the proxy goes: the event server. Doors are knocked on here, whatever the line does. */
export const eventServerPort = portOf('VIGIE_E2E_EVENT_SERVER_PORT')

export const webUrl = `http://127.0.0.1:${webPort}`
export const eventServerUrl = `http://127.0.0.1:${eventServerPort}`

function portOf(name: string): number {
  return Number(process.env[name])
}
