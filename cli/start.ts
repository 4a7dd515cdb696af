import { join } from 'node:path'
import { Command } from 'commander'
import { readEnv } from '#server/env.ts'
import type { BringUp, Ground } from './bring-up.ts'
import { bringUpProgram, endWithParent, eventServerProgram, ignoreOffers, prepareGround } from './bring-up.ts'
import { isLoopback } from './addresses.ts'
import { demoProgram, prepareDemo } from './demo.ts'
import { hostOption } from './host-option.ts'
import { canAnybodySignIn, issueWelcomeUrl } from './welcome.ts'
import { Output } from './output.ts'
import { runUntilStopped } from './run.ts'
import { ensureWebBuild, nextProgram, webEnvironment } from './web-build.ts'

interface StartOptions {
  host?: string
  web: boolean
  json: boolean
}

export function startCommand(): Command {
  return withOptions(new Command('start'), 'run Vigie: PostgreSQL, event server and web app').action(
    (options: StartOptions) => run('start', options),
  )
}

export function demoCommand(): Command {
  return withOptions(
    new Command('demo'),
    'run Vigie with a demonstration company that sends events and has an ERP',
  ).action((options: StartOptions) => run('demo', options))
}

function withOptions(command: Command, description: string): Command {
  return command
    .description(description)
    .addOption(hostOption())
    .option('--no-web', 'run the event server only, without the web app')
    .option('--json', 'print one JSON object when everything runs, and nothing else', false)
}

async function run(command: 'start' | 'demo', options: StartOptions): Promise<never> {
  const output = new Output(options)
  return runUntilStopped(output, async (stop, stack) => {
    const env = readEnv()
    const host = options.host ?? env.VIGIE_HOST
    const up: BringUp = { env, host, command, withWeb: options.web, output, stop, stack }
    const ground = await prepareGround(up)
    const demo = command === 'demo' ? await stop.unlessStopped(prepareDemo(ground)) : undefined
    const logPath = join(ground.logDirectory, 'event-server.log')
    await bringUpProgram(up, { ...eventServerProgram(up, ground), logPath })
    if (options.web) await bringUpWeb(up, ground)
    if (demo !== undefined) await bringUpProgram(up, demoProgram(ground, demo))
    stop.signal.throwIfAborted()
    await announce(up, ground)
  })
}

async function bringUpWeb(up: BringUp, { addresses, logDirectory }: Ground): Promise<void> {
  const apiUrl = addresses.eventServerUrl
  await ensureWebBuild({
    apiUrl,
    logPath: join(logDirectory, 'web-build.log'),
    signal: up.stop.signal,
    onProgress: (line) => up.output.progress(line),
  })
  await bringUpProgram(up, {
    name: 'web app',
    args: [endWithParent, ignoreOffers, nextProgram, 'start', '--hostname', up.host, '--port', String(up.env.PORT)],
    env: webEnvironment(apiUrl),
    logPath: join(logDirectory, 'web.log'),
    readyUrl: addresses.url,
  })
}

async function announce({ env, host, command, withWeb, output }: BringUp, ground: Ground): Promise<void> {
  const { url, eventServerUrl, publicUrl } = ground.addresses
  await ground.lock.publish(withWeb ? { url, eventServerUrl } : { eventServerUrl })
  // A page that nobody serves cannot be opened.
  const hasPages = withWeb || env.VIGIE_URL !== undefined
  const isDemo = command === 'demo'
  const welcomeUrl = isDemo || !hasPages ? null : await issueWelcomeUrl(ground)
  const lacksWelcome = !isDemo && !hasPages && !(await canAnybodySignIn(ground))
  const object = {
    url: withWeb ? url : null,
    eventServerUrl,
    publicUrl: publicUrl ?? null,
    dataDirectory: env.VIGIE_DATA_DIR,
    demo: isDemo,
    pid: process.pid,
    welcomeUrl,
  }
  const shown = { command, withWeb, url: withWeb ? url : eventServerUrl, publicUrl, host, welcomeUrl, lacksWelcome }
  output.result(object, ['', ...describeStarted(shown), ''])
}

interface Description {
  command: BringUp['command']
  withWeb: boolean
  /** Of the web app, or without one of the event server. */
  url: string
  publicUrl: string | undefined
  host: string
  /** What makes the first administrator; null when somebody is there, or anybody may look around. */
  welcomeUrl: string | null
  /** Nobody can sign in, and there is no page that a link could lead to. */
  lacksWelcome: boolean
}

/** What people read when everything runs. */
export function describeStarted(described: Description): string[] {
  const { command, withWeb, url, publicUrl, host } = described
  const elsewhere = publicUrl === undefined ? '' : `, elsewhere ${publicUrl}`
  const head = withWeb
    ? [`Vigie runs at ${url}`, `  Look   open it in a browser on this machine${elsewhere}`]
    : [`Vigie's event server runs at ${url}${elsewhere}, without the web app`, `  Look   curl ${url}/readyz`]
  const warning =
    isLoopback(host) || command !== 'demo'
      ? []
      : ['  Mind   everybody who reaches this address may look around in any role: it is a demonstration']
  return [...head, ...describeFirst(described), `  Next   ${describeNext(described)}`, ...warning, '  Stop   Ctrl-C']
}

function describeFirst({ welcomeUrl, lacksWelcome }: Description): string[] {
  if (welcomeUrl !== null) return [`  First  become its administrator, by this link, once, within a day: ${welcomeUrl}`]
  if (!lacksWelcome) return []
  return [
    '  First  nobody can sign in yet, and who begins needs the web app: run npm start once without --no-web, ' +
      'or set VIGIE_URL to where you serve it; then a link is printed here',
  ]
}

function describeNext({ command, withWeb, url }: Description): string {
  if (command !== 'demo') {
    return 'make a door for a system of yours: npm run vigie -- source create shop --kind standard-webhooks'
  }
  if (!withWeb) return `its screens: npm run demo; what its API says: curl ${url}/v1/openapi.json`
  return 'look around by one tap in any role, and press "Send an event" on the wall; with your own data later: npm start'
}
