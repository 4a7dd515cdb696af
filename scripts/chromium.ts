import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { chromium } from '@playwright/test'

/*
 * Which Chromium the browser tests drive: one of the system first, then the one Playwright downloaded, then, as root on
 * Debian, one that is installed here and now.
 */

/** It has no windows to draw: browser tests take two thirds of the CPU that they take elsewhere. Nor does it show notifications. */
const headlessShell = '/usr/bin/chromium-headless-shell'

const wholeBrowsers = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]

/** Ubuntu's /usr/bin/chromium-browser may be a script that only says where to get one, so it is asked. */
function runs(path: string): boolean {
  return existsSync(path) && spawnSync(path, ['--version'], { timeout: 20_000, stdio: 'ignore' }).status === 0
}

/** @returns the path of the Chromium that starts and is the fastest, or undefined. */
export function findChromium(): string | undefined {
  return runs(headlessShell) ? headlessShell : findWholeChromium()
}

/** @returns the path of a Chromium that starts and has all that people's browsers have, or undefined. */
export function findWholeChromium(): string | undefined {
  return [...wholeBrowsers, chromium.executablePath()].find(runs)
}

export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/** Other systems that have apt, such as Ubuntu, have no package with a Chromium in it. */
function isDebian(): boolean {
  const osRelease = '/etc/os-release'
  return existsSync(osRelease) && /^ID="?debian"?$/m.test(readFileSync(osRelease, 'utf8'))
}

function apt(...words: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync('apt-get', words, { env, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0
}

/** @returns the path of a Chromium, installed if this may be done; throws with the command to run if not. */
export function ensureChromium(): string {
  const found = findChromium()
  if (found !== undefined) return found
  if (isRoot() && isDebian()) {
    process.stdout.write('no Chromium found: installing the one of Debian\n')
    apt('update')
    apt('install', '-y', '--no-install-recommends', 'chromium')
    // Releases before 12 have none.
    apt('install', '-y', '--no-install-recommends', 'chromium-headless-shell')
    const path = findChromium()
    if (path !== undefined) return path
  }
  throw new Error(
    isDebian()
      ? 'No Chromium found. Run: sudo apt-get update && sudo apt-get install -y chromium'
      : 'No Chromium found. Run: npx playwright install --with-deps chromium',
  )
}

/** What every run of it gets: no traffic of its own, and as root no sandbox, which it refuses to start with. */
export const chromiumFlags = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-gpu',
  ...(isRoot() ? ['--no-sandbox'] : []),
]
