import { hash } from 'node:crypto'
import { ReplayError } from '../replay-error.ts'
import type { DocumentFormat, FileEvent } from './format.ts'

/**
 * The log of a web server, in Apache's combined format (https://httpd.apache.org/docs/current/logs.html#combined): pages that
 * people saw are `page.viewed`, pages that robots fetched are `page.crawled`, which name nobody. Pictures, scripts and
 * failures are no events. A line that cannot be read is sent as it is, for the door to refuse and keep.
 */
export const accessLog: DocumentFormat = {
  name: 'access-log',
  unit: 'page',
  maxSize: 256 * 1024 * 1024,
  toEvents,
}

const combined =
  /^(?<address>\S+) \S+ \S+ \[(?<time>[^\]]+)\] "(?<request>(?:[^"\\]|\\.)*)" (?<status>\d{3}) \S+ "(?<referrer>(?:[^"\\]|\\.)*)" "(?<agent>(?:[^"\\]|\\.)*)"$/
const robot = /bot|crawl|spider|slurp|archiver|feed|monitor|scan|curl|wget|python|java\/|perl|ruby|go-http|^-?$/i
const namedRobot = /[\w.-]*(?:bot|crawler|spider|slurp|feed\w*|curl|wget)[\w.-]*/i
const asset = /\.(?!html?$|php$|aspx?$)[a-z0-9]{1,5}$/i

function toEvents(text: string): FileEvent[] {
  const events: FileEvent[] = []
  let at = 0
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const read = readLine(line)
    at = read?.at ?? at
    const event = read === null ? unreadable(line) : toPage(read)
    if (event !== null)
      events.push({ line: index + 1, at, event: { ...event, id: idOf(line, index + 1) }, isUnreadable: read === null })
  }
  if (events.length === 0) throw new ReplayError('There is no page in it.')
  return events
}

interface Line {
  address: string
  at: number
  method: string
  url: URL
  status: number
  referrer: string
  agent: string
}

/** @returns null when it is no line of this format. */
function readLine(line: string): Line | null {
  const { address, time = '', request = '', status, referrer, agent } = combined.exec(line)?.groups ?? {}
  const [method = '', target = ''] = request.split(' ')
  const at = timeOf(time)
  const url = URL.parse(target, 'http://site.invalid')
  if (address === undefined || referrer === undefined || agent === undefined || at === null || url === null) return null
  return { address, at, method, url, status: Number(status), referrer, agent }
}

/** `17/May/2015:10:05:03 +0000` */
function timeOf(text: string): number | null {
  const at = Date.parse(text.replace(/^(\d+)\/(\w+)\/(\d+):/, '$1 $2 $3 '))
  return Number.isNaN(at) ? null : at
}

function toPage({ address, method, url, status, referrer, agent }: Line): Omit<FileEvent['event'], 'id'> | null {
  if (method !== 'GET' || (status !== 200 && status !== 304) || asset.test(url.pathname)) return null
  const page = { url: url.pathname + url.search, ...(referrer !== '-' && { referrer }) }
  if (robot.test(agent)) {
    return { type: 'page.crawled', data: { ...page, bot: namedRobot.exec(agent)?.[0] ?? agent.slice(0, 60), agent } }
  }
  // Of the address only a digest goes on: whoever came from it with the same browser is one visitor.
  const visitorId = hash('sha256', `${address} ${agent}`, 'hex').slice(0, 20)
  return { type: 'page.viewed', subject: `visitor/${visitorId}`, data: { ...page, visitorId } }
}

/** Of no type, so that the door refuses it and its quarantine shows the line. */
function unreadable(line: string): Omit<FileEvent['event'], 'id'> {
  return { type: '', data: { line } }
}

function idOf(line: string, number: number): string {
  return `line-${number}-${hash('sha256', line, 'hex').slice(0, 12)}`
}
