import { watch } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { packageDirectory } from '#server/db/schema-engine.ts'
import { readEnv } from '#server/env.ts'
import type { BringUp } from './bring-up.ts'
import { bringUpProgram, endWithParent, eventServerProgram, ignoreOffers, prepareGround } from './bring-up.ts'
import { hostOption } from './host-option.ts'
import { Output } from './output.ts'
import { runUntilStopped } from './run.ts'
import type { SupervisedProcess } from './supervised-process.ts'
import { issueWelcomeUrl } from './welcome.ts'
import { nextProgram } from './web-build.ts'

/** An editor writes a file in several steps. */
const settleMs = 150

export function devCommand(): Command {
  return new Command('dev')
    .description('run Vigie for development: both processes reload when their sources change')
    .addOption(hostOption())
    .option('--json', 'print one JSON object when everything runs; the programs speak on stderr', false)
    .action((options: { host?: string; json: boolean }) => run(options))
}

async function run(options: { host?: string; json: boolean }): Promise<never> {
  const output = new Output(options)
  return runUntilStopped(output, async (stop, stack) => {
    const env = readEnv()
    const up: BringUp = {
      env,
      host: options.host ?? env.VIGIE_HOST,
      command: 'dev',
      withWeb: true,
      output,
      stop,
      stack,
    }
    const ground = await prepareGround(up)
    const { addresses } = ground
    const eventServer = await bringUpProgram(up, eventServerProgram(up, ground))
    stack.defer(reloadOnChange(eventServer, output))
    await bringUpProgram(up, {
      name: 'web app',
      args: [endWithParent, ignoreOffers, nextProgram, 'dev', '--hostname', up.host, '--port', String(env.PORT)],
      env: {
        ...process.env,
        NODE_ENV: 'development',
        NEXT_TELEMETRY_DISABLED: '1',
        VIGIE_API_URL: addresses.eventServerUrl,
        VIGIE_DIST_DIR: '.next-dev',
      },
      readyUrl: addresses.url,
    })
    await ground.lock.publish(addresses)
    const object = { url: addresses.url, eventServerUrl: addresses.eventServerUrl, pid: process.pid }
    const welcomeUrl = await issueWelcomeUrl(ground)
    const first = welcomeUrl === null ? [] : [`  First  become its administrator: ${welcomeUrl}`]
    const lines = ['', `Vigie for development runs at ${addresses.url}`, ...first, '  Stop   Ctrl-C', '']
    output.result({ ...object, welcomeUrl }, lines)
  })
}

/** @returns a function that stops watching. */
function reloadOnChange(eventServer: SupervisedProcess, output: Output): () => void {
  let timer: NodeJS.Timeout | undefined
  const reload = (name: string) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      output.progress(`${name} changed: the event server is started again`)
      void eventServer.restart()
    }, settleMs)
  }
  const watchers = ['server', 'contract', 'calendar'].map((folder) =>
    watch(join(packageDirectory, folder), { recursive: true }, (_event, name) => {
      if (name?.endsWith('.ts') && !/\.test\.ts$|^generated\//.test(name)) reload(join(folder, name))
    }),
  )
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}
