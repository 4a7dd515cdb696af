import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import { test as base, expect } from '@playwright/test'
import type { FaultProxy } from '../server/testing/fault-proxy.ts'
import { faultProxy } from '../server/testing/fault-proxy.ts'
import type { DatabaseServer } from './database.ts'
import { startDatabaseServer } from './database.ts'
import type { EventServer } from './event-server.ts'
import { startEventServer } from './event-server.ts'
import { EventServerHost } from './event-server-host.ts'
import { hydrated } from './hydrated.ts'
import type { Program } from './program.ts'
import { operatorCookie } from './operator.ts'
import { eventServerUrl, proxyPort, webUrl } from './ports.ts'
import { Troubles } from './troubles.ts'
import { startWebApp } from './web-app.ts'

/** What lives as long as the worker: a database server, the event servers' process, the web app in production mode, and the line between them. */
interface House {
  databases: DatabaseServer
  host: EventServerHost
  network: FaultProxy
  web: Program
}

/** A real installation, empty when a test starts: fresh database, event server, web app, and a line that can be cut. */
export interface Vigie {
  server: EventServer
  /** Between the web app, with all its browsers, and the event server. */
  network: FaultProxy
  databaseUrl: string
}

interface TestOptions {
  /** Of every window's browser; null = nobody is signed in there. */
  signedIn: typeof operatorCookie | null
}

interface WorkerFixtures {
  house: House
}

interface TestFixtures {
  vigie: Vigie
  /** What went wrong in browsers; a test ends red unless it said that it expects it. */
  troubles: Troubles
  /** Two windows of two people. */
  wallA: Page
  wallB: Page
}

export const test = base.extend<TestFixtures & TestOptions, WorkerFixtures>({
  signedIn: [operatorCookie, { option: true }],

  storageState: async ({ signedIn }, use) => {
    await use({ cookies: signedIn === null ? [] : [asStored(signedIn)], origins: [] })
  },

  baseURL: async ({}, use) => {
    await use(webUrl)
  },

  house: [
    async ({}, use, { parallelIndex }) => {
      // Whatever fails half-way, what has started is stopped.
      await using started = new AsyncDisposableStack()
      const databases = await startDatabaseServer()
      started.defer(() => databases.stop())
      const host = new EventServerHost()
      started.defer(() => host.end())
      const network = started.use(await faultProxy(eventServerUrl, { port: proxyPort }))
      const web = await startWebApp(parallelIndex)
      started.defer(() => web.stop())
      await use({ databases, host, network, web })
    },
    { scope: 'worker', timeout: 300_000 },
  ],

  vigie: async ({ house: { databases, host, network, web } }, use, info) => {
    const webOutputBefore = web.output().length
    const databaseUrl = await databases.createDatabase()
    const server = await startEventServer(databaseUrl, host)
    await use({ server, network, databaseUrl })
    await info.attach('event server', { body: server.output() })
    await info.attach('web app', { body: web.output().slice(webOutputBefore) })
    network.restore()
    await server.stop()
  },

  troubles: [
    async ({}, use) => {
      const troubles = new Troubles()
      await use(troubles)
      expect(troubles.unexpected()).toEqual([])
    },
    { auto: true },
  ],

  // Windows close before the server they look at: one that outlived it would report the loss.
  page: async ({ page, troubles, vigie: _ }, use) => {
    troubles.watch(page)
    await use(hydrated(page))
    await page.close()
  },

  wallA: async ({ browser, contextOptions, troubles, vigie: _ }, use) => {
    await withWindow({ browser, contextOptions, troubles }, use)
  },

  wallB: async ({ browser, contextOptions, troubles, vigie: _ }, use) => {
    await withWindow({ browser, contextOptions, troubles }, use)
  },
})

export { expect }

function asStored({ url, ...cookie }: typeof operatorCookie) {
  return { ...cookie, domain: new URL(url).hostname, path: '/', expires: -1, secure: false }
}

interface WindowOptions {
  browser: Browser
  contextOptions: BrowserContextOptions
  troubles: Troubles
}

async function withWindow({ browser, contextOptions, troubles }: WindowOptions, use: (page: Page) => Promise<void>) {
  const context = await browser.newContext(contextOptions)
  const page = await context.newPage()
  troubles.watch(page)
  await use(hydrated(page))
  await context.close()
}
