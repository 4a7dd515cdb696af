import { commandEnvironment } from '../scripts/run-command.ts'
import { proxyPort, webPort, webUrl } from './ports.ts'
import type { Program } from './program.ts'
import { startProgram } from './program.ts'
import { webEnvironment } from './web-build.ts'

export function startWebApp(): Promise<Program> {
  return startProgram({
    name: 'web app',
    command: ['next', 'start', '--hostname', '127.0.0.1', '--port', String(webPort)],
    env: commandEnvironment(webEnvironment(proxyPort)),
    // A page needs the event server, a file does not.
    readyUrl: `${webUrl}/robots.txt`,
    isReady: (response) => response.status < 500,
  })
}
