import { commandEnvironment } from '../scripts/run-command.ts'
import { eventServerPort, eventServerUrl, pushPort, webUrl } from './ports.ts'
import type { EventServerHost } from './event-server-host.ts'
import type { Program } from './program.ts'
import { vigieSecret } from './operator.ts'
import { startProgram } from './program.ts'

/** One installation's event server, in a process that may die and come back. */
export interface EventServer {
  readonly pid: number
  /** Stops where it is (SIGSTOP), sockets open. */
  freeze(): void
  thaw(): void
  /** kill -9 */
  kill(): Promise<void>
  /** Starts it again on the same database and port. */
  restart(): Promise<void>
  stop(): Promise<void>
  /** What it has written in all its lives. */
  output(): string
}

const pushHost = `127.0.0.1:${pushPort}`
/** Named, so that its calendars may be read; and nobody listens there. */
export const emptyFeedHost = '127.0.0.1:9'

/** As an operator starts it, which is how it comes back when it was killed. */
function startProcess(databaseUrl: string): Promise<Program> {
  return startProgram({
    name: 'event server',
    command: [process.execPath, 'server/main.ts'],
    env: commandEnvironment({
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      VIGIE_PORT: String(eventServerPort),
      VIGIE_URL: webUrl,
      VIGIE_SECRET: vigieSecret,
      VIGIE_PUSH_HOSTS: pushHost,
      VIGIE_FEED_HOSTS: emptyFeedHost,
      LOG_LEVEL: 'warn',
    }),
    readyUrl: `${eventServerUrl}/readyz`,
  })
}

export async function startEventServer(databaseUrl: string, host: EventServerHost): Promise<EventServer> {
  let running = await host.start({
    databaseUrl,
    port: eventServerPort,
    publicUrl: webUrl,
    vigieSecret,
    pushHosts: [pushHost],
    feedHosts: [emptyFeedHost],
  })
  let before = ''
  return {
    get pid() {
      return running.pid
    },
    freeze: () => running.freeze(),
    thaw: () => running.thaw(),
    kill: () => running.kill(),
    restart: async () => {
      await running.kill()
      before += running.output()
      running = await startProcess(databaseUrl)
    },
    stop: () => running.stop(),
    output: () => before + running.output(),
  }
}
