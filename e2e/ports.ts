/*
 * The browser tests' own addresses: ports that nobody has, so that two runs on one machine do not meet, and a set of them
 * for each worker. e2e/global-setup.ts chooses them before any worker starts, and hands them on in the environment.
 */

const portsOfWorkers = process.env.VIGIE_E2E_PORTS?.split(' ') ?? []
const workerIndex = Number(process.env.TEST_PARALLEL_INDEX ?? 0)
const [web = 0, proxy = 0, eventServer = 0, push = 0] = portsOfWorkers.slice(workerIndex * 4).map(Number)

/** Where browsers go: the web app. */
export const webPort = web
/** Where the web app goes: a proxy that can lose the line. */
export const proxyPort = proxy
/** Where the proxy goes: the event server. Doors are knocked on here, whatever the line does. */
export const eventServerPort = eventServer
/** Where a test's push service listens, which the event server may speak to. */
export const pushPort = push

export const webUrl = `http://127.0.0.1:${webPort}`
export const eventServerUrl = `http://127.0.0.1:${eventServerPort}`
