import { commandEnvironment } from '../scripts/run-command.ts'
import { proxyPort, webPort, webUrl } from './ports.ts'
import type { Program } from './program.ts'
import { startProgram } from './program.ts'
import { copyBuild, webEnvironment } from './web-build.ts'

export async function startWebApp(worker: number): Promise<Program> {
  const leadsTo = `http://127.0.0.1:${proxyPort}`
  const distDirectory = await copyBuild({ worker, leadsTo })
  return startProgram({
    name: 'web app',
    command: ['next', 'start', '--hostname', '127.0.0.1', '--port', String(webPort)],
    env: commandEnvironment(webEnvironment({ distDirectory, leadsTo })),
    // A page needs the event server, a file does not.
    readyUrl: `${webUrl}/robots.txt`,
    isReady: (response) => response.status < 500,
  })
}
